//! `dev`: the relay and the demo site on this machine, rebuilt as you edit.
//!
//! Invariant: an edit that does not compile leaves what ran before running.

use std::fs;

use anyhow::Result;

use super::{build, setup};
use crate::build::{Inputs, Mode};
use crate::tools::relay::{Server, free_port};
use crate::tools::watch::Snapshot;
use crate::tools::{npm, paths, say, sh};

/// Of this machine only: whoever reads it here can as well read the storage.
pub const OWNER_KEY: &str = "maru-dev-owner-key";
const RELAY_PORT: u16 = 8787;
const DEMO_PORT: u16 = 8788;

pub fn run() -> Result<()> {
    let start = say::clock();
    setup::wasm_target()?;
    npm::install()?;
    let mut sources = Snapshot::take()?;
    build::all(Mode::Quick)?;
    let mut built = outputs()?;

    let disk = paths::root(".maru/dev");
    fs::create_dir_all(&disk)?;
    let mut relay = say::step("start the relay", || {
        Server::relay(port("the relay", RELAY_PORT)?, &disk.join("disk"), OWNER_KEY)
    })?;
    let demo = say::step("start the demo site", || {
        Server::demo(port("the demo site", DEMO_PORT)?, &relay.url)
    })?;
    let keys = disk.join("keys.json");
    say::step("fill the demo: two sites, their accounts, posts and talk", || {
        let mut seed = npm::node();
        seed.arg(npm::script("seed.mjs"))
            .args(["--relay", &relay.url, "--demo", &demo.url]);
        sh::run(seed.args(["--owner-key", OWNER_KEY, "--keys"]).arg(&keys))
    })?;
    tell(&relay, &demo, &say::seconds(start.elapsed()));

    loop {
        let (now, edited) = sources.wait()?;
        sources = now;
        eprintln!("\n{edited} changed");
        let start = say::clock();
        let done = build::all(Mode::Quick).and_then(|()| {
            let now = outputs()?;
            if now == built {
                return Ok("nothing that runs is different");
            }
            relay.reload()?;
            built = now;
            Ok("live")
        });
        match done {
            Ok(result) => eprintln!("  {result} after {}", say::seconds(start.elapsed())),
            Err(fault) => eprintln!("  {fault:#}\n  the last build that worked keeps running"),
        }
    }
}

/// What is running, as one word.
fn outputs() -> Result<String> {
    let inputs = Inputs::bare()
        .folder(&paths::out("worker"))?
        .folder(&paths::out("assets"))?;
    Ok(inputs.file(&paths::root("wrangler.toml"))?.done())
}

/// The port that people know, or the next free one, which is then said.
fn port(who: &str, wanted: u16) -> Result<u16> {
    let port = free_port(wanted)?;
    if port != wanted {
        say::note(&format!("port {wanted} is taken: {who} is on {port}"));
    }
    Ok(port)
}

fn tell(relay: &Server, demo: &Server, took: &str) {
    let (relay, demo) = (&relay.url, &demo.url);
    eprintln!(
        "
  Ready after {took}.

    demo site   {demo}
    relay       {relay}

  Post as an official (the keys are in .maru/dev/keys.json):

    curl {relay}/api/v1/sites/miruna/posts \\
      -H \"authorization: Bearer $(node -p 'require(\"./.maru/dev/keys.json\")[\"miruna/ruan\"]')\" \\
      -H 'content-type: application/json' -d '{{\"body\":\"おはよう！ / 좋은 아침!\"}}'

  Edits of the relay and the widget go live by themselves; pages of the demo are read anew each time. Ctrl-C ends it.
"
    );
}
