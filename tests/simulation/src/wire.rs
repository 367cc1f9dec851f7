//! A socket between a fan and the room: two directions, each in order, each end closing by itself.

/// One connection. The number is the room's `Conn`.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) fan: usize,
    latency_ms: u64,
    /// When the last frame of each direction arrives: nothing overtakes it.
    up_at: u64,
    down_at: u64,
    /// Nothing comes through, and nobody is told.
    pub(crate) silent: bool,
    /// What is sent from now on does not arrive; the close is on its way.
    pub(crate) up_lost: bool,
    pub(crate) down_lost: bool,
    pub(crate) fan_closed: bool,
    pub(crate) room_closed: bool,
    /// Something was done to it: promptness is not promised any more.
    pub(crate) harmed: bool,
}

/// The longest way of a frame over a good link.
pub(crate) const WAY_MS: u64 = 150;

impl Wire {
    pub(crate) fn new(fan: usize, latency_ms: u64) -> Self {
        Self {
            fan,
            latency_ms: latency_ms.min(WAY_MS - JITTER_MS),
            up_at: 0,
            down_at: 0,
            silent: false,
            up_lost: false,
            down_lost: false,
            fan_closed: false,
            room_closed: false,
            harmed: false,
        }
    }

    /// When what the fan sends now arrives at the room.
    pub(crate) fn up(&mut self, now: u64, dice: u64) -> u64 {
        self.up_at = self.way(now, dice).max(self.up_at);
        self.up_at
    }

    pub(crate) fn down(&mut self, now: u64, dice: u64) -> u64 {
        self.down_at = self.way(now, dice).max(self.down_at);
        self.down_at
    }

    fn way(&self, now: u64, dice: u64) -> u64 {
        let jitter = dice.checked_rem(JITTER_MS).unwrap_or(0);
        now.saturating_add(self.latency_ms).saturating_add(jitter)
    }
}

const JITTER_MS: u64 = 30;
