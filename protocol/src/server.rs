//! What a room may say to a client.

use serde::{Deserialize, Serialize};

use crate::{
    CloseReason, DisplayName, DraftId, Entry, Epoch, Found, Marks, MemberId, Reactions, Refused, Role, Rules,
    Seq, UnixMillis,
};

/// One frame from a room. On the wire: an object with one key, the variant's name in snake case. A client skips a
/// key that it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerFrame {
    Welcome(Welcome),
    Events(Events),
    /// The answer to `Fetch`.
    History(Events),
    Ack(Ack),
    Refused(Refused),
    Presence(Presence),
    Resync(Resync),
    Bye(Bye),
    Reactions(Reactions),
    Marks(Marks),
    Looked(Looked),
    Found(Found),
    Noted(Noted),
    /// What holds from here on, in the place of what `Welcome` said.
    Rules(Rules),
}

/// The answer to `Hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    pub you: You,
    pub epoch: Epoch,
    /// The newest entry. What lies between the client's position and here follows as `Events`.
    pub head: Seq,
    /// Entries up to and including this one are no longer kept. 0: everything is.
    pub floor: Seq,
    pub mode: Mode,
    /// The relay's clock.
    pub now: UnixMillis,
    /// The first reconnect after a cut waits a random part of this.
    pub reconnect_window_ms: u32,
    /// One for each of the `Hello`'s pending drafts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settled: Vec<Settled>,
    /// When the client is to say where it is. A room that does not ask counts nothing, and knows no [`crate::Seen`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_every: Option<SeenEvery>,
    /// What holds here. Left out by a room that knows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
    /// The entry that stands above the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Box<Entry>>,
}

/// The client says where it is when it has applied so many entries, or so many bytes of bodies, since it last did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenEvery {
    pub events: u32,
    pub bytes: u32,
}

/// Who the relay takes the client to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct You {
    pub member: MemberId,
    /// Without one, a member reads and does not write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
    pub role: Role,
}

/// What the client does with the entries that it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Keep them; what follows continues them.
    Resume,
    /// The gap is too wide: what follows is the newest page, and older entries are fetched when wanted.
    Snapshot,
    /// They belong to another history: drop them. The outbox stays.
    Reset,
}

/// The fate of a draft: its place, or unknown, and then it is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    pub draft: DraftId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
}

/// Contiguous entries. `from` is the first one's place, or the place after the last asked for where `list` is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Events {
    pub from: Seq,
    pub list: Vec<Entry>,
}

/// The draft is durable, at this place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ack {
    pub draft: DraftId,
    pub seq: Seq,
}

/// How many members are connected, and where the log ends. The newest state; never queued.
///
/// The head is what tells a client of a hole at the end of what it has, where no later entry would show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    pub members: u32,
    pub head: Seq,
}

/// The room tells this socket nothing more until it hears where the client is: too much waits to be read. The client says
/// so at once, and fetches what it has missed, up to `head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resync {
    pub head: Seq,
}

/// The room is about to close the socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bye {
    pub reason: CloseReason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
}

/// The answer to [`crate::Look`]: what is still there of what was asked for, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    pub list: Vec<Entry>,
}

/// The report is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    pub seq: Seq,
}
