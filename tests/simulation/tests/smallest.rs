//! The smallest world, looked through whole for each fault; and as far as there is time with all of them at once.

#![cfg(test)]

use std::thread;

use simulation::{Faults, Searched, search};

/// More states than any single fault leads to. Without `MARU_SEEDS`, as in a build that is not optimized, only a part.
fn most() -> usize {
    std::env::var_os("MARU_SEEDS").map_or(5_000, |_| 500_000)
}

fn searched(faults: Faults, most: usize) -> Searched {
    let searched = search(faults, most);
    if let Some(failure) = &searched.failure {
        panic!("{}\n  {}", failure.broken, failure.way.join("\n  "));
    }
    let Searched {
        states,
        steps,
        ends,
        is_whole,
        ..
    } = searched;
    println!("{faults:?}: {states} states, {steps} steps, {ends} ends, whole: {is_whole}");
    searched
}

#[test]
fn with_one_fault_at_any_moment_every_order_ends_well() {
    let none = Faults::NONE;
    let long = thread::spawn(move || searched(Faults { epoch: 1, ..none }, most()));
    let one_each = [
        none,
        Faults { crash: 1, ..none },
        Faults { eviction: 1, ..none },
        Faults { duplicate: 1, ..none },
        Faults { reorder: 1, ..none },
    ];
    let all = one_each.map(|faults| searched(faults, most()));
    let last = long.join().unwrap();
    let states: usize = all.iter().chain([&last]).map(|searched| searched.states).sum();
    println!("{states} states in all");
    let is_part = std::env::var_os("MARU_SEEDS").is_none();
    assert!(is_part || all.iter().chain([&last]).all(|searched| searched.is_whole));
}

#[test]
fn with_all_of_them_no_order_that_was_tried_breaks_a_promise() {
    assert!(searched(Faults::ONE_OF_EACH, most() / 5).ends > 0);
}
