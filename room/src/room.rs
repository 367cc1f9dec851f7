use protocol::{
    Author, ClientFrame, CloseReason, DecodeError, DisplayName, DraftId, MemberId, Refusal, Role, RoomKind, ServerFrame,
    UnixMillis,
};

use crate::{Card, Fault, Journal};

/// A socket, by the number that the edge gave it. Kept in the socket's attachment beside the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Conn(pub u64);

/// What a good ticket says. The edge has checked its signature, its site and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    pub member: MemberId,
    pub name: Option<DisplayName>,
    pub role: Role,
}

/// What happens to a room.
#[derive(Clone, Debug)]
pub enum Input {
    /// A socket was admitted at the edge. It has said nothing yet.
    Connected(Conn),
    /// A frame, decoded or not. For a `Hello` the edge adds what it found in the ticket.
    Frame { conn: Conn, frame: Result<ClientFrame, DecodeError>, pass: Option<Result<Pass, Refusal>> },
    Closed(Conn),
    /// An official account posts over HTTP; `answer` comes back in [`Effect::Answer`].
    Post { author: Author, draft: DraftId, body: String },
    /// The time of [`Effect::WakeIn`] has come.
    Wake,
}

/// What the edge does, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Send(Conn, ServerFrame),
    /// To every socket that has said a good `Hello`; encoded once.
    Broadcast(ServerFrame),
    /// Keep the card in the socket's attachment.
    Keep(Conn, Card),
    Close(Conn, CloseReason),
    /// One timer; an earlier one that is still pending stands.
    WakeIn(u64),
    /// The answer to [`Input::Post`].
    Answer(Result<(protocol::Seq, UnixMillis), protocol::Refused>),
}

pub struct Room;

impl Room {
    /// From the sockets that are open now: a card for each that had said `Hello`.
    pub fn restore(_kind: RoomKind, _sockets: impl IntoIterator<Item = (Conn, Option<Card>)>) -> Self {
        Self
    }

    pub fn step(
        &mut self,
        _journal: &mut impl Journal,
        _now: UnixMillis,
        _input: Input,
    ) -> Result<Vec<Effect>, Fault> {
        Ok(Vec::new())
    }
}
