//! A failing run, made small: lines of its script are left out as long as it still breaks the same promise.

use crate::world::World;
use crate::{Invariant, Outcome, Run};

/// Runs that may be spent on it.
const TRIES: usize = 600;
/// Lines of history that a failure tells.
const HISTORY: usize = 60;

/// The smallest run that was found, with its history.
pub fn small(outcome: &Outcome) -> Outcome {
    let Some(failure) = &outcome.failure else {
        return outcome.clone();
    };
    let run = shrink(&outcome.run, failure.invariant);
    let mut told = run.tell();
    let surplus = told.history.len().saturating_sub(HISTORY);
    told.history.drain(..surplus);
    told
}

fn shrink(run: &Run, invariant: Invariant) -> Run {
    let Ok(lines) = World::new(run, false).map(|world| world.lines()) else {
        return run.clone();
    };
    let mut kept: Vec<usize> = (0..lines).filter(|line| run.plays(*line)).collect();
    let fails = |only: &[usize]| {
        let run = Run {
            only: Some(only.to_vec()),
            ..run.clone()
        };
        run.play()
            .failure
            .is_some_and(|failure| failure.invariant == invariant)
    };
    let mut tries = 0;
    let mut part = kept.len().div_ceil(2);
    while part > 0 && tries < TRIES {
        let mut from = 0;
        let mut is_smaller = false;
        while from < kept.len() && tries < TRIES {
            let mut without = kept.clone();
            without.drain(from..kept.len().min(from.saturating_add(part)));
            tries = tries.saturating_add(1);
            if fails(&without) {
                kept = without;
                is_smaller = true;
            } else {
                from = from.saturating_add(part);
            }
        }
        if part == 1 && !is_smaller {
            break;
        }
        part = if part == 1 { 1 } else { part.div_euclid(2) };
    }
    Run {
        only: Some(kept),
        ..run.clone()
    }
}
