//! That the promises can be broken, and that it is noticed: each thing that is broken on purpose is found out.

#![cfg(test)]

use simulation::{Invariant, Mutation, Run, caught, small};

/// A fifth of the seeds of one test run: what is not noticed by then is not noticed.
const WITHIN: u64 = 4_000;

#[test]
fn every_mutant_is_caught() {
    for mutation in Mutation::ALL {
        let outcome = caught(mutation, WITHIN);
        let outcome =
            outcome.unwrap_or_else(|| panic!("{mutation:?} was not noticed in {WITHIN} conversations"));
        let failure = outcome.failure.unwrap();
        println!("{mutation:?}, seed {}: {failure}", outcome.run.seed);
        assert_ne!(failure.invariant, Invariant::Harness, "{mutation:?}");
    }
}

#[test]
fn a_failing_run_is_made_small_and_can_be_played_again() {
    let run = Run::new(1).with(Mutation::DedupeOff);
    let outcome = run.play();
    let small = small(&outcome);
    let (broken, found) = (outcome.failure.unwrap(), small.failure.clone().unwrap());
    assert_eq!(broken.invariant, found.invariant);
    let lines = small.run.only.as_ref().unwrap().len();
    assert!(lines <= 10, "{lines} lines are left");
    let again = small.run.play();
    assert_eq!(again.failure, small.failure);
    assert!(
        small
            .to_string()
            .contains("cargo xtask sim --seed 1 --mutant DedupeOff --only ")
    );
}
