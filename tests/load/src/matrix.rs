//! Ours and the reference room, in turn: the same sockets, the same words, the same machine.
//!
//! Invariant: of each pair both are measured within a minute, the order changes with each round, and what is told is a median.

use std::thread;
use std::time::Duration;

use relay_tests::machine;
use serde::{Deserialize, Serialize};

use crate::crowd::{Crowd, Ground};
use crate::figures::{Figures, Spread, median, round, share};
use crate::language::Room;
use crate::load::{Load, Plan};

/// So many people talk, where there are so many: one of them as fast as a fan may, in the busiest room.
const TALKERS: usize = 50;
/// What a fan may say in a second.
const EACH: u64 = 5;

/// So many messages a second before so many sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    pub sockets: usize,
    pub rate: u64,
}

/// What is measured if nobody asks for anything else. Ten people cannot say 200 things a second, and ten thousand would be told
/// 18 by ours and bring the reference room to its knees.
pub const USUAL: [Case; 9] = [
    case(10, 1),
    case(10, 50),
    case(100, 50),
    case(500, 50),
    case(500, 200),
    case(3_000, 10),
    case(3_000, 50),
    case(10_000, 1),
    case(10_000, 10),
];

const fn case(sockets: usize, rate: u64) -> Case {
    Case { sockets, rate }
}

/// Of one room in one case, a median of the rounds.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Side {
    /// Of workerd, microseconds a delivery.
    pub cpu_us: f64,
    pub deliveries_a_second: f64,
    /// What a crowd is told at once: frames are what a room costs.
    pub messages_a_frame: f64,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
    /// Percent of one processor: the room's, and that of those who play the people.
    pub workerd_cpu: f64,
    pub driver_cpu: f64,
    /// Messages that were taken in the end, of those offered.
    pub taken: f64,
    pub offered: f64,
    /// Of all rounds.
    pub lost: u64,
    pub doubled: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    pub sockets: usize,
    pub rate: u64,
    pub rounds: usize,
    pub ours: Side,
    pub reference: Side,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Memory {
    pub sockets: usize,
    pub ours_kb: f64,
    pub reference_kb: f64,
}

/// One room of one size in one round.
struct Stay {
    kb: f64,
    cases: Vec<Figures>,
}

pub struct Rounds {
    pub rounds: usize,
    pub seconds: u64,
}

/// A room of each size, its cases one after the other.
pub fn run(cases: &[Case], how: &Rounds) -> Result<(Vec<Row>, Vec<Memory>), String> {
    let mut sizes: Vec<usize> = cases.iter().map(|case| case.sockets).collect();
    sizes.dedup();
    let (mut rows, mut memory) = (Vec::new(), Vec::new());
    for sockets in sizes {
        let cases: Vec<Case> = cases
            .iter()
            .copied()
            .filter(|case| case.sockets == sockets)
            .collect();
        // The largest take minutes each, and are the same each time.
        let rounds = if sockets > 5_000 {
            how.rounds.div_ceil(3)
        } else {
            how.rounds
        };
        let mut stays: [Vec<Stay>; 2] = [Vec::new(), Vec::new()];
        for number in 0..rounds {
            for turn in 0..2 {
                let which = (number + turn) % 2;
                stays[which].push(stay(Room::BOTH[which], &cases, how.seconds)?);
            }
        }
        for (at, case) in cases.iter().enumerate() {
            let [ours, reference] = stays.each_ref().map(|stays| side(stays, at));
            rows.push(Row {
                sockets,
                rate: case.rate,
                rounds,
                ours,
                reference,
            });
        }
        let [ours_kb, reference_kb] = stays
            .each_ref()
            .map(|stays| round(median(stays.iter().map(|stay| stay.kb).collect()), 10.0));
        if sockets >= 500 {
            memory.push(Memory {
                sockets,
                ours_kb,
                reference_kb,
            });
        }
    }
    Ok((rows, memory))
}

fn stay(room: Room, cases: &[Case], seconds: u64) -> Result<Stay, String> {
    let sockets = cases.first().map_or(0, |case| case.sockets);
    let ground = Ground::start(room);
    let pid = ground.relay.workerd();
    let mut crowd = Crowd::new();
    let mut load = Load::new(room, sockets);
    // The first of them wakes the room.
    crowd.come(&ground, 1, &mut |seat, text| load.hear(seat, text))?;
    let empty = machine::memory(pid);
    crowd.come(&ground, sockets, &mut |seat, text| load.hear(seat, text))?;
    // What coming has left behind is not what staying costs.
    thread::sleep(Duration::from_secs(1));
    let grown = machine::memory(pid).saturating_sub(empty);
    let kb = grown as f64 / 1_000.0 / (sockets.saturating_sub(1) as f64).max(1.0);
    // Code that has not run yet is compiled while it runs, and compiled anew when it has run often: in a small room, where that
    // would be most of what is measured, it has run often before. Then the room is quiet again.
    let talkers = TALKERS.min(sockets);
    let (rate, warm_s) = if sockets > 1_000 { (5, 2) } else { (50, 10) };
    load.run(&ground, &mut crowd, &Plan::plain(rate, warm_s, talkers));
    thread::sleep(Duration::from_secs(5));
    let mut found = Vec::new();
    for case in cases {
        // Of one message a second few are said: three times as long.
        let seconds = if case.rate < 10 { seconds * 3 } else { seconds };
        let figures = load.run(&ground, &mut crowd, &Plan::plain(case.rate, seconds, talkers));
        let heard = Spread::of(&figures.heard_us);
        println!(
            "{:>9} {sockets:>6} sockets {:>4}/s: {:>6.2} µs a delivery, {:>7.0}/s, {:.2}, {:.2}, {:.2} ms; driver {:.0} %{}",
            room.name(),
            case.rate,
            figures.cpu_us(),
            figures.deliveries_a_second(),
            heard.p50,
            heard.p95,
            heard.p99,
            share(figures.driver_s, figures.took_s),
            if figures.is_whole() { "" } else { "  NOT WHOLE" },
        );
        if figures.asked + figures.resyncs > 0 {
            println!(
                "          {} asked for what they had missed, {} were asked where they are",
                figures.asked, figures.resyncs
            );
        }
        figures
            .broken
            .iter()
            .chain(&figures.cut)
            .take(3)
            .for_each(|what| println!("          {what}"));
        found.push(figures);
    }
    Ok(Stay { kb, cases: found })
}

fn side(stays: &[Stay], at: usize) -> Side {
    let all: Vec<&Figures> = stays.iter().filter_map(|stay| stay.cases.get(at)).collect();
    let of = |what: &dyn Fn(&Figures) -> f64, parts| {
        round(median(all.iter().map(|figures| what(figures)).collect()), parts)
    };
    let heard = |part: fn(Spread) -> f64| of(&|figures| part(Spread::of(&figures.heard_us)), 100.0);
    Side {
        cpu_us: of(&Figures::cpu_us, 100.0),
        deliveries_a_second: of(&Figures::deliveries_a_second, 1.0),
        messages_a_frame: of(&Figures::messages_a_frame, 100.0),
        p50_ms: heard(|spread| spread.p50),
        p95_ms: heard(|spread| spread.p95),
        p99_ms: heard(|spread| spread.p99),
        workerd_cpu: of(&|figures| share(figures.workerd_s, figures.took_s), 1.0),
        driver_cpu: of(&|figures| share(figures.driver_s, figures.took_s), 1.0),
        taken: of(&|figures| figures.taken as f64, 1.0),
        offered: of(&|figures| figures.offered as f64, 1.0),
        lost: all.iter().map(|figures| figures.lost).sum(),
        doubled: all.iter().map(|figures| figures.doubled).sum(),
    }
}

/// Whether so few people may say so much.
pub fn can_be_said(case: Case) -> bool {
    case.rate <= EACH * TALKERS.min(case.sockets) as u64
}
