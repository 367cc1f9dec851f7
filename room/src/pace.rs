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
/// Pictures: as many as may wait, and then one in three seconds.
pub(crate) const UPLOADS: Pace = Pace::new(limits::IMAGES_WAITING as u32, 3_000);
pub(crate) const FRAMES: Pace = Pace::new(limits::BURST_FRAMES, limits::FRAME_EVERY_MS);

impl Pace {
    pub(crate) const fn new(burst: u32, every_ms: u64) -> Self {
        Self {
            burst: burst as u64,
            every_ms,
        }
    }

    const fn span_ms(self) -> u64 {
        self.burst.saturating_mul(self.every_ms)
    }
}

/// A bucket of tokens: what it lacks, and when that was so.
///
/// It is brought up to date whenever it is asked, since only then a clock that went back can be told from a debt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bucket {
    debt_ms: u64,
    at: UnixMillis,
}

impl Bucket {
    /// A full bucket is as good as none, so nobody needs to remember it.
    pub(crate) fn is_full(&mut self, now: UnixMillis) -> bool {
        self.settle(now);
        self.debt_ms == 0
    }

    /// How long until the next token is there. 0: it is.
    pub(crate) fn wait_ms(&mut self, pace: Pace, now: UnixMillis) -> u64 {
        self.settle(now);
        self.debt_ms
            .saturating_add(pace.every_ms)
            .saturating_sub(pace.span_ms())
    }

    pub(crate) fn take(&mut self, pace: Pace, now: UnixMillis) {
        self.settle(now);
        self.debt_ms = self.debt_ms.saturating_add(pace.every_ms);
    }

    /// Time that went back pays nothing, and costs nothing.
    fn settle(&mut self, now: UnixMillis) {
        self.debt_ms = self.debt_ms.saturating_sub(now.since(self.at));
        self.at = now;
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
        assert!(bucket.is_full(UnixMillis(1_400)));
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out() {
        // By less than a burst takes to come back, and by more.
        for back in [1, 150, 250, 350, 10_000_000] {
            let start = 20_000_000;
            let mut bucket = Bucket::default();
            assert!(taken(&mut bucket, start) && taken(&mut bucket, start));
            assert!(taken(&mut bucket, start - back), "{back} ms");
            assert!(!taken(&mut bucket, start - back), "{back} ms");
            assert!(taken(&mut bucket, start - back + 100), "{back} ms");
        }
    }
}
