//! What a client may say to a room.

use serde::{Deserialize, Serialize};

use crate::{DraftId, Epoch, MemberId, Reaction, Seq, UnixMillis, With};

/// One frame from a client. On the wire: an object with one key, the variant's name in snake case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientFrame {
    Hello(Hello),
    Post(Post),
    Fetch(Fetch),
    Seen(Seen),
    Read(Read),
    React(React),
    Look(Look),
    Find(Find),
    Block(Block),
    Report(Report),
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Box<With>>,
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

/// A person has had everything up to here before their eyes. Cumulative, and coalesced by the client: at most one a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read {
    pub seq: Seq,
}

/// The member's one reaction to a message; none takes it back. Answered at once and in order, by [`crate::Reactions`] for that
/// one place with the reader's own, or by a refusal without a draft: so the client knows which of its words are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct React {
    pub seq: Seq,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Reaction>,
}

/// Single entries that lie elsewhere: what is quoted, what is pinned. At most [`crate::limits::LOOK`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub seqs: Vec<Seq>,
}

/// Where a time is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    pub at: UnixMillis,
}

/// Whom this reader does not want to meet, whole and anew each time: their reactions are left out of the counts that this
/// socket is told, and the newest of them are told it anew. Nobody else hears of it. At most [`crate::limits::BLOCKED`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    pub members: Vec<MemberId>,
}

/// Something is wrong with this message: for the people who look after the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub seq: Seq,
    pub grounds: Grounds,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grounds {
    Spam,
    Abuse,
    /// Sale of tickets or accounts, pay first.
    Scam,
    /// Somebody's private life, a leak.
    Private,
    Other,
}

impl Grounds {
    pub const ALL: [Self; 5] = [Self::Spam, Self::Abuse, Self::Scam, Self::Private, Self::Other];

    /// As it is written on the wire and in the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Abuse => "abuse",
            Self::Scam => "scam",
            Self::Private => "private",
            Self::Other => "other",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grounds| grounds.word() == word)
    }
}
