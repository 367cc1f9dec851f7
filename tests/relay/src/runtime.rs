//! The relay on local workerd, as `cargo xtask build` left it: started, killed, started again on the same storage.
//!
//! Invariant: it dies with this process, whichever way that goes: the runtime ends when its stdin closes.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use serde::Deserialize;

use crate::{faults, fresh, http};

pub const OWNER_KEY: &str = "owner-key-of-the-tests";

/// Of `serve.mjs`: no static files.
const BARE: &str = "--without-assets";

pub struct Relay {
    persist: PathBuf,
    running: Running,
}

struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
    ready: Ready,
}

#[derive(Debug, Deserialize)]
struct Ready {
    ready: String,
    workerd: u32,
}

impl Relay {
    /// A runtime of its own, for a test that hurts it.
    pub fn start() -> Self {
        Self::start_with_key(OWNER_KEY)
    }

    pub fn start_with_key(owner_key: &str) -> Self {
        Self::start_as(owner_key, None, Stdio::inherit())
    }

    /// With a file for what the runtime says to its owner: who makes it fall a hundred times does not want to read it.
    pub fn start_with_log(log: File) -> Self {
        Self::start_as(OWNER_KEY, None, log.into())
    }

    /// The build that has doors through which it can be made to fall: see [`crate::faults`].
    pub fn start_with_faults() -> Self {
        Self::start_as(OWNER_KEY, Some(&faults::build()), Stdio::inherit())
    }

    /// Somebody else's Worker, on the same runtime with the same settings: what ours is compared with.
    pub fn start_other(config: &Path) -> Self {
        Self::start_by(OWNER_KEY, &["--config".into(), config.into()], Stdio::inherit())
    }

    /// The same, with rooms that grow into spokes from so many sockets on.
    pub fn start_spread(most: usize) -> Self {
        let arguments = [worker(&faults::build()), spoke_sockets(&most.to_string())].concat();
        Self::start_by(OWNER_KEY, &arguments, Stdio::inherit())
    }

    /// Ours as [`Self::start_other`] has another: with nothing between a socket and the Worker. What serves static files stands
    /// there as two Workers more on this machine alone, and the other has none to serve.
    pub fn start_bare() -> Self {
        Self::start_by(OWNER_KEY, &[BARE.into()], Stdio::inherit())
    }

    /// The same, and a room is one object, however large: the processor that it is played on is one, too.
    pub fn start_whole() -> Self {
        let most = spoke_sockets(&protocol::limits::OBJECT_SOCKETS.to_string());
        Self::start_by(OWNER_KEY, &[most, vec![BARE.into()]].concat(), Stdio::inherit())
    }

    /// By `MARU_SPOKE_SOCKETS` every room of a run grows into spokes, as the chaos runs want it.
    fn start_as(owner_key: &str, build: Option<&Path>, log: Stdio) -> Self {
        let most = std::env::var("MARU_SPOKE_SOCKETS").ok();
        let build = build.map(worker).unwrap_or_default();
        let most = most.as_deref().map(spoke_sockets).unwrap_or_default();
        Self::start_by(owner_key, &[build, most].concat(), log)
    }

    fn start_by(owner_key: &str, arguments: &[OsString], log: Stdio) -> Self {
        let persist = folder();
        let running = Running::start(&persist, owner_key, arguments, log);
        Self { persist, running }
    }

    /// The one that every other test shares; each has a site of its own there.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Relay> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Its origin, such as `http://localhost:40123`.
    pub fn url(&self) -> &str {
        &self.running.ready.ready
    }

    pub fn port(&self) -> u16 {
        let (_, port) = self.url().rsplit_once(':').expect("the address has a port");
        port.parse().expect("a port is a number")
    }

    /// `kill -9` of workerd, in the middle of whatever it does; another one is started on the same storage and port.
    pub fn kill_and_restart(&mut self) {
        self.signal("KILL");
        self.running.ready = self.running.read();
    }

    /// A signal to workerd, by its name: `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        let pid = self.workerd().to_string();
        let sent = Command::new("kill").args([&format!("-{name}"), &pid]).status();
        assert!(
            sent.expect("kill runs").success(),
            "workerd was not there for a signal"
        );
    }

    /// workerd's process id.
    pub fn workerd(&self) -> u32 {
        self.running.ready.workerd
    }

    /// An orderly restart with what was built, on the same storage and port: what a deploy does to a room. `worker` is the
    /// folder of another build than the one that is deployed.
    pub fn deploy(&mut self, worker: Option<&Path>) {
        let worker = worker.map_or(String::new(), |path| path.display().to_string());
        self.running.tell(&format!("worker {worker}"));
        self.running.ready = self.running.read();
    }

    /// Puts every object out of memory, as the platform does when it likes. Sockets stay open.
    pub fn evict(&mut self) {
        assert!(self.evict_any() > 0, "nothing was there to be evicted");
    }

    /// The same, where there may be none in memory. How many there were.
    pub fn evict_any(&mut self) -> usize {
        self.evict_only("")
    }

    /// Of one class alone; `RoomObject close` cuts their sockets as well. How many there were.
    pub fn evict_only(&mut self, class: &str) -> usize {
        #[derive(Deserialize)]
        struct Evicted {
            evicted: usize,
        }
        self.running.tell(format!("evict {class}").trim());
        let Evicted { evicted } = self.running.read();
        evicted
    }

    /// The end of the runtime; its storage is left, at this place, until this is dropped.
    pub fn stop(&mut self) -> &Path {
        self.running.end();
        &self.persist
    }

    pub fn get(&self, path: &str) -> http::Answer {
        http::call("GET", &format!("{}{path}", self.url()), &[], "")
    }

    pub fn call(&self, method: &str, path: &str, key: &str, body: impl Into<String>) -> http::Answer {
        let bearer = format!("Bearer {key}");
        http::call(
            method,
            &format!("{}{path}", self.url()),
            &[("authorization", &bearer)],
            body,
        )
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.running.end();
        // The next run sweeps what stays.
        let _left = fs::remove_dir_all(&self.persist);
    }
}

/// Beside the tests' own binaries. The shared runtime has nobody to take its folder away: a run of an hour ago is over.
fn folder() -> PathBuf {
    let binary = std::env::current_exe().expect("a test is a program");
    let build = binary.ancestors().nth(2).expect("it was built by cargo");
    let all = build.join("relay-tests");
    let is_over = |path: &Path| {
        let written = fs::metadata(path).and_then(|folder| folder.modified());
        written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > Duration::from_secs(3_600)))
    };
    for old in fs::read_dir(&all).into_iter().flatten().flatten() {
        if is_over(&old.path()) {
            let _taken = fs::remove_dir_all(old.path());
        }
    }
    all.join(fresh().to_string())
}

/// Another build of the relay.
fn worker(build: &Path) -> Vec<OsString> {
    vec!["--experimental".into(), "--worker".into(), build.into()]
}

/// From so many sockets on a room grows into spokes.
fn spoke_sockets(most: &str) -> Vec<OsString> {
    vec!["--var".into(), format!("SPOKE_SOCKETS={most}").into()]
}

impl Running {
    fn start(persist: &Path, owner_key: &str, arguments: &[OsString], log: Stdio) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut node = node(&root);
        let mut child = node
            .arg(root.join("xtask/node/serve.mjs"))
            .args(["--owner-key", owner_key, "--persist"])
            .arg(persist)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("node starts: run `cargo xtask build` first");
        let mut out = BufReader::new(child.stdout.take().expect("its stdout is ours"));
        let ready = read(&mut out);
        Self { child, out, ready }
    }

    fn tell(&mut self, word: &str) {
        let stdin = self.child.stdin.as_mut().expect("its stdin is ours");
        writeln!(stdin, "{word}").expect("it listens");
    }

    fn read<T: for<'de> Deserialize<'de>>(&mut self) -> T {
        read(&mut self.out)
    }

    /// It ends by itself when its stdin closes, and takes workerd with it.
    fn end(&mut self) {
        drop(self.child.stdin.take());
        let _status = self.child.wait();
    }
}

/// The next line of JSON. It comes, or the other end is gone and there is none.
fn read<T: for<'de> Deserialize<'de>>(out: &mut impl BufRead) -> T {
    let mut line = String::new();
    let count = out.read_line(&mut line).expect("a line of text");
    assert!(count > 0, "the runtime ended; its own words are above");
    serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error} in {line}"))
}

/// The project's own node where it is installed: the machine's may be too old.
fn node(root: &Path) -> Command {
    let bin = root.join("node_modules/.bin");
    let own = bin.join("node");
    let mut command = Command::new(if own.exists() { own } else { PathBuf::from("node") });
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(bin).chain(std::env::split_paths(&path));
    command.env(
        "PATH",
        std::env::join_paths(paths).expect("a path has no separator in it"),
    );
    command.current_dir(root);
    command
}
