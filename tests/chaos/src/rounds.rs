//! A run: fans talk, rounds of faults pass over them, everything is quiet, and the diaries are checked.

use std::time::{Duration, Instant};

use crate::checker::{self, Verdict};
use crate::fan::{self, Order};
use crate::nemesis::{self, Fault};
use crate::report::{self, Run};
use crate::world::World;
use crate::{diary, ledger};

/// After the faults: the promise of the design.
const SETTLE: Duration = Duration::from_secs(30);
/// A round that nobody speaks after for so long has broken something.
pub const RECOVERY: Duration = Duration::from_secs(60);
/// A message every so often, of each fan.
const PACE: Duration = Duration::from_millis(500);

pub struct Options {
    pub rounds: usize,
    pub seed: u64,
    pub fans: usize,
    pub always: Option<Fault>,
    pub command: String,
}

/// True if everything held.
pub fn run(options: &Options) -> bool {
    let mut world = World::new(options.seed, options.fans, true);
    world
        .board
        .wait(SETTLE, |states| states.iter().all(|state| state.live))
        .expect("everybody gets in");
    world
        .fans
        .iter()
        .for_each(|fan| fan.order(Order::Talk { every: PACE, more: 0 }));
    let plan = nemesis::plan(options.rounds, options.always, &mut world.dice);
    for (faults, number) in plan.iter().zip(1..) {
        let begun = Instant::now();
        world.suffer(faults);
        let before = world.board.sum(|state| state.acked);
        // The next round finds people who talk: most are there, and each has been answered about once.
        let fans = options.fans as u64;
        let recovered = world.board.wait(RECOVERY, |states| {
            let live = states.iter().filter(|state| state.live).count() as u64;
            let acked: u64 = states.iter().map(|state| state.acked).sum();
            live * 4 >= fans * 3 && acked >= before + fans
        });
        eprintln!(
            "round {number}: {faults:?}, {:.1} s",
            begun.elapsed().as_secs_f64()
        );
        if recovered.is_none() {
            eprintln!("nobody recovers: {:#?}", world.board.states());
            break;
        }
    }
    finish(world, options)
}

fn finish(mut world: World, options: &Options) -> bool {
    // The faults have stopped. Whoever was cut off is told by the device that the network is back.
    let calm = Instant::now();
    for fan in &world.fans {
        fan.order(Order::Quiet);
        fan.order(Order::Look);
    }
    let replays = world.hostile.as_ref().map_or(0, |hostile| hostile.replays);
    if let Some(hostile) = world.hostile.take() {
        hostile.end();
    }
    let left = SETTLE.saturating_sub(calm.elapsed());
    let settled = world.board.wait(left, |states| {
        let head = states.iter().map(|state| state.head).max().unwrap_or_default();
        states.iter().all(|state| state.is_done(head))
    });
    let settled = settled.map(|_| calm.elapsed());
    world.measure();
    let ledger = ledger::audited(&world.site, &world.room);
    let crashes = world.board.sum(|state| state.crashes);
    let ends: Vec<bool> = world.fans.into_iter().map(fan::Handle::join).collect();
    let whole = ends.iter().all(|end| *end);
    let disk = ledger::on_disk(world.relay.stop());
    let verdict = checker::check(&ledger, &disk, &diary::read(&world.diaries));
    let run = Run {
        command: options.command.clone(),
        fans: options.fans,
        rounds: options.rounds,
        took: world.since.elapsed(),
        settled,
        crashes,
        resets: world.proxies.iter().map(crate::proxy::Proxy::resets).sum(),
        replays,
    };
    report::print(&run, &world.tally, &verdict);
    excerpt(&verdict, &world.diaries, options.seed);
    whole && settled.is_some() && verdict.violations.is_empty()
}

/// The first of what is broken. The diaries hold the rest.
fn excerpt(verdict: &Verdict, diaries: &std::path::Path, seed: u64) {
    for violation in verdict.violations.iter().take(8) {
        eprintln!("broken, {:?}: {}", violation.rule, violation.what);
    }
    if !verdict.violations.is_empty() {
        eprintln!(
            "{} in all; seed {seed}, diaries in {}",
            verdict.violations.len(),
            diaries.display()
        );
    }
}
