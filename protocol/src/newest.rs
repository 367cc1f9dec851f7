//! The newest state of a room: reactions, read marks, the pinned entry, the rules.
//!
//! Invariant: each of these replaces what was told before; none is queued, and a room that has lost its memory says them anew.

use serde::{Deserialize, Serialize};

use crate::{ReadMarks, Seq, UnixMillis};

/// One of the few that stand under a message. A member has one at most on each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    Heart,
    Good,
    Check,
    Laugh,
    Wow,
    Sad,
    Clap,
    Fire,
}

impl Reaction {
    pub const ALL: [Self; 8] = [
        Self::Heart,
        Self::Good,
        Self::Check,
        Self::Laugh,
        Self::Wow,
        Self::Sad,
        Self::Clap,
        Self::Fire,
    ];

    /// As it is written on the wire and in the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Heart => "heart",
            Self::Good => "good",
            Self::Check => "check",
            Self::Laugh => "laugh",
            Self::Wow => "wow",
            Self::Sad => "sad",
            Self::Clap => "clap",
            Self::Fire => "fire",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reaction| reaction.word() == word)
    }
}

/// So many have reacted so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    pub kind: Reaction,
    pub n: u32,
}

/// The reactions to one message. None are left out of `counts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub seq: Seq,
    /// Most first.
    pub counts: Vec<Count>,
    /// The reader's own. Only in an answer to one reader, which has bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<Reaction>,
}

/// Reactions as they are now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reactions {
    pub list: Vec<Tally>,
    /// Given in an answer to one reader: whatever lies between the two, both included, and is not listed has none.
    /// Without it, only what is listed has changed, and the reader's own reactions are not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    pub from: Seq,
    pub to: Seq,
}

/// How many have read each message, or have not, as the room's rules say: `n` for everything up to `upto`, and above the run
/// before. What lies above the last run: nobody has read it, or everybody still has to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Nothing is said of what lies below.
    pub from: Seq,
    pub runs: Vec<Run>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    pub upto: Seq,
    pub n: u32,
}

/// What holds in a room, as the site's settings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    pub speech: Speech,
    pub read_marks: ReadMarks,
    /// A message can be taken back for so many minutes.
    pub unsend_min: u32,
    /// And changed for so many.
    pub edit_min: u32,
    pub joins: Joins,
    /// Slow mode: each fan says one thing in so many seconds. 0: as fast as anybody may.
    #[serde(skip_serializing_if = "is_zero")]
    pub slow_s: u32,
    /// Moderators and officials alone write.
    #[serde(skip_serializing_if = "Writers::is_usual")]
    pub writers: Writers,
}

/// Whose messages are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Writers {
    #[default]
    Everybody,
    /// The room is frozen.
    Staff,
}

impl Writers {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
    fn is_usual(&self) -> bool {
        *self == Self::Everybody
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
const fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            speech: Speech::Free,
            read_marks: ReadMarks::Read,
            unsend_min: 24 * 60,
            edit_min: 15,
            joins: Joins::Off,
            slow_s: 0,
            writers: Writers::Everybody,
        }
    }
}

/// What may be said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speech {
    #[default]
    Free,
    /// Images, stickers and words that begin with `#`. Official accounts may say anything.
    Photos,
}

/// Whether a line tells that somebody has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joins {
    #[default]
    Off,
    /// In rooms of at most [`crate::limits::JOIN_LINES`] members.
    Shown,
}

/// The answer to [`crate::Find`]: the first entry of that time or later, or the place after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub at: UnixMillis,
    pub seq: Seq,
}
