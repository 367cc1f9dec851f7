//! Who may import whom: the table of docs/ARCHITECTURE.md, held against what cargo knows.

use std::collections::BTreeSet;

use anyhow::Result;
use serde::Deserialize;

use crate::tools::{cargo, sh};

/// What a crate may name in its `[dependencies]`, and what must not be reached from it by any path.
struct Law {
    crate_name: &'static str,
    may: &'static [&'static str],
    never: &'static [&'static str],
}

/// The outside world: a mind that can reach one of these can be surprised.
const WORLD: &[&str] = &[
    "getrandom",
    "js-sys",
    "rand",
    "tokio",
    "wasm-bindgen",
    "web-sys",
    "worker",
    "yew",
];

const LAWS: [Law; 14] = [
    Law {
        crate_name: "protocol",
        may: &["serde", "serde_json"],
        never: WORLD,
    },
    Law {
        crate_name: "look",
        may: &["protocol"],
        never: WORLD,
    },
    Law {
        crate_name: "client",
        may: &["protocol", "serde"],
        never: WORLD,
    },
    Law {
        crate_name: "room",
        may: &["protocol", "serde"],
        never: WORLD,
    },
    Law {
        crate_name: "spoke",
        may: &["protocol", "room", "serde"],
        never: WORLD,
    },
    Law {
        crate_name: "site",
        may: &["protocol", "serde", "unicode-normalization", "unicode-security"],
        never: WORLD,
    },
    Law {
        crate_name: "store",
        may: &["protocol", "room", "rusqlite", "site"],
        never: WORLD,
    },
    Law {
        crate_name: "picture",
        may: &["protocol"],
        never: WORLD,
    },
    Law {
        crate_name: "relay",
        may: &[
            "base64ct",
            "futures-util",
            "getrandom",
            "hmac",
            "look",
            "maud",
            "percent-encoding",
            "picture",
            "protocol",
            "room",
            "serde",
            "sha2",
            "site",
            "spoke",
            "store",
            "subtle",
            "wasm-bindgen",
            "worker",
        ],
        never: &["client", "rusqlite", "yew"],
    },
    Law {
        crate_name: "widget",
        may: &[
            "client",
            "gloo",
            "js-sys",
            "look",
            "protocol",
            "talc",
            "tracing",
            "wasm-bindgen",
            "web-sys",
            "yew",
        ],
        never: &["picture", "room", "site", "spoke", "store", "worker"],
    },
    Law {
        crate_name: "simulation",
        may: &[
            "client",
            "protocol",
            "room",
            "serde",
            "serde_json",
            "site",
            "spoke",
            "store",
        ],
        never: &["tokio", "web-sys", "worker", "yew"],
    },
    Law {
        crate_name: "relay-tests",
        may: &["client", "protocol", "serde", "serde_json", "tungstenite", "ureq"],
        never: &["relay", "room", "site", "spoke", "store"],
    },
    Law {
        crate_name: "chaos",
        may: &[
            "clap",
            "client",
            "protocol",
            "relay-tests",
            "rusqlite",
            "serde",
            "serde_json",
            "socket2",
            "tungstenite",
        ],
        never: &["relay", "room", "site", "spoke", "store"],
    },
    Law {
        crate_name: "load",
        may: &[
            "clap",
            "mio",
            "protocol",
            "relay-tests",
            "serde",
            "serde_json",
            "tungstenite",
        ],
        never: &["relay", "room", "site", "store"],
    },
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// None is an ordinary one: what tests use and what builds use is not shipped.
    kind: Option<String>,
}

pub fn check() -> Result<Vec<String>> {
    let members = ["metadata", "--no-deps", "--format-version", "1", "--quiet"];
    let metadata: Metadata = serde_json::from_str(&sh::read(cargo::cargo().args(members))?)?;
    let mut broken = Vec::new();
    for Package { name, dependencies } in metadata.packages.iter().filter(|package| package.name != "xtask") {
        let Some(law) = LAWS.iter().find(|law| law.crate_name == *name) else {
            broken.push(format!("{name} has no law in xtask/src/cmd/tidy/imports.rs"));
            continue;
        };
        let ordinary = dependencies.iter().filter(|dependency| dependency.kind.is_none());
        let strangers = ordinary.filter(|dependency| !law.may.contains(&dependency.name.as_str()));
        broken.extend(strangers.map(|stranger| format!("{name} names {}", stranger.name)));
        let reached = reach(name)?;
        let seen = law.never.iter().filter(|never| reached.contains(**never));
        broken.extend(seen.map(|seen| format!("{name} reaches {seen}")));
    }
    Ok(broken)
}

/// Everything that is linked with a crate, with the features that it alone asks for.
fn reach(name: &str) -> Result<BTreeSet<String>> {
    let target = if matches!(name, "relay" | "widget") {
        cargo::WASM
    } else {
        "all"
    };
    let tree = [
        "tree",
        "--package",
        name,
        "--edges",
        "normal",
        "--target",
        target,
        "--prefix",
        "none",
        "--quiet",
    ];
    let lines = sh::read(cargo::cargo().args(tree))?;
    Ok(lines
        .lines()
        .filter_map(|line| line.split(' ').next())
        .map(str::to_owned)
        .collect())
}
