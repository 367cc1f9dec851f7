//! That the promises can be broken, and that it is noticed: each thing that is broken on purpose is found out.

#![cfg(test)]

use simulation::{Mutation, run_with};

#[test]
fn every_mutant_is_caught() {
    for mutation in Mutation::ALL {
        let caught = (1..=200)
            .map(|seed| run_with(seed, mutation))
            .find_map(|run| run.failure);
        match caught {
            Some(failure) => println!("{mutation:?}: {}", failure.promise),
            None => panic!("{mutation:?} was not noticed in 200 conversations"),
        }
    }
}
