//! Servers that the commands start for themselves: the relay on local workerd, the demo site.
//!
//! Invariant: they end when their stdin closes, which it does however this process ends.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::npm;

pub struct Server {
    pub url: String,
    child: Child,
    lines: BufReader<ChildStdout>,
}

/// What a server says: that it answers, or that a command failed.
#[derive(Deserialize)]
struct Word {
    #[serde(default)]
    ready: Option<String>,
    #[serde(default)]
    why: Option<String>,
}

impl Server {
    pub fn relay(port: u16, persist: &Path, owner_key: &str) -> Result<Self> {
        let mut node = npm::node();
        node.arg(npm::script("serve.mjs")).arg("--persist").arg(persist);
        Self::start(node.args(["--port", &port.to_string(), "--owner-key", owner_key]))
    }

    pub fn demo(port: u16, relay: &str) -> Result<Self> {
        let mut node = npm::node();
        Self::start(
            node.arg(npm::script("demo.mjs"))
                .args(["--port", &port.to_string(), "--relay", relay]),
        )
    }

    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stdout.take().context("its stdout is ours")?);
        let mut server = Self {
            url: String::new(),
            child,
            lines,
        };
        server.url = server.answer()?;
        Ok(server)
    }

    /// The runtime is started anew with what was built; address and storage stay.
    pub fn reload(&mut self) -> Result<()> {
        let stdin = self.child.stdin.as_mut().context("its stdin is ours")?;
        writeln!(stdin, "reload")?;
        self.answer().map(drop)
    }

    fn answer(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.lines.read_line(&mut line)? == 0 {
            bail!("the server ended; what it said is above");
        }
        let word: Word = serde_json::from_str(&line).with_context(|| format!("unexpected: {line}"))?;
        match word.ready {
            Some(url) => Ok(url),
            None => bail!("{}", word.why.unwrap_or(line)),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _status = self.child.wait();
    }
}

/// The port, or the next one that nobody listens on.
pub fn free_port(wanted: u16) -> Result<u16> {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    (wanted..wanted.saturating_add(50))
        .find(free)
        .with_context(|| format!("no port is free from {wanted} on"))
}
