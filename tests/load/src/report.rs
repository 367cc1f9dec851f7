//! The figures as a page: docs/performance/relay.json, the tables between marks in docs/PERFORMANCE.md, and a chart.
//!
//! Invariant: what was not measured in this run keeps the figures of the run that did, and each says how busy the machine was
//! before.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use relay_tests::prices::{Event, NIGHT_BUDGET};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::chart;
use crate::costs::{self, Scenario};
use crate::matrix::{Memory, Row, Side};

/// Whatever has been found, in whichever run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Found {
    pub rows: Vec<Row>,
    pub memory: Vec<Memory>,
    pub prices: Vec<Scenario>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live: Option<Value>,
    /// Of each part: processors, and how many were wanted by others when it began.
    pub ground: BTreeMap<String, Ground>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ground {
    pub processors: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<f64>,
}

impl Ground {
    pub fn look() -> Self {
        let wanted = fs::read_to_string("/proc/loadavg").ok();
        let wanted = wanted.and_then(|text| text.split(' ').next()?.parse().ok());
        Self {
            processors: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            wanted,
        }
    }
}

const CHART: &str = "\n![Processor a delivery](performance/relay.svg)\n";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Into the files.
pub fn write(fresh: Found) -> Result<(), String> {
    let told = |error: &dyn std::fmt::Display| error.to_string();
    let folder = root("docs/performance");
    fs::create_dir_all(&folder).map_err(|error| told(&error))?;
    let file = folder.join("relay.json");
    let old = fs::read_to_string(&file).unwrap_or_else(|_| "{}".to_owned());
    let old: Found = serde_json::from_str(&old).map_err(|error| told(&error))?;
    let found = old.with(fresh);
    let json = serde_json::to_string_pretty(&found).map_err(|error| told(&error))?;
    fs::write(&file, json + "\n").map_err(|error| told(&error))?;
    if !found.rows.is_empty() {
        fs::write(folder.join("relay.svg"), chart::draw(&found.rows)).map_err(|error| told(&error))?;
    }
    let page = root("docs/PERFORMANCE.md");
    let mut text = fs::read_to_string(&page).map_err(|error| told(&error))?;
    for (name, table) in tables(&found) {
        text = between(&text, name, &table).ok_or_else(|| format!("{name} has no marks in the page"))?;
    }
    fs::write(page, text).map_err(|error| told(&error))
}

/// What stands between the marks of this name is this.
fn between(text: &str, name: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(&format!("<!-- {name} -->\n"))?;
    let (_, after) = rest.split_once(&format!("<!-- /{name} -->"))?;
    Some(format!("{before}<!-- {name} -->\n{table}<!-- /{name} -->{after}"))
}

impl Found {
    fn with(mut self, fresh: Self) -> Self {
        for row in fresh.rows {
            self.rows
                .retain(|old| (old.sockets, old.rate) != (row.sockets, row.rate));
            self.rows.push(row);
        }
        self.rows.sort_by_key(|row| (row.sockets, row.rate));
        for memory in fresh.memory {
            self.memory.retain(|old| old.sockets != memory.sockets);
            self.memory.push(memory);
        }
        self.memory.sort_by_key(|memory| memory.sockets);
        if !fresh.prices.is_empty() {
            self.prices = fresh.prices;
        }
        self.event = fresh.event.or(self.event);
        self.live = fresh.live.or(self.live);
        self.ground.extend(fresh.ground);
        self
    }

    fn ground(&self, part: &str) -> String {
        let Some(ground) = self.ground.get(part) else {
            return String::new();
        };
        let wanted = ground.wanted.map_or(String::new(), |wanted| {
            format!("; {wanted:.1} of them wanted by others when it began")
        });
        format!(
            "{} processors, shared with those who play the people{wanted}.\n",
            ground.processors
        )
    }
}

fn tables(found: &Found) -> Vec<(&'static str, String)> {
    let mut tables = Vec::new();
    if !found.rows.is_empty() {
        tables.push((
            "rooms",
            rooms(&found.rows) + "\n" + &found.ground("rooms") + CHART,
        ));
    }
    if !found.memory.is_empty() {
        tables.push(("memory", memory(&found.memory)));
    }
    if !found.prices.is_empty() {
        tables.push(("prices", prices(&found.prices)));
        tables.push(("night", night(&costs::night(&found.prices))));
    }
    for (name, scene) in [("event", &found.event), ("live", &found.live)] {
        if let Some(scene) = scene {
            tables.push((name, told(scene) + "\n" + &found.ground(name)));
        }
    }
    tables
}

fn rooms(rows: &[Row]) -> String {
    let mut out = "| sockets | messages a second | processor a delivery: ours | reference | ratio | messages a frame: ours | deliveries a second: ours | \
                   reference | heard after, p50, p95, p99: ours | reference | p50's ratio | lost, doubled: ours | reference |\n\
                   | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for Row {
        sockets,
        rate,
        ours,
        reference,
        ..
    } in rows
    {
        let times = |side: &Side| format!("{:.1}, {:.1}, {:.1} ms", side.p50_ms, side.p95_ms, side.p99_ms);
        let whole = |side: &Side| format!("{}, {}", side.lost, side.doubled);
        let _grows = writeln!(
            out,
            "| {sockets} | {rate} | {:.2} µs | {:.2} µs | {:.2} | {:.1} | {:.0} | {:.0} | {} | {} | {:.2} | {} | {} |",
            ours.cpu_us,
            reference.cpu_us,
            ours.cpu_us / reference.cpu_us,
            ours.messages_a_frame,
            ours.deliveries_a_second,
            reference.deliveries_a_second,
            times(ours),
            times(reference),
            ours.p50_ms / reference.p50_ms,
            whole(ours),
            whole(reference),
        );
    }
    out
}

fn memory(memory: &[Memory]) -> String {
    let mut out = "| sockets | memory a socket: ours | reference |\n| --- | --- | --- |\n".to_owned();
    for each in memory {
        let _grows = writeln!(
            out,
            "| {} | {:.1} KB | {:.1} KB |",
            each.sockets, each.ours_kb, each.reference_kb
        );
    }
    out
}

fn prices(list: &[Scenario]) -> String {
    let mut out = "| sockets | frames in a message | rows written | rows read | object-seconds | requests, $ a million messages | \
                   rows | time | together |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for each in list {
        let _grows = writeln!(
            out,
            "| {} | {:.2} | {:.3} | {:.1} | {:.3} | {:.2} | {:.2} | {:.2} | {:.2} |",
            each.what,
            each.frames_in,
            each.rows_written,
            each.rows_read,
            each.object_s,
            each.requests_usd,
            each.rows_usd,
            each.time_usd,
            each.usd,
        );
    }
    out
}

fn night(event: &Event) -> String {
    let mut out = "| what | requests to a Worker | to objects | frames in | rows written, read | object-seconds | $ |\n\
                   | --- | --- | --- | --- | --- | --- | --- |\n"
        .to_owned();
    for (what, usage) in event.lines() {
        let _grows = writeln!(
            out,
            "| {what} | {:.0} | {:.0} | {:.0} | {:.0}, {:.0} | {:.0} | {:.2} |",
            usage.worker_requests,
            usage.object_requests,
            usage.frames_in,
            usage.rows_written,
            usage.rows_read,
            usage.object_s,
            usage.usd(),
        );
    }
    let _grows = writeln!(
        out,
        "| together, of {:.0} objects; its budget is ${NIGHT_BUDGET:.2} | | | | | | {:.2} |",
        event.objects(),
        event.usd(),
    );
    out
}

/// A scene, figure by figure.
fn told(scene: &Value) -> String {
    let number = |name: &str| scene.get(name).map_or(String::new(), Value::to_string);
    let times = |name: &str| {
        let part = |part: &str| scene.pointer(&format!("/{name}/{part}")).and_then(Value::as_f64);
        let [p50, p95, p99, most] = ["p50", "p95", "p99", "most"].map(|name| part(name).unwrap_or(0.0));
        format!("{p50:.0}, {p95:.0}, {p99:.0}, {most:.0} ms")
    };
    let mut out = String::new();
    let mut row = |what: &str, figure: String| {
        let _grows = writeln!(out, "| {what} | {figure} |");
    };
    row(
        "sockets, messages a second, seconds",
        format!("{}, {}, {}", number("sockets"), number("rate"), number("seconds")),
    );
    row("---", "---".to_owned());
    row(
        "offered, taken, told to wait, waiting in the end",
        format!(
            "{}, {}, {} times, {}",
            number("offered"),
            number("taken"),
            number("holds"),
            number("waiting")
        ),
    );
    row(
        "lost, doubled, never answered",
        format!(
            "{}, {}, {}",
            number("lost"),
            number("doubled"),
            number("unanswered")
        ),
    );
    row(
        "cut off and back, asked where they are, asked for what was missing",
        format!(
            "{}, {}, {}",
            number("returns"),
            number("resyncs"),
            number("asked")
        ),
    );
    row("heard after: p50, p95, p99, longest", times("heard_ms"));
    if scene.pointer("/official_ms/most").and_then(Value::as_f64) > Some(0.0) {
        row("an official's, heard after", times("official_ms"));
    }
    row("acknowledged after", times("acked_ms"));
    row(
        "answered at the latest after",
        format!("{} ms", number("answered_ms_most")),
    );
    row(
        "deliveries, a second, messages a frame",
        format!(
            "{}, {}, {}",
            number("deliveries"),
            number("deliveries_a_second"),
            number("messages_a_frame")
        ),
    );
    row("reactions", number("reactions"));
    row(
        "workerd, and those who play the people",
        format!("{} % of one, {} %", number("workerd_cpu"), number("driver_cpu")),
    );
    row(
        "workerd's memory, medians of the first and the last quarter",
        format!("{}, {} MB", number("memory_mb_first"), number("memory_mb_last")),
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_takes_the_place_of_the_one_between_its_marks() {
        let text = "a\n<!-- x -->\nold\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n";
        let new = between(text, "x", "new\n").unwrap();
        assert_eq!(
            new,
            "a\n<!-- x -->\nnew\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n"
        );
        assert_eq!(between(text, "z", "new\n"), None);
    }

    #[test]
    fn the_page_has_marks_for_each_table() {
        let page = fs::read_to_string(root("docs/PERFORMANCE.md")).unwrap();
        for name in ["rooms", "memory", "prices", "night", "event", "live"] {
            assert!(between(&page, name, "").is_some(), "{name}");
        }
    }
}
