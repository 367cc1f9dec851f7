//! A deploy cuts hundreds of fans at once: how they come back.
//!
//! Invariant: the figures are of fans that run the real mind, on the machine that runs the relay too; what the machine itself
//! costs is in them.

use std::io::{self, Read};
use std::thread;
use std::time::{Duration, Instant};

use relay_tests::driver::Way;

use crate::board::{Board, State};
use crate::dice::Dice;
use crate::fan;
use crate::world::{World, folder};

/// However slow the machine, and however often somebody has to try again.
const DEADLINE: Duration = Duration::from_secs(120);
const DEPLOYS: usize = 3;
const SLICE_MS: u64 = 100;

/// True if everybody came back each time.
pub fn run(fans: usize, seed: u64) -> bool {
    let mut world = World::new(seed, fans, false);
    if world.board.wait(DEADLINE, all_live).is_none() {
        eprintln!("not everybody gets in: {:?}", count(&world.board.states()));
        return false;
    }
    println!(
        "| deploy | relay away | window told, least to most | back after: first, median, p95, last | most in {SLICE_MS} ms |"
    );
    println!("|---|---:|---:|---:|---:|");
    for deploy in 1..=DEPLOYS {
        let windows = sorted(world.board.states().iter().map(|state| state.window));
        let before: Vec<u64> = world.board.states().iter().map(|state| state.welcomes).collect();
        let cut = Instant::now();
        world.relay.deploy(None);
        let away = cut.elapsed();
        let back = |states: &[State]| {
            all_live(states)
                && states
                    .iter()
                    .zip(&before)
                    .all(|(state, before)| state.welcomes > *before)
        };
        let all = world.board.wait(DEADLINE, back);
        let states = world.board.states();
        let times = sorted(
            states
                .iter()
                .filter_map(|state| Some(state.welcomed_at?.duration_since(cut))),
        );
        let at = |part: usize| times[(times.len() * part / 100).min(times.len() - 1)].as_secs_f64();
        println!(
            "| {deploy} | {:.2} s | {} to {} ms | {:.2}, {:.2}, {:.2}, {:.2} s | {} |",
            away.as_secs_f64(),
            windows.first().map_or(0, Duration::as_millis),
            windows.last().map_or(0, Duration::as_millis),
            at(0),
            at(50),
            at(95),
            at(100),
            busiest(&times),
        );
        if all.is_none() {
            eprintln!("not everybody is back: {:?}", count(&states));
            return false;
        }
    }
    world
        .fans
        .into_iter()
        .map(fan::Handle::join)
        .collect::<Vec<_>>()
        .iter()
        .all(|end| *end)
}

/// A herd for somebody else's relay. One line of JSON whenever all of them are there, anew; it ends when stdin closes.
pub fn join(fans: usize, seed: u64, relay: &str, site: &str, room: &str) -> bool {
    let (mut dice, board, since) = (Dice::new(seed), Board::new(fans), Instant::now());
    let diaries = folder(seed);
    let start = |index| {
        let way = Way {
            relay: relay.to_owned(),
            site: site.to_owned(),
            room: room.to_owned(),
            guest: dice.draft(),
            name: format!("팬{index}"),
        };
        fan::start(index, way, dice.child(), board.clone(), &diaries, since)
    };
    let handles: Vec<fan::Handle> = (0..fans).map(start).collect();
    thread::spawn(move || {
        drop(io::stdin().read_to_end(&mut Vec::new()));
        for handle in handles {
            handle.join();
        }
        std::process::exit(0);
    });
    loop {
        while board.wait(DEADLINE, all_live).is_none() {}
        println!("{{\"live\":{fans},\"ms\":{}}}", since.elapsed().as_millis());
        while board.wait(DEADLINE, |states| !all_live(states)).is_none() {}
    }
}

fn all_live(states: &[State]) -> bool {
    states.iter().all(|state| state.live)
}

fn count(states: &[State]) -> (usize, usize) {
    (states.iter().filter(|state| state.live).count(), states.len())
}

fn sorted(times: impl Iterator<Item = Duration>) -> Vec<Duration> {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    times
}

/// How many came back in the busiest slice of time.
fn busiest(sorted: &[Duration]) -> usize {
    let slice = Duration::from_millis(SLICE_MS);
    (0..sorted.len())
        .map(|from| {
            sorted[from..]
                .iter()
                .take_while(|at| **at < sorted[from] + slice)
                .count()
        })
        .max()
        .unwrap_or(0)
}
