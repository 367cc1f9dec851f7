//! What a message costs in dollars, by what the build that counts has counted.
//!
//! Invariant: the prices are those of `relay_tests::prices`; what is assumed and not counted is said beside the table.

use std::time::Instant;

use relay_tests::faults::Counters;
use relay_tests::prices::{Event, Usage};
use serde::{Deserialize, Serialize};

use crate::crowd::{Crowd, Ground, STAGE};
use crate::figures::round;
use crate::language::Room;
use crate::load::{Load, Plan};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scenario {
    pub what: String,
    pub messages: u64,
    /// Counted, a message.
    pub frames_in: f64,
    pub rows_written: f64,
    pub rows_read: f64,
    pub object_s: f64,
    pub commits: f64,
    pub wakes: f64,
    /// Dollars a million messages.
    pub requests_usd: f64,
    pub rows_usd: f64,
    pub time_usd: f64,
    pub usd: f64,
}

struct Scene {
    what: &'static str,
    sockets: usize,
    plan: Plan,
}

/// A room that talks now and then, one that is lively, and crowds, up to the size to which a message is promised for a dollar a
/// million.
fn scenes(seconds: u64) -> [Scene; 6] {
    let people = |plan| Plan { reads: true, ..plan };
    let scene = |what, sockets, plan| Scene { what, sockets, plan };
    [
        scene(
            "10, a message a second, read marks",
            10,
            people(Plan::plain(1, seconds * 2, 10)),
        ),
        scene(
            "10, 5 a second, read marks",
            10,
            people(Plan::plain(5, seconds * 2, 10)),
        ),
        scene(
            "500, 10 a second, read marks",
            500,
            people(Plan::plain(10, seconds, 50)),
        ),
        scene(
            "500, 50 a second, nobody says what they have read",
            500,
            Plan::plain(50, seconds, 50),
        ),
        scene(
            "2000, 50 a second, read marks",
            2_000,
            people(Plan::plain(50, seconds, 50)),
        ),
        scene(
            "500, 50 a second, read marks, 20 reactions a second",
            500,
            Plan {
                reacts: 20,
                ..people(Plan::plain(50, seconds, 50))
            },
        ),
    ]
}

pub fn run(seconds: u64) -> Result<Vec<Scenario>, String> {
    scenes(seconds).iter().map(one).collect()
}

fn one(scene: &Scene) -> Result<Scenario, String> {
    let ground = Ground::counted();
    let mut crowd = Crowd::new();
    let mut load = Load::new(Room::Ours, scene.sockets);
    crowd.come(&ground, scene.sockets, &mut |seat, text| load.hear(seat, text))?;
    // A room that has been at it for a while.
    let warm_s = if scene.plan.rate < 20 { 16 } else { 2 };
    let warm = Plan {
        seconds: warm_s,
        ..scene.plan
    };
    load.run(&ground, &mut crowd, &warm);
    let count = || -> Result<Counters, String> {
        let site = ground.site.as_ref().ok_or("ours has a site")?;
        Ok(ground.relay.counters(site, STAGE))
    };
    let (start, before) = (Instant::now(), count()?);
    let figures = load.run(&ground, &mut crowd, &scene.plan);
    let after = count()?;
    let messages = after.posts - before.posts;
    if messages != figures.taken || !figures.is_whole() {
        return Err(format!(
            "{}: {messages} written, {:?}",
            scene.what,
            figures.told()
        ));
    }
    let each = 1.0 / messages as f64;
    // What runs between timers is not known apart: all of workerd's work is taken for it. Nothing is paid for twice.
    let mut usage = Usage::between(&before, &after, figures.workerd_s);
    usage.object_s = usage.object_s.min(start.elapsed().as_secs_f64());
    let usage = usage.times(each);
    let exact = |figure: f64| round(figure, 10_000.0);
    let a_million = |usd: f64| exact(usd * 1_000_000.0);
    let found = Scenario {
        what: scene.what.to_owned(),
        messages,
        frames_in: exact(usage.frames_in),
        rows_written: exact(usage.rows_written),
        rows_read: exact(usage.rows_read),
        object_s: exact(usage.object_s),
        commits: exact((after.commits - before.commits) as f64 * each),
        wakes: exact((after.wakes - before.wakes) as f64 * each),
        requests_usd: a_million(usage.requests_usd()),
        rows_usd: a_million(usage.rows_usd()),
        time_usd: a_million(usage.time_usd()),
        usd: a_million(usage.usd()),
    };
    println!(
        "prices, {}: {:.2} frames in, {:.3} rows written, {:.1} read, {:.3} s a message: ${:.2} a million",
        found.what, found.frames_in, found.rows_written, found.rows_read, found.object_s, found.usd,
    );
    Ok(found)
}

/// The night of 100,000, with the rows that the crowd has written and read.
pub fn night(scenarios: &[Scenario]) -> Event {
    scenarios.last().map_or(Event::NIGHT, |crowd| Event {
        rows_written: crowd.rows_written,
        rows_read: crowd.rows_read,
        ..Event::NIGHT
    })
}
