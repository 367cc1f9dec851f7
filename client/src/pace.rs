//! How fast this client posts: a little slower than the room allows.
//!
//! A post that is refused for its pace would let the next one overtake it. So the client keeps the pace by itself, and
//! the room's own count decides only where one person writes from several tabs.

use protocol::{UnixMillis, limits};

/// The room's burst without the window: posts that were under way while the relay or the network stood still arrive all at
/// once, on top of a burst. The room then counts at most what it allows.
const BURST: u64 = limits::BURST_POSTS as u64 - limits::WINDOW as u64;
const BURST_MS: u64 = BURST * limits::POST_EVERY_MS;

/// A bucket, written as the time at which it will be full again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pace {
    full_at: UnixMillis,
}

impl Pace {
    /// When the next post may leave.
    pub(crate) fn free_at(self) -> UnixMillis {
        UnixMillis((self.full_at.0 + limits::POST_EVERY_MS).saturating_sub(BURST_MS))
    }

    pub(crate) fn spend(&mut self, now: UnixMillis) {
        self.full_at = self.full_at.max(now).plus(limits::POST_EVERY_MS);
    }

    /// Whatever the room said, it does not hold any more.
    pub(crate) fn release(&mut self, now: UnixMillis) {
        self.full_at = self.full_at.min(now.plus(BURST_MS - limits::POST_EVERY_MS));
    }

    /// The room said: not before then.
    pub(crate) fn hold(&mut self, until: UnixMillis) {
        self.full_at = self.full_at.max(until.plus(BURST_MS - limits::POST_EVERY_MS));
    }
}
