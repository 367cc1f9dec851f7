//! How fast somebody may go.
//!
//! Invariant: a clock that jumps back locks nobody out.

use protocol::{UnixMillis, limits};

/// So many at once, and then one in `every_ms`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    burst: u64,
    every_ms: u64,
}

pub(crate) const POSTS: Pace = Pace::new(limits::BURST_POSTS, limits::POST_EVERY_MS);
pub(crate) const FRAMES: Pace = Pace::new(limits::BURST_FRAMES, limits::FRAME_EVERY_MS);

impl Pace {
    const fn new(burst: u32, every_ms: u64) -> Self {
        Self {
            burst: burst as u64,
            every_ms,
        }
    }

    const fn span_ms(self) -> u64 {
        self.burst.saturating_mul(self.every_ms)
    }
}

/// A bucket of tokens, as the one number that it takes: when it will be full again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bucket {
    full_at: UnixMillis,
}

impl Bucket {
    /// A full bucket is as good as none, so nobody needs to remember it.
    pub(crate) fn is_full(self, pace: Pace, now: UnixMillis) -> bool {
        self.debt(pace, now) == 0
    }

    /// How long until the next token is there. 0: it is.
    pub(crate) fn wait_ms(self, pace: Pace, now: UnixMillis) -> u64 {
        self.debt(pace, now)
            .saturating_add(pace.every_ms)
            .saturating_sub(pace.span_ms())
    }

    pub(crate) fn take(&mut self, pace: Pace, now: UnixMillis) {
        self.full_at = now.plus(self.debt(pace, now).saturating_add(pace.every_ms));
    }

    /// Milliseconds until full. More than the whole bucket means that the clock went back, and the count begins anew.
    fn debt(self, pace: Pace, now: UnixMillis) -> u64 {
        match self.full_at.since(now) {
            debt if debt <= pace.span_ms() => debt,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Pace = Pace::new(3, 100);

    fn taken(bucket: &mut Bucket, now: u64) -> bool {
        let free = bucket.wait_ms(PACE, UnixMillis(now)) == 0;
        if free {
            bucket.take(PACE, UnixMillis(now));
        }
        free
    }

    #[test]
    fn a_burst_is_free_and_then_one_comes_back_at_a_time() {
        let mut bucket = Bucket::default();
        for _ in 0..3 {
            assert!(taken(&mut bucket, 1_000));
        }
        assert_eq!(bucket.wait_ms(PACE, UnixMillis(1_000)), 100);
        assert!(!taken(&mut bucket, 1_099));
        assert!(taken(&mut bucket, 1_100));
        assert!(!taken(&mut bucket, 1_100));
        assert!(bucket.is_full(PACE, UnixMillis(1_400)));
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out() {
        let mut bucket = Bucket::default();
        assert!(taken(&mut bucket, 10_000_000));
        assert_eq!(bucket.wait_ms(PACE, UnixMillis(5)), 0);
        bucket.take(PACE, UnixMillis(5));
        assert!(bucket.is_full(PACE, UnixMillis(5 + 100)));
    }
}
