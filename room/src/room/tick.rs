//! How often everybody is told: the pace of the room's own frames.
//!
//! Invariants: the first word after a quiet leaves at once; the more is told, and the more sockets hear it, the more of it shares a
//! frame and a row; no tick is longer than [`limits::TICK_MS`], and a clock that goes back makes nobody wait. In a crowd a frame leaves by the
//! timer, which comes after whatever the runtime has in its queue: a room that is late tells more at once, and not each by itself.

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
    /// What was said beyond a conversation's pace, in the time that a conversation would take for it.
    lively_ms: u64,
    at: UnixMillis,
    /// The timer is why this step is taken.
    woken: bool,
}

/// However much was said, two seconds later it is a conversation again.
const LIVELY_MOST_MS: u64 = limits::TALK_BURST_MS + 2_000;

/// As long as a crowd's last tick, so many times over, is no older, it is still one.
const CROWD_TICKS: u64 = 4;

impl Tick {
    pub(super) fn is_due(&self, now: UnixMillis) -> bool {
        elapsed(self.told_at, self.wait_ms, now) && (self.woken || !self.is_crowd(now))
    }

    /// None: at once.
    pub(super) fn due_at(&self, now: UnixMillis) -> Option<UnixMillis> {
        let due_at = self.told_at?.plus(self.wait_ms);
        if self.is_crowd(now) && due_at <= now {
            // Behind what is in the queue already.
            return Some(now.plus(limits::COALESCE_MS));
        }
        Some(due_at)
    }

    fn is_crowd(&self, now: UnixMillis) -> bool {
        let pace_ms = self.wait_ms.saturating_mul(CROWD_TICKS);
        self.wait_ms > limits::COALESCE_MS && !elapsed(self.told_at, pace_ms, now)
    }

    /// Whether the timer is why the next step is taken.
    pub(super) fn wake(&mut self, woken: bool) {
        self.woken = woken;
    }

    /// What comes now waits long enough to be worth writing together with what follows.
    pub(super) fn gathers(&self, now: UnixMillis) -> bool {
        self.wait_ms > limits::COALESCE_MS && !self.is_due(now)
    }

    /// So many entries were told to so many.
    pub(super) fn told(&mut self, now: UnixMillis, sockets: usize, entries: usize) {
        self.spend(now, sockets);
        let entries = u64::try_from(entries).unwrap_or(u64::MAX);
        let said = entries.saturating_mul(limits::TALK_EVERY_MS);
        self.lively_ms = self.lively_ms.saturating_add(said).min(LIVELY_MOST_MS);
        let least_ms = match self.lively_ms > limits::TALK_BURST_MS {
            true => limits::TICK_MS,
            false => limits::COALESCE_MS,
        };
        let over_ms = self.debt_us.saturating_sub(CREDIT_US) / 1_000;
        self.wait_ms = over_ms.clamp(least_ms, limits::TICK_MS);
        self.told_at = Some(now);
    }

    /// Any frame to so many.
    pub(super) fn spend(&mut self, now: UnixMillis, sockets: usize) {
        let sockets = u64::try_from(sockets).unwrap_or(u64::MAX);
        let cost = sockets.saturating_mul(limits::FRAME_US * limits::FRAME_SHARE);
        let passed_ms = now.since(self.at);
        let passed_us = passed_ms.saturating_mul(1_000);
        self.at = now;
        self.lively_ms = self.lively_ms.saturating_sub(passed_ms);
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
        told_for(1_000, sockets, a_second)
    }

    fn told_for(all_ms: u64, sockets: usize, a_second: u64) -> Vec<u64> {
        let start = UnixMillis(1_800_000_000_000);
        let mut tick = Tick::default();
        let mut told = Vec::new();
        let mut timer: Option<UnixMillis> = None;
        let mut waiting = 0;
        for ms in 0..all_ms {
            let now = start.plus(ms);
            let woken = timer.take_if(|at| *at <= now).is_some();
            let comes = ms % (1_000 / a_second) == 0;
            waiting += usize::from(comes);
            tick.wake(woken);
            if (comes || woken) && tick.is_due(now) {
                tick.told(now, sockets, std::mem::take(&mut waiting));
                told.push(ms);
            } else if comes && timer.is_none() {
                timer = tick.due_at(now);
            }
        }
        told
    }

    #[test]
    fn g2_a_tick_grows_with_the_rate_and_with_the_sockets_and_never_beyond_a_quarter_of_a_second() {
        // What a room has not spent, it may spend: a conversation of two in front of 3,000 is prompt.
        assert_eq!(told(3_000, 2), [0, 500 + limits::COALESCE_MS]);
        // A crowd is told four times a second once that is spent.
        let crowd = told(3_000, 50);
        assert!((4..=5).contains(&crowd.len()), "{crowd:?}");
        let many = told(500, 200);
        assert!((8..=12).contains(&many.len()), "{many:?}");
        // Whatever its size.
        let longest = told(32_000, 50).windows(2).map(|two| two[1] - two[0]).max();
        assert!(longest <= Some(limits::TICK_MS + 20), "{longest:?}");
    }

    #[test]
    fn g2_a_conversation_is_told_at_once_and_what_is_livelier_shares_frames_and_rows() {
        // Two who type as fast as they can, ten who talk, and what they send in one go.
        assert_eq!(told_for(10_000, 10, 2).len(), 20);
        assert_eq!(told_for(10_000, 10, 5).len(), 50);
        // After a quarter of a minute of it, what comes at equal distances shares one frame in four.
        let lively = told_for(60_000, 10, 5).len();
        assert!((245..=265).contains(&lively), "{lively} frames of 300 messages");
        let crowded = told_for(10_000, 10, 50);
        assert!((60..=75).contains(&crowded.len()), "{crowded:?}");
        let longest = crowded.windows(2).map(|two| two[1] - two[0]).max();
        assert!(longest <= Some(limits::TICK_MS + 20), "{longest:?}");
    }

    #[test]
    fn g2_a_room_that_is_late_tells_more_at_once() {
        let now = UnixMillis(1_800_000_000_000);
        let mut tick = Tick::default();
        (0..3).for_each(|_| tick.told(now, 1_000, 1));
        // The frame took longer than it was thought to, and what came meanwhile is in the queue.
        let late = now.plus(2 * limits::TICK_MS);
        assert!(tick.gathers(late) && !tick.is_due(late));
        assert_eq!(tick.due_at(late), Some(late.plus(limits::COALESCE_MS)));
        tick.wake(true);
        assert!(tick.is_due(late));
        // After a quiet the first word leaves at once.
        tick.wake(false);
        assert!(tick.is_due(now.plus(CROWD_TICKS * limits::TICK_MS)));
    }

    #[test]
    fn g2_frames_take_an_eighth_of_the_time_at_most() {
        // Beyond 900 sockets a quarter of a second is the longest that anybody waits, and frames take what they take.
        for (sockets, a_second) in [(100, 200), (500, 200), (800, 100)] {
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
        (0..5).for_each(|_| tick.told(now, 3_000, 1));
        assert!(!tick.is_due(now) && tick.gathers(now));
        let back = UnixMillis(now.0 - 3_600_000);
        assert!(tick.is_due(back) && !tick.gathers(back));
        tick.told(back, 3_000, 1);
        tick.wake(true);
        assert!(tick.is_due(back.plus(limits::TICK_MS)));
    }
}
