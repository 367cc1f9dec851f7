//! What a process costs the machine: processor time and memory, as its kernel counts them.
//!
//! Invariant: to the microsecond where /proc tells (a quiet room runs for milliseconds in all), else as `ps` tells.

use std::fs;
use std::process::Command;
use std::time::Duration;

/// Of all its threads, since it began.
pub fn cpu(pid: u32) -> Duration {
    threads(pid)
        .or_else(|| clock(&ps(pid, "time=")?))
        .unwrap_or_default()
}

/// Bytes in memory.
pub fn memory(pid: u32) -> u64 {
    let kib = resident(pid).or_else(|| ps(pid, "rss=")?.trim().parse().ok());
    kib.unwrap_or_default() * 1024
}

fn resident(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn threads(pid: u32) -> Option<Duration> {
    let mut sum = 0;
    for thread in fs::read_dir(format!("/proc/{pid}/task")).ok()?.flatten() {
        // One that has just ended is not counted any more; workerd keeps its own.
        let Ok(text) = fs::read_to_string(thread.path().join("schedstat")) else {
            continue;
        };
        sum += text.split(' ').next()?.parse::<u64>().ok()?;
    }
    (sum > 0).then(|| Duration::from_nanos(sum))
}

fn ps(pid: u32, what: &str) -> Option<String> {
    let output = Command::new("ps")
        .args(["-o", what, "-p", &pid.to_string()])
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()
}

/// `[[days-]hours:]minutes:seconds`, with a fraction on some systems.
fn clock(text: &str) -> Option<Duration> {
    let (days, rest) = text.trim().split_once('-').unwrap_or(("0", text.trim()));
    let mut seconds = 0.0;
    for part in rest.split(':') {
        seconds = seconds * 60.0 + part.parse::<f64>().ok()?;
    }
    Some(Duration::from_secs_f64(
        days.parse::<f64>().ok()? * 86_400.0 + seconds,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ps_tells_is_read_on_every_system() {
        for (text, seconds) in [("00:00:07", 7.0), ("  1:02.50\n", 62.5), ("1-00:00:01", 86_401.0)] {
            assert_eq!(clock(text), Some(Duration::from_secs_f64(seconds)), "{text}");
        }
        assert_eq!(clock(""), None);
    }

    #[test]
    fn this_process_has_run_and_has_memory() {
        let pid = std::process::id();
        assert!(cpu(pid) > Duration::ZERO);
        assert!(memory(pid) > 1024 * 1024);
    }
}
