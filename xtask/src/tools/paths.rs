//! Where things are. Outputs are always in the workspace's own target folder, wherever cargo compiles.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
    // Cargo says where this crate is; a binary that is started without cargo looks upwards from where it stands.
    let from_cargo = std::env::var_os("CARGO_MANIFEST_DIR")
        .and_then(|xtask| Path::new(&xtask).parent().map(Path::to_owned))
        .filter(|root| root.join("wrangler.toml").is_file());
    from_cargo
        .or_else(|| {
            let here = std::env::current_dir().ok()?;
            here.ancestors()
                .find(|folder| folder.join("wrangler.toml").is_file())
                .map(Path::to_owned)
        })
        .unwrap_or_else(|| PathBuf::from("."))
});

/// A path in the workspace, from its root.
pub fn root(path: &str) -> PathBuf {
    if path.is_empty() {
        ROOT.clone()
    } else {
        ROOT.join(path)
    }
}

/// A path among the outputs, `target/maru`.
pub fn out(path: &str) -> PathBuf {
    root("target/maru").join(path)
}

/// The path as a person wants to read it: from the root.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(&*ROOT).unwrap_or(path).display().to_string()
}

/// The crates that are deployed, in the order in which a message travels.
pub const CRATES: [&str; 10] = [
    "protocol", "look", "client", "room", "spoke", "site", "store", "picture", "relay", "widget",
];
