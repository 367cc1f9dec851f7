//! `bench`: ours beside what a site owner would pick instead, in one run. `tests/load` says how.
//!
//! Invariant: a figure that matters is a ratio. What it compares with is installed under target/, never committed.

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{build, setup};
use crate::build::Mode;
use crate::tools::cargo::cargo;
use crate::tools::{chromium, npm, paths, sh};

#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// The frame in a throttled Chromium: from click to reading and typing, 10,000 messages, the host page, others' bytes.
    Widget {
        /// As `tests/load/widget/bench.mjs` understands them: --rounds N, --only open,list,host,kits, --dry.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
        arguments: Vec<String>,
    },
    /// The relay on workerd, beside a room that one writes in an afternoon: processor, latency, memory, dollars.
    Relay {
        /// As `tests/load` understands them: --only rooms,prices,event,live, --sockets N, --rate N, --seconds N, --rounds N,
        /// --minutes N, --dry.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
        arguments: Vec<String>,
    },
}

pub fn run(options: &Options) -> Result<()> {
    match &options.what {
        What::Widget { arguments } => widget(arguments),
        What::Relay { arguments } => relay(arguments),
    }
}

/// A file a socket: as many as this machine lets anybody have, for the driver and for workerd, which it starts.
const FILES: &str = "ulimit -S -n \"$(ulimit -H -n)\" 2>/dev/null; exec \"$@\"";

fn relay(arguments: &[String]) -> Result<()> {
    setup::run()?;
    build::all(Mode::Release)?;
    build::with_faults()?;
    let mut load = sh::program("sh");
    load.args(["-c", FILES, "sh"])
        .arg(cargo().get_program())
        .args([
            "run",
            "--quiet",
            "--profile",
            "simulation",
            "--package",
            "load",
            "--",
        ])
        .args(arguments);
    sh::run(&mut load)
}

fn widget(arguments: &[String]) -> Result<()> {
    setup::run()?;
    let chromium = chromium::ready()?;
    build::all(Mode::Release)?;
    let mut node = npm::node();
    node.arg(paths::root("tests/load/widget/bench.mjs"))
        .args(arguments);
    sh::run(node.env("MARU_CHROMIUM", chromium))
}
