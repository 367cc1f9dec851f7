//! A Chromium for the browser tests: named, found, or installed.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{npm, say, sh};

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const PLACES: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
];

/// Its program. `MARU_CHROMIUM` names one; else it is looked for; else it is installed.
pub fn ready() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("MARU_CHROMIUM").map(PathBuf::from) {
        if named.is_file() {
            return Ok(named);
        }
        bail!("MARU_CHROMIUM names {}, which is not there", named.display());
    }
    if let Some(found) = found() {
        return Ok(found);
    }
    if apt() {
        say::step("install Chromium and fonts for its text (apt-get)", || {
            sh::run(sh::program("apt-get").args(["update", "-qq"]))?;
            let packages = ["chromium", "fonts-noto-cjk", "fonts-noto-color-emoji"];
            sh::run(
                sh::program("apt-get")
                    .args(["install", "-y", "-qq", "--no-install-recommends"])
                    .args(packages),
            )
        })?;
        if let Some(found) = found() {
            return Ok(found);
        }
    }
    say::step("install Chromium (playwright)", || {
        sh::run(npm::tool("playwright-core/cli.js").args(["install", "chromium"]))
    })?;
    let print = "process.stdout.write(require('playwright-core').chromium.executablePath())";
    let path = PathBuf::from(sh::read(npm::node().args(["--eval", print]))?);
    if !path.is_file() {
        bail!("no Chromium: install one, or name its program in MARU_CHROMIUM");
    }
    Ok(path)
}

fn found() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    on_path
        .chain(PLACES.map(PathBuf::from))
        .find(|program| program.is_file())
}

/// Debian's Chromium is a package; Ubuntu's is a stub that asks for snap, so there playwright's is taken.
fn apt() -> bool {
    let os = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    os.lines().any(|line| line == "ID=debian")
        && sh::read(sh::program("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}
