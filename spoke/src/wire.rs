//! What a room and a spoke say to each other, as it travels between the objects.
//!
//! Invariant: frames are text here, as the socket has it or is to have it: they are encoded once, by the room.
//! No release speaks with another: a deploy restarts both ends, and every socket with them.

use protocol::CloseReason;
use room::{Card, Conn, Ruled};
use serde::{Deserialize, Serialize};

/// From the room to a spoke: what to do, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// Which link; each that is made has another number.
    pub link: u64,
    /// 0 makes the link, and asks which sockets there are; the orders follow with 1, 2, 3 …
    pub n: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<Order>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// To one socket.
    Say {
        conn: u64,
        text: String,
    },
    /// To each that has a card, but for these.
    Tell {
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        but: Vec<u64>,
    },
    /// The card, as the room encodes it, is kept on the socket, which hears what is told to all from here on.
    Keep {
        conn: u64,
        card: String,
    },
    Close {
        conn: u64,
        reason: CloseReason,
    },
}

impl Order {
    /// What it weighs in a queue, about.
    pub(crate) fn bytes(&self) -> usize {
        const REST: usize = 64;
        let text = match self {
            Self::Say { text, .. } | Self::Tell { text, .. } => text.len(),
            Self::Keep { card, .. } => card.len(),
            Self::Close { .. } => 0,
        };
        text.saturating_add(REST)
    }
}

/// What a spoke answers to a [`Push`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is done, or was before.
    Done,
    /// Nothing of it was done: this is not what comes next here. The room makes the link anew.
    Stale,
    /// The link is made, and these are the sockets.
    Roster(Vec<Seated>),
}

/// A socket of a spoke.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seated {
    pub conn: u64,
    /// Since the first good `Hello`, as the room encodes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
}

impl Seated {
    /// As a room is restored from it. None where another version wrote the card: such a socket has to come back.
    pub fn read(&self) -> Option<(Conn, Option<Card>)> {
        let card = match &self.card {
            Some(card) => Some(Card::decode(card)?),
            None => None,
        };
        Some((Conn(self.conn), card))
    }
}

/// From a spoke to the room: what its sockets did, in this order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Which spoke.
    pub place: u16,
    /// 0 where there is none: the room is asked to make one.
    pub link: u64,
    pub n: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// A socket has come.
    Opened { conn: u64 },
    /// A text, as it came. Of a socket without a card also the rules that the edge knew when it let it in.
    Said {
        conn: u64,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ruled: Option<Ruled>,
    },
    /// What came was too big to be passed on, or no text.
    Odd { conn: u64, is_big: bool },
    /// It is gone, and this was its card.
    Gone {
        conn: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<String>,
    },
}

impl Word {
    pub fn conn(&self) -> Conn {
        let (Self::Opened { conn }
        | Self::Said { conn, .. }
        | Self::Odd { conn, .. }
        | Self::Gone { conn, .. }) = self;
        Conn(*conn)
    }

    pub(crate) fn bytes(&self) -> usize {
        const REST: usize = 64;
        let text = match self {
            Self::Said { text, .. } => text.len(),
            Self::Gone { card: Some(card), .. } => card.len(),
            _ => 0,
        };
        text.saturating_add(REST)
    }
}

/// What the room answers to a [`Report`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    Done,
    /// Nothing of it was heard: the room does not know yet that the spoke has taken up the link, or too much of what it has said waits.
    /// The same again in a moment.
    Early,
    /// Nothing of it was heard. The room is about to make the link anew.
    Stale,
    /// The room does not know this spoke any more: its sockets have to come back.
    Unknown,
}
