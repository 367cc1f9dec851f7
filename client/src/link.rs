//! How the client stands to its room, and when it tries again.
//!
//! Invariant: whatever the client waits for has a deadline, so no silence lasts for ever.

use protocol::{Refusal, UnixMillis, limits};

use crate::Moment;

/// How the client stands to its room, as a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nobody looked at the room yet.
    Idle,
    /// On the way, for the first time.
    Connecting,
    Live,
    /// Cut off. The next try is at `retry_at`; none is planned while the page is hidden.
    Offline {
        since: UnixMillis,
        retry_at: Option<UnixMillis>,
    },
    /// The relay does not let this client in, and trying again would not help.
    Shut(Refusal),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Idle,
    /// Asked for a ticket.
    Ticketing,
    /// Asked for a socket.
    Opening,
    /// Said `Hello`.
    Greeting,
    Live,
    Waiting {
        retry_at: Option<UnixMillis>,
    },
    Shut(Refusal),
}

/// A step towards the room that takes longer than this has failed.
const STEP_MS: u64 = 10_000;
/// A link that held this long starts its backoff anew.
const STABLE_MS: u64 = 60_000;
const BACKOFF_MS: u64 = 500;
const BACKOFF_MAX_MS: u64 = 30_000;
/// After the device or the person came back there is no need to wait for the backoff, only to spread.
const NUDGE_MS: u64 = 2_000;

#[derive(Clone, Debug)]
pub(crate) struct Path {
    pub(crate) phase: Phase,
    /// When the phase began.
    at: UnixMillis,
    /// Cut off since then; none while live, and before the first try.
    cut_at: Option<UnixMillis>,
    tries: u32,
    visible: bool,
    heard_at: UnixMillis,
    ping_at: UnixMillis,
    /// As the room's last `Welcome` said.
    pub(crate) window_ms: u64,
}

impl Path {
    pub(crate) fn new() -> Self {
        Self {
            phase: Phase::Idle,
            at: UnixMillis(0),
            cut_at: None,
            tries: 0,
            visible: true,
            heard_at: UnixMillis(0),
            ping_at: UnixMillis(0),
            window_ms: 1_000,
        }
    }

    pub(crate) fn link(&self) -> Link {
        match (self.phase, self.cut_at) {
            (Phase::Idle, _) => Link::Idle,
            (Phase::Live, _) => Link::Live,
            (Phase::Shut(refusal), _) => Link::Shut(refusal),
            (Phase::Waiting { retry_at }, since) => Link::Offline {
                since: since.unwrap_or(self.at),
                retry_at,
            },
            (_, Some(since)) => Link::Offline {
                since,
                retry_at: None,
            },
            (_, None) => Link::Connecting,
        }
    }

    pub(crate) fn is_live(&self) -> bool {
        self.phase == Phase::Live
    }

    pub(crate) fn enter(&mut self, phase: Phase, now: UnixMillis) {
        self.phase = phase;
        self.at = now;
    }

    pub(crate) fn live(&mut self, moment: Moment) {
        self.enter(Phase::Live, moment.now);
        self.cut_at = None;
        self.heard(moment.now);
        self.plan_ping(moment);
    }

    /// An answer to a ping. Other frames tell nothing of the way to the room: it may be dead while they still come.
    pub(crate) fn heard(&mut self, now: UnixMillis) {
        self.heard_at = now;
    }

    /// The way is blocked: plan the next try.
    pub(crate) fn cut(&mut self, Moment { now, dice }: Moment) {
        let was_live = self.is_live();
        if was_live && now.since(self.at) > STABLE_MS {
            self.tries = 0;
        }
        self.cut_at.get_or_insert(now);
        // A deploy cuts everybody at once, so the first try spreads over the window that the room gave.
        let span = if was_live {
            self.window_ms.max(backoff(self.tries))
        } else {
            backoff(self.tries)
        };
        self.tries = self.tries.saturating_add(1);
        let retry_at = self.visible.then(|| now.plus(part(dice, span)));
        self.enter(Phase::Waiting { retry_at }, now);
    }

    pub(crate) fn shut(&mut self, refusal: Refusal, now: UnixMillis) {
        self.enter(Phase::Shut(refusal), now);
    }

    /// The device is back on the network, or the person is back at the page.
    pub(crate) fn nudge(&mut self, Moment { now, dice }: Moment) {
        if let Phase::Waiting { retry_at } = &mut self.phase {
            let soon = now.plus(part(dice, NUDGE_MS));
            *retry_at = Some(retry_at.map_or(soon, |planned| planned.min(soon)));
        }
    }

    /// Who comes back to the page is one person: nothing needs to be spread.
    pub(crate) fn set_visible(&mut self, visible: bool, now: UnixMillis) {
        let came_back = visible && !self.visible;
        self.visible = visible;
        if let Phase::Waiting { retry_at } = &mut self.phase {
            if came_back {
                *retry_at = Some(now);
            } else if !visible {
                *retry_at = None;
            }
        }
    }

    fn plan_ping(&mut self, Moment { now, dice }: Moment) {
        let fifth = limits::PING_MS / 5;
        self.ping_at = now.plus(limits::PING_MS - fifth + part(dice, 2 * fifth));
    }

    /// What is due now.
    pub(crate) fn due(&mut self, moment: Moment) -> Due {
        let now = moment.now;
        match self.phase {
            Phase::Waiting { retry_at: Some(at) } if at <= now => Due::Retry,
            Phase::Ticketing | Phase::Opening | Phase::Greeting if now.since(self.at) >= STEP_MS => Due::Dead,
            Phase::Live if now.since(self.heard_at) >= limits::DEAD_MS => Due::Dead,
            Phase::Live if self.ping_at <= now => {
                self.plan_ping(moment);
                Due::Ping
            }
            _ => Due::Nothing,
        }
    }

    /// When something is due next.
    pub(crate) fn next_at(&self) -> Option<UnixMillis> {
        match self.phase {
            Phase::Idle | Phase::Shut(_) => None,
            Phase::Waiting { retry_at } => retry_at,
            Phase::Ticketing | Phase::Opening | Phase::Greeting => Some(self.at.plus(STEP_MS)),
            Phase::Live => Some(self.ping_at.min(self.heard_at.plus(limits::DEAD_MS))),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Nothing,
    Ping,
    Retry,
    Dead,
}

/// Full jitter: anything between nothing and the whole span.
fn part(dice: u64, span: u64) -> u64 {
    dice.checked_rem(span.saturating_add(1)).unwrap_or(0)
}

fn backoff(tries: u32) -> u64 {
    BACKOFF_MS
        .saturating_mul(1_u64.checked_shl(tries.min(16)).unwrap_or(u64::MAX))
        .min(BACKOFF_MAX_MS)
}
