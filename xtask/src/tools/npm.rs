//! The Node tools, installed from the lock file into node_modules, and the node that runs them.
//!
//! Invariant: what runs is what package-lock.json names, a node of its own included; the machine's own Node is only asked to
//! install it.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{paths, say, sh};

/// The lock file as it was when node_modules was installed.
const STAMP: &str = "node_modules/.maru-lock.json";

/// Wrangler's demand, for machines that our own node does not exist for.
const NEW_ENOUGH: &str =
    "const [a, b] = process.versions.node.split('.'); process.exit(a > 22 || (a == 22 && b >= 12) ? 0 : 1)";

/// Installs what the lock file names, where that is not there yet.
pub fn install() -> Result<()> {
    let lock = fs::read(paths::root("package-lock.json")).context("package-lock.json is missing")?;
    if fs::read(paths::root(STAMP)).is_ok_and(|stamp| stamp == lock) {
        return Ok(());
    }
    let npm = "npm";
    if !sh::succeeds(sh::program(npm).arg("--version")) {
        bail!("npm is missing: install Node 18 or newer (https://nodejs.org), then run this again");
    }
    say::step("install the Node tools (npm ci, about 530 MB)", || {
        sh::run(sh::program(npm).args(["ci", "--loglevel=error"]))
    })?;
    if !sh::succeeds(node().args(["--eval", NEW_ENOUGH])) {
        bail!(
            "node_modules brought no node for this machine: install Node 22.12 or newer, then run this again"
        );
    }
    fs::write(paths::root(STAMP), lock)?;
    Ok(())
}

fn node_path() -> PathBuf {
    let own = paths::root("node_modules/.bin/node");
    if own.exists() { own } else { PathBuf::from("node") }
}

/// Our own node, with the tools' commands on its path.
pub fn node() -> Command {
    let mut command = sh::program(node_path());
    command.envs(quiet()).env("PATH", path());
    command
}

/// A tool of node_modules, run by our own node.
pub fn tool(script: &str) -> Command {
    let mut command = node();
    command.arg(paths::root("node_modules").join(script));
    command
}

/// Wrangler's ways of calling home and asking questions, all off.
fn quiet() -> [(&'static str, &'static str); 3] {
    [
        ("CLOUDFLARE_CF_FETCH_ENABLED", "false"),
        ("WRANGLER_HIDE_BANNER", "true"),
        ("WRANGLER_SEND_METRICS", "false"),
    ]
}

fn path() -> OsString {
    let bin = paths::root("node_modules/.bin");
    let old = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(bin).chain(std::env::split_paths(&old))).unwrap_or(old)
}

/// A script of xtask/node.
pub fn script(name: &str) -> PathBuf {
    paths::root("xtask/node").join(name)
}
