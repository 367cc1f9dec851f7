//! What comes in to a room's mind, and what it wants done.
//!
//! Invariant: a step is one input, and its effects are done in their order.

use std::collections::BTreeSet;

use protocol::{
    Author, ClientFrame, CloseReason, DecodeError, DisplayName, DraftId, ImageKey, MemberId, Refusal,
    Refused, Role, Seq, ServerFrame, UnixMillis,
};

use crate::{Card, Picture, Ruled};

/// A socket, by the number that the edge gave it. Kept in the socket's attachment beside the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Conn(pub u64);

/// Of a number's 64 bits, those above are the place's.
const PLACE_BITS: u32 = 48;

impl Conn {
    /// The socket of this number at that place, which is one of the objects that hold a room's sockets. The room's own is 0.
    pub const fn at(place: u16, number: u64) -> Self {
        Self(((place as u64) << PLACE_BITS) | (number & ((1 << PLACE_BITS) - 1)))
    }

    /// Where it is held. No rule of a room asks: what a frame costs does, and whoever carries it.
    pub const fn place(self) -> u16 {
        (self.0 >> PLACE_BITS) as u16
    }
}

/// What a good ticket says. The edge has checked its signature, its site and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    pub member: MemberId,
    pub name: Option<DisplayName>,
    pub role: Role,
    /// The rules as the edge knew them when it admitted the socket. None: it did not say.
    pub ruled: Option<Ruled>,
}

/// What happens to a room.
#[derive(Clone, Debug)]
pub enum Input {
    /// A socket was admitted at the edge. It has said nothing yet.
    Connected(Conn),
    /// A frame, decoded or not. For a `Hello` the edge adds what it found in the ticket.
    Frame {
        conn: Conn,
        frame: Result<ClientFrame, DecodeError>,
        pass: Option<Result<Pass, Refusal>>,
    },
    Closed(Conn),
    /// The same, with the card as the edge has it: this memory may be younger than the end of the socket.
    Left(Conn, Card),
    /// An official account posts over HTTP; `answer` comes back in [`Effect::Answer`].
    Post {
        author: Author,
        draft: DraftId,
        body: String,
    },
    /// The site's settings are others now.
    Ruled(Ruled),
    /// The time of [`Effect::WakeIn`] has come.
    Wake,
    /// A picture's bytes are kept. `answer` comes back in [`Effect::Admitted`].
    Uploaded {
        picture: Picture,
        role: Role,
    },
    /// The time of [`Effect::AlarmAt`] has come.
    Alarm,
    /// The bytes of these are thrown away.
    Dropped(Vec<ImageKey>),
}

/// What the edge does, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Send(Conn, ServerFrame),
    /// To every socket that has said a good `Hello`, but for those of [`Room::silent`]; encoded once.
    Broadcast(ServerFrame),
    /// The same, but for some more.
    Others {
        but: BTreeSet<Conn>,
        frame: ServerFrame,
    },
    /// Keep the card in the socket's attachment. From here on the socket hears broadcasts.
    Keep(Conn, Card),
    /// The room has forgotten the socket already: no [`Input::Closed`] needs to follow, and none hurts.
    Close(Conn, CloseReason),
    /// One timer; an earlier one that is still pending stands, a later one is replaced.
    WakeIn(u64),
    /// The answer to [`Input::Post`].
    Answer(Result<(Seq, UnixMillis), Refused>),
    /// The answer to [`Input::Uploaded`].
    Admitted(Result<(), Refused>),
    /// The bytes of these pictures are to be thrown away, wherever they lie; then comes [`Input::Dropped`].
    Drop(Vec<ImageKey>),
    /// One alarm that outlives this memory; an earlier one that is still pending stands, a later one is replaced.
    AlarmAt(UnixMillis),
}
