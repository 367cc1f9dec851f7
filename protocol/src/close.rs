//! Why a socket was closed, as data.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// A frame was larger than [`crate::limits::FRAME_BYTES`].
    TooBig,
    /// A fault of ours, told without detail.
    Fault,
    /// The relay restarts.
    Restart,
    /// The ticket had expired: take a new one and come back.
    TicketExpired,
    /// The ticket is not good for this room.
    Forbidden,
    /// What the room said was not read for too long: come back and resume.
    Slow,
    /// Too many frames.
    Limited,
    /// The room holds no more connections.
    Full,
}

impl CloseReason {
    pub const ALL: [Self; 8] = [
        Self::TooBig,
        Self::Fault,
        Self::Restart,
        Self::TicketExpired,
        Self::Forbidden,
        Self::Slow,
        Self::Limited,
        Self::Full,
    ];

    /// The WebSocket close code.
    pub const fn code(self) -> u16 {
        match self {
            Self::TooBig => 1009,
            Self::Fault => 1011,
            Self::Restart => 1012,
            Self::TicketExpired => 4001,
            Self::Forbidden => 4003,
            Self::Slow => 4008,
            Self::Limited => 4029,
            Self::Full => 4013,
        }
    }

    pub fn of_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}
