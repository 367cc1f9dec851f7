//! `shots`: the pictures in docs/, taken anew from the demo site in a real browser.

use anyhow::Result;

use super::{build, setup};
use crate::build::Mode;
use crate::tools::{chromium, npm, paths, say, sh};

pub fn run(names: &[String]) -> Result<()> {
    setup::wasm_target()?;
    npm::install()?;
    let chromium = chromium::ready()?;
    build::all(Mode::Release)?;
    say::step("take the pictures", || {
        let mut node = npm::node();
        node.arg(paths::root("tests/browser/shots.mjs")).args(names);
        sh::run(node.env("MARU_CHROMIUM", chromium))
    })
}
