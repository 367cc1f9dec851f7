//! Why something was refused, as data. The widget words it in the person's language.

use serde::{Deserialize, Serialize};

use crate::{BodyError, DraftId, NameError, limits};

/// A frame, or one draft of it, was not taken. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The draft that it is about; none where the frame was not understood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftId>,
    pub refusal: Refusal,
    /// Trying again after this long can succeed. None: the same thing will be refused again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Not a frame of this protocol.
    Malformed,
    /// A kind of frame that this relay does not know.
    Unknown,
    /// The frame or the request is larger than the relay reads.
    TooBig {
        max_bytes: u32,
    },
    /// `Hello` comes first.
    HelloFirst,
    BodyBlank,
    BodyTooLong {
        units: u32,
        max: u32,
    },
    /// Reading needs no name; writing does.
    NameMissing,
    NameBlank,
    NameTooLong {
        max: u32,
    },
    NameHostile,
    /// The name, or one that looks like it, belongs to an official account or to staff.
    NameReserved,
    /// Only official accounts write here.
    ReadOnly,
    /// In this room each member says one thing in so many seconds. The message is held until then.
    SlowMode {
        seconds: u32,
    },
    /// More is said than the room can tell everybody. The message is held, and has its turn at the time that is told.
    Busy,
    /// Nobody but those who look after the room writes now.
    Frozen,
    /// More than [`limits::WINDOW`] posts under way, or faster than the pace.
    TooFast,
    /// The draft is older than the relay can check for a duplicate: a person decides whether it is sent as new.
    DraftExpired,
    /// The ticket is not one of this relay's for this site, or it was altered.
    TicketInvalid,
    TicketExpired,
    /// The key is not the one that this request needs.
    KeyInvalid,
    /// The page's origin is not on the site's list.
    OriginForbidden,
    /// There is no such site, account, room or page.
    NotFound,
    /// A field of a request has a value that it cannot have.
    FieldInvalid,
    /// The room has as many connections as it can hold.
    RoomFull,
    /// The room's ledger cannot take more. Nothing was written; reading goes on.
    StorageFull,
    /// It could be changed, or taken back, for so many minutes, and they are over.
    TooLate {
        minutes: u32,
    },
    /// It is somebody else's, or only those who look after the room may do this.
    NotYours,
    /// The entry that this is about is not there, or not any more.
    Gone,
    /// In this room one speaks in images and stickers.
    PhotosOnly,
    NoSuchSticker,
    /// The picture was never uploaded here by this member, or was thrown away since.
    NoSuchImage,
    /// Not a picture of a kind that is shown here.
    ImageOdd,
    ImageTooBig {
        max_bytes: u32,
    },
    /// More pixels than anybody's screen has any use for.
    ImageTooLarge {
        max_pixels: u32,
    },
    /// A fault of the relay's own. It was logged there.
    Fault,
}

impl Refusal {
    /// Refused once and for all: sending the same thing again changes nothing.
    pub const fn is_final(self) -> bool {
        !matches!(
            self,
            Self::TooFast
                | Self::SlowMode { .. }
                | Self::Busy
                | Self::TicketExpired
                | Self::RoomFull
                | Self::StorageFull
                | Self::Fault
                | Self::HelloFirst
        )
    }
}

impl Refused {
    /// It is neither sent nor refused: its client keeps it and sends it again at its time, which a person may want to know.
    pub const fn is_held(&self) -> bool {
        matches!(
            self.refusal,
            Refusal::SlowMode { .. } | Refusal::Busy | Refusal::StorageFull
        )
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl From<BodyError> for Refusal {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::Blank => Self::BodyBlank,
            BodyError::TooLong { units } => Self::BodyTooLong {
                units: count(units),
                max: count(limits::BODY_UNITS),
            },
        }
    }
}

impl From<NameError> for Refusal {
    fn from(error: NameError) -> Self {
        match error {
            NameError::Blank => Self::NameBlank,
            NameError::TooLong => Self::NameTooLong {
                max: count(limits::NAME_CHARS),
            },
            NameError::Hostile => Self::NameHostile,
        }
    }
}
