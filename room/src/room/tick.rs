//! How often everybody is told: the pace of the room's own frames.
//!
//! Invariants: the first word after a quiet leaves at once; the more is told, and the more sockets hear it, the more of it shares a
//! frame; no tick is longer than [`limits::TICK_MS`], and a clock that goes back makes nobody wait.

use protocol::{UnixMillis, limits};

use super::elapsed;

const CREDIT_US: u64 = limits::TICK_CREDIT_MS * 1_000;
const MOST_US: u64 = CREDIT_US + limits::TICK_MS * 1_000;

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tick {
    told_at: Option<UnixMillis>,
    /// From then until the next.
    wait_ms: u64,
    /// Time that frames have taken beyond their share of it, when that was so.
    debt_us: u64,
    at: UnixMillis,
}

impl Tick {
    pub(super) fn is_due(&self, now: UnixMillis) -> bool {
        elapsed(self.told_at, self.wait_ms, now)
    }

    /// None: at once.
    pub(super) fn due_at(&self) -> Option<UnixMillis> {
        Some(self.told_at?.plus(self.wait_ms))
    }

    /// What comes now waits long enough to be worth writing together with what follows.
    pub(super) fn gathers(&self, now: UnixMillis) -> bool {
        self.wait_ms > limits::COALESCE_MS && !self.is_due(now)
    }

    /// Entries were told to so many.
    pub(super) fn told(&mut self, now: UnixMillis, sockets: usize) {
        self.spend(now, sockets);
        let over_ms = self.debt_us.saturating_sub(CREDIT_US) / 1_000;
        self.wait_ms = over_ms.clamp(limits::COALESCE_MS, limits::TICK_MS);
        self.told_at = Some(now);
    }

    /// Any frame to so many.
    pub(super) fn spend(&mut self, now: UnixMillis, sockets: usize) {
        let sockets = u64::try_from(sockets).unwrap_or(u64::MAX);
        let cost = sockets.saturating_mul(limits::FRAME_US * limits::FRAME_SHARE);
        let passed_us = now.since(self.at).saturating_mul(1_000);
        self.at = now;
        // What cannot be kept up with is not owed for ever.
        let debt = self.debt_us.saturating_sub(passed_us).saturating_add(cost);
        self.debt_us = debt.min(MOST_US);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When each of so many messages a second is told, in milliseconds after the first, for a second.
    fn told(sockets: usize, a_second: u64) -> Vec<u64> {
        let start = UnixMillis(1_800_000_000_000);
        let mut tick = Tick::default();
        let mut told = Vec::new();
        let mut waiting = false;
        for ms in 0..1_000 {
            waiting |= ms % (1_000 / a_second) == 0;
            let now = start.plus(ms);
            if waiting && tick.is_due(now) {
                waiting = false;
                tick.told(now, sockets);
                told.push(ms);
            }
        }
        told
    }

    #[test]
    fn g2_a_tick_grows_with_the_rate_and_with_the_sockets_and_never_beyond_a_quarter_of_a_second() {
        // What a room has not spent, it may spend: a conversation of two in front of 3,000 is prompt.
        assert_eq!(told(3_000, 2), [0, 500]);
        // A crowd of 3,000 is told five times a second once that is spent, a small room each message, one of 500 every 32 ms.
        let crowd = told(3_000, 50);
        assert!((6..=8).contains(&crowd.len()), "{crowd:?}");
        assert_eq!(told(50, 50).len(), 50);
        let many = told(500, 200);
        assert!((40..=55).contains(&many.len()), "{many:?}");
        // Whatever its size.
        let longest = told(32_000, 50).windows(2).map(|two| two[1] - two[0]).max();
        assert!(longest <= Some(limits::TICK_MS + 20), "{longest:?}");
    }

    #[test]
    fn g2_frames_take_a_quarter_of_the_time_at_most() {
        for (sockets, a_second) in [(100, 200), (500, 200), (1_000, 100), (3_000, 50), (3_900, 200)] {
            let frames = told(sockets, a_second).len() as u64;
            let spent_us = frames * sockets as u64 * limits::FRAME_US;
            let may_us = (1_000 + limits::TICK_CREDIT_MS) * 1_000 / limits::FRAME_SHARE + spent_us / frames;
            assert!(spent_us <= may_us, "{sockets} sockets: {spent_us} µs of a second");
        }
    }

    #[test]
    fn a_clock_that_goes_back_makes_nobody_wait() {
        let now = UnixMillis(1_800_000_000_000);
        let mut tick = Tick::default();
        (0..5).for_each(|_| tick.told(now, 3_000));
        assert!(!tick.is_due(now) && tick.gathers(now));
        let back = UnixMillis(now.0 - 3_600_000);
        assert!(tick.is_due(back) && !tick.gathers(back));
        tick.told(back, 3_000);
        assert!(tick.is_due(back.plus(limits::TICK_MS)));
    }
}
