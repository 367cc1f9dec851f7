//! A socket between a tab and the room: two directions, each in order, each end closing by itself.

use crate::dice::Dice;

/// One connection. Its number is the room's `Conn`.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) tab: usize,
    pub(crate) dice: Dice,
    latency_ms: u64,
    /// When the last frame of each direction arrives: nothing overtakes it.
    pub(crate) up_at: u64,
    pub(crate) down_at: u64,
    /// Nothing comes through, and nobody is told.
    pub(crate) silent: bool,
    /// The network is back, and knows nothing of it: what was on its way is gone as well.
    pub(crate) dead: bool,
    /// What is sent from now on does not arrive; the close is on its way.
    pub(crate) up_lost: bool,
    pub(crate) down_lost: bool,
    /// What was planned before this number, and has not arrived, is lost.
    pub(crate) down_lost_before: u64,
    /// So many of the next frames arrive twice.
    pub(crate) twice_up: u32,
    pub(crate) twice_down: u32,
    pub(crate) tab_closed: bool,
    pub(crate) room_closed: bool,
    /// The room is made to ask where this one is: what it is told may come late, and nothing of it is lost.
    pub(crate) is_pressed: bool,
    /// The room asked where it is, and by a deliberate bug never tells it anything again.
    pub(crate) is_deaf: bool,
    /// An answer was lost with the room's memory: the client may give it up.
    pub(crate) owed: bool,
    /// Something was done to it: promptness is not promised any more.
    pub(crate) harmed: bool,
}

/// The longest way of a frame over a good link.
pub(crate) const WAY_MS: u64 = 150;
const JITTER_MS: u64 = 30;

impl Wire {
    pub(crate) fn new(tab: usize, mut dice: Dice) -> Self {
        Self {
            tab,
            latency_ms: dice.between(2, WAY_MS - JITTER_MS),
            dice,
            up_at: 0,
            down_at: 0,
            silent: false,
            dead: false,
            up_lost: false,
            down_lost: false,
            down_lost_before: 0,
            twice_up: 0,
            twice_down: 0,
            tab_closed: false,
            room_closed: false,
            is_pressed: false,
            is_deaf: false,
            owed: false,
            harmed: false,
        }
    }

    /// What is said now comes through at once.
    pub(crate) fn is_prompt(&self) -> bool {
        !self.harmed && !self.is_pressed
    }

    /// When what the tab sends now arrives at the room.
    pub(crate) fn up(&mut self, now: u64) -> u64 {
        self.up_at = self.way(now).max(self.up_at);
        self.up_at
    }

    pub(crate) fn down(&mut self, now: u64) -> u64 {
        self.down_at = self.way(now).max(self.down_at);
        self.down_at
    }

    fn way(&mut self, now: u64) -> u64 {
        let jitter = self.dice.between(0, JITTER_MS);
        now.saturating_add(self.latency_ms).saturating_add(jitter)
    }
}
