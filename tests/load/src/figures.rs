//! What a while in a room has shown.

use serde::Serialize;
use serde_json::{Value, json};

#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub offered: u64,
    pub taken: u64,
    /// Times that a sender was told to wait, and posts that wait still.
    pub holds: u64,
    pub waiting: u64,
    /// Nobody was free to say it.
    pub silenced: u64,
    pub unanswered: u64,
    /// A message at a socket.
    pub deliveries: u64,
    /// In so many frames.
    pub frames: u64,
    pub lost: u64,
    pub doubled: u64,
    pub reacts: u64,
    /// Sockets that asked for what they had missed, and such that were asked where they are.
    pub asked: u64,
    pub resyncs: u64,
    /// Who was cut off and came back, and why the first were.
    pub returns: u64,
    pub cut: Vec<String>,
    /// Sorted, in microseconds: until heard, until acknowledged, until held; an official's until heard.
    pub heard_us: Vec<u64>,
    pub acked_us: Vec<u64>,
    pub answered_us: Vec<u64>,
    pub official_us: Vec<u64>,
    /// How late the latest post left.
    pub sent_late_us: u64,
    /// Until the last delivery.
    pub took_s: f64,
    pub workerd_s: f64,
    pub driver_s: f64,
    /// Of workerd, in bytes, again and again.
    pub memory: Vec<u64>,
    pub broken: Vec<String>,
}

/// Milliseconds of sorted microseconds.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Spread {
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub most: f64,
}

impl Spread {
    pub fn of(sorted: &[u64]) -> Self {
        let at = |part: usize| {
            let at = sorted.get(sorted.len() * part / 100).or(sorted.last());
            round(at.copied().unwrap_or(0) as f64 / 1_000.0, 100.0)
        };
        Self {
            p50: at(50),
            p95: at(95),
            p99: at(99),
            most: at(100),
        }
    }
}

impl Figures {
    pub fn sort(&mut self) {
        for list in [
            &mut self.heard_us,
            &mut self.acked_us,
            &mut self.answered_us,
            &mut self.official_us,
        ] {
            list.sort_unstable();
        }
    }

    /// Of workerd.
    pub fn cpu_us(&self) -> f64 {
        self.workerd_s * 1_000_000.0 / (self.deliveries as f64).max(1.0)
    }

    pub fn deliveries_a_second(&self) -> f64 {
        self.deliveries as f64 / self.took_s.max(0.001)
    }

    pub fn messages_a_frame(&self) -> f64 {
        self.deliveries as f64 / (self.frames as f64).max(1.0)
    }

    /// Whether nothing happened that must not.
    pub fn is_whole(&self) -> bool {
        self.lost == 0 && self.doubled == 0 && self.unanswered == 0 && self.broken.is_empty()
    }

    /// Medians of the first and the last quarter of the time, in MB.
    pub fn memory_mb(&self) -> (f64, f64) {
        let quarter = (self.memory.len() / 4).max(1);
        let of = |part: &[u64]| {
            let bytes: Vec<f64> = part.iter().map(|bytes| *bytes as f64).collect();
            round(median(bytes) / 1_000_000.0, 1.0)
        };
        let last = self.memory.len().saturating_sub(quarter);
        (
            of(self.memory.get(..quarter).unwrap_or_default()),
            of(self.memory.get(last..).unwrap_or_default()),
        )
    }

    /// Of one scene, whole.
    pub fn told(&self) -> Value {
        let (first, last) = self.memory_mb();
        let longest = [&self.acked_us, &self.answered_us].map(|list| list.last().copied().unwrap_or(0));
        let longest = longest.into_iter().max().unwrap_or(0);
        json!({
            "offered": self.offered, "taken": self.taken, "holds": self.holds, "waiting": self.waiting,
            "unanswered": self.unanswered, "lost": self.lost, "doubled": self.doubled, "reactions": self.reacts,
            "asked": self.asked, "resyncs": self.resyncs, "returns": self.returns, "broken": self.broken.len(),
            "deliveries": self.deliveries, "frames": self.frames,
            "messages_a_frame": round(self.messages_a_frame(), 100.0), "deliveries_a_second": self.deliveries_a_second() as u64,
            "heard_ms": Spread::of(&self.heard_us), "acked_ms": Spread::of(&self.acked_us),
            "official_ms": Spread::of(&self.official_us), "answered_ms_most": longest / 1_000,
            "sent_late_ms": self.sent_late_us / 1_000,
            "workerd_cpu": share(self.workerd_s, self.took_s) as u64,
            "driver_cpu": share(self.driver_s, self.took_s) as u64,
            "memory_mb_first": first as u64, "memory_mb_last": last as u64,
        })
    }
}

/// Percent of one processor.
pub fn share(spent_s: f64, of_s: f64) -> f64 {
    (spent_s * 100.0 / of_s.max(0.001)).round()
}

pub fn round(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    match (
        values.get(half),
        half.checked_sub(1).and_then(|below| values.get(below)),
    ) {
        (Some(above), Some(below)) if values.len().is_multiple_of(2) => f64::midpoint(*above, *below),
        (Some(middle), _) => *middle,
        (None, _) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_percentiles_are_those_of_the_books() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(Vec::new()), 0.0);
        let spread = Spread::of(&(0..1_000).map(|ms| ms * 1_000).collect::<Vec<_>>());
        assert_eq!(
            (spread.p50, spread.p95, spread.p99, spread.most),
            (500.0, 950.0, 990.0, 999.0)
        );
    }
}
