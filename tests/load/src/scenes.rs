//! Ours alone, as it is meant to be used: a night with reactions and read marks, and a room in which more is said than can be told.
//!
//! Invariant: whatever is missing, doubled or not answered is counted, on every socket; who is held does what a client does.

use serde_json::Value;

use crate::crowd::{Crowd, Ground};
use crate::language::Room;
use crate::load::{Load, Plan};

/// Read marks, reactions and 50 messages a second before so many, for so long.
pub fn event(sockets: usize, rate: u64, seconds: u64) -> Result<Value, String> {
    let plan = Plan {
        reads: true,
        reacts: 20,
        ..Plan::plain(rate, seconds, 50)
    };
    scene("event", &Ground::start(Room::Ours), sockets, plan, false)
}

/// Ten times as much is offered as a room of that size takes; an official speaks in between.
pub fn live(sockets: usize, rate: u64, seconds: u64) -> Result<Value, String> {
    let plan = Plan {
        // Whoever is held says nothing else, so everybody has their turn.
        talkers: sockets,
        official: Some(sockets),
        drains: false,
        ..Plan::plain(rate, seconds, sockets)
    };
    scene("live", &Ground::whole(), sockets, plan, true)
}

fn scene(
    name: &str,
    ground: &Ground,
    sockets: usize,
    plan: Plan,
    with_official: bool,
) -> Result<Value, String> {
    let mut crowd = Crowd::new();
    let mut load = Load::new(Room::Ours, sockets);
    crowd.come(ground, sockets, &mut |seat, text| load.hear(seat, text))?;
    if with_official {
        let ticket = ground.official().ok_or("ours has officials")?;
        crowd.enter(ground, &ticket, &mut |seat, text| load.hear(seat, text))?;
        crowd.settle(&mut |seat, text| load.hear(seat, text))?;
    }
    println!("{name}: {sockets} are in");
    let warm = Plan::plain(5, 2, 50);
    load.run(ground, &mut crowd, &warm);
    let figures = load.run(ground, &mut crowd, &plan);
    let mut told = figures.told();
    told["sockets"] = sockets.into();
    told["rate"] = plan.rate.into();
    told["seconds"] = plan.seconds.into();
    println!("{name}: {told}");
    figures
        .broken
        .iter()
        .take(5)
        .for_each(|what| println!("  {what}"));
    Ok(told)
}
