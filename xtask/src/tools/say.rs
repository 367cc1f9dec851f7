//! What a person sees while the commands work: one line when a step starts, and its seconds when it took any.

use std::time::{Duration, Instant};

use anyhow::Result;

/// The one clock of these tools.
#[expect(
    clippy::disallowed_methods,
    reason = "the tools run on this machine only, and a step's time is told"
)]
pub fn clock() -> Instant {
    Instant::now()
}

/// Runs a step. It is announced before, since the tools that it runs may print much or nothing.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("· {what}");
    let start = clock();
    let done = work()?;
    let took = start.elapsed();
    if took >= Duration::from_millis(500) {
        eprintln!("  {what}: {}", seconds(took));
    }
    Ok(done)
}

pub fn note(text: &str) {
    eprintln!("  {text}");
}

pub fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
