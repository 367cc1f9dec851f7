//! `bench`: ours beside what a site owner would pick instead, in one run. `tests/load` says how.
//!
//! Invariant: a figure that matters is a ratio. What it compares with is installed under target/, never committed.

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{build, setup};
use crate::build::Mode;
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
}

pub fn run(options: &Options) -> Result<()> {
    let What::Widget { arguments } = &options.what;
    setup::run()?;
    let chromium = chromium::ready()?;
    build::all(Mode::Release)?;
    let mut node = npm::node();
    node.arg(paths::root("tests/load/widget/bench.mjs"))
        .args(arguments);
    sh::run(node.env("MARU_CHROMIUM", chromium))
}
