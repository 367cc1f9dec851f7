//! What a client may say to a room.

use serde::{Deserialize, Serialize};

use crate::{DraftId, Epoch, Seq};

/// One frame from a client. On the wire: an object with one key, the variant's name in snake case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFrame {
    Hello(Hello),
    Post(Post),
    Fetch(Fetch),
    Seen(Seen),
}

/// The first frame, and again whenever the person's ticket changes (a nickname was chosen).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// As the relay signed it. Never in a URL.
    pub ticket: String,
    /// The last entry that the client has applied without a gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub have: Option<Position>,
    /// Drafts that were sent and never acknowledged; `Welcome` settles each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending: Vec<Pending>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    pub epoch: Epoch,
    pub seq: Seq,
}

/// A draft whose fate the client does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub draft: DraftId,
    pub base_seq: Seq,
}

/// A message. At most [`crate::limits::WINDOW`] are under way at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub draft: DraftId,
    /// The client's head when the person pressed Enter: the message can stand only above it, which bounds the
    /// search for a duplicate without trusting any clock.
    pub base_seq: Seq,
    /// As typed. The room parses it, so that a bad text refuses this draft and not the connection.
    pub body: String,
}

/// Older entries, or the ones of a hole: `after < seq < before`, the newest of them first served.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {
    pub after: Seq,
    pub before: Seq,
}

/// Everything up to here has arrived. Cumulative, and said now and then only ([`crate::SeenEvery`]): it tells the room that
/// its frames are read, which the runtime does not. Whether a person has read them is another matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub seq: Seq,
}
