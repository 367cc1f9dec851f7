//! Cargo, called again from within: it compiles what the build turns into outputs.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::{paths, sh};
use crate::build::{Mode, Runtime};

pub const WASM: &str = "wasm32-unknown-unknown";

pub fn cargo() -> Command {
    sh::program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Compiles a crate for the web and returns the module's path, as cargo reports it.
pub fn wasm(package: &str, mode: Mode, runtime: Runtime, features: &[&str]) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Message {
        #[serde(default)]
        target: Option<Target>,
        #[serde(default)]
        filenames: Vec<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    let mut command = cargo();
    // As this kind of library alone: of one that is also a Rust library, cargo leaves out the link-time optimization. Whoever
    // edits does not wait for it: it triples the seconds to the next try.
    match mode {
        Mode::Release => command.args(["rustc", "--crate-type", "cdylib"]),
        Mode::Quick => command.arg("build"),
    };
    command
        .args(["--config", &nameless()?])
        .args(["--profile", runtime.profile()])
        .args(["--target", WASM, "--package", package, "--lib"])
        .args(features.iter().flat_map(|feature| ["--features", *feature]))
        .args(["--message-format", "json-render-diagnostics"]);
    if mode == Mode::Release && runtime == Runtime::Browser {
        // The linker says where each address stands: data that nobody uses is taken out afterwards.
        command.args(["--", "-Clink-arg=--emit-relocs"]);
    }
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start cargo")?;
    let mut module = None;
    for line in child
        .stdout
        .take()
        .map(BufReader::new)
        .into_iter()
        .flat_map(BufRead::lines)
    {
        let Ok(Message {
            target: Some(target),
            filenames,
        }) = serde_json::from_str(&line?)
        else {
            continue;
        };
        if target.name == package {
            module = filenames
                .into_iter()
                .find(|file| file.extension().is_some_and(|ext| ext == "wasm"))
                .or(module);
        }
    }
    if !child.wait()?.success() {
        bail!("{package} does not compile");
    }
    module.with_context(|| format!("{package} compiles to no wasm module: is it a cdylib?"))
}

/// Panics name their source's path. Without this machine's part of it, the same sources give the same module, of the same
/// size, wherever they are compiled.
fn nameless() -> Result<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cargo")));
    let registries = home.map(|home| fs::read_dir(home.join("registry/src")));
    let mut folders = vec![paths::root("")];
    if let Some(Ok(registries)) = registries {
        for registry in registries {
            folders.push(registry?.path());
        }
    }
    // Cargo's order must not change from run to run, or everything is compiled anew.
    folders.sort();
    let flag = |folder: &PathBuf| format!("--remap-path-prefix={}=.", folder.display());
    let flags: Vec<String> = folders.iter().map(flag).collect();
    // A list of texts is written alike in Rust and in TOML.
    Ok(format!("target.{WASM}.rustflags={flags:?}"))
}
