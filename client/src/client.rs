//! One step of the client: an input in, the effects out.

use protocol::http::TicketReply;
use protocol::{Body, ClientFrame, DraftId, Log, Refusal, RoomName, Seq, ServerFrame, UnixMillis, You};

use crate::{Link, Outbox, Timeline};

/// When something happens, and the chance that it may use. The driver gives both.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    pub now: UnixMillis,
    /// 64 fresh random bits.
    pub dice: u64,
}

/// What happens to a client.
#[derive(Clone, Debug)]
pub enum Input {
    /// Somebody looks at the room: connect.
    Start,
    /// The answer to [`Effect::FetchTicket`], or a new ticket because the person chose a name.
    Ticket(TicketReply),
    /// The ticket could not be had. `None`: the relay was out of reach.
    TicketFailed(Option<Refusal>),
    Opened,
    Frame(ServerFrame),
    /// The runtime answered a ping.
    Pong,
    Closed { code: u16 },
    /// The time of the last [`Effect::WakeAt`] has come.
    Wake,
    /// The device says that it is on the network again.
    Online,
    /// The page became visible, or hidden.
    Visible(bool),
    /// The person pressed Enter.
    Post { draft: DraftId, body: Body },
    /// The person wants an unsent message to be tried again. It gets a draft of its own: it is a new message.
    Retry { draft: DraftId, anew: DraftId },
    /// The person gives an unsent message up.
    Discard(DraftId),
    /// The person scrolled to the oldest entry here.
    Older,
}

/// What the driver does, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    FetchTicket,
    Connect,
    Disconnect,
    Send(ClientFrame),
    Ping,
    /// Replaces the wake-up before it.
    WakeAt(UnixMillis),
    /// The outbox changed: keep it where a reload finds it.
    SaveOutbox,
    /// Something that is shown has changed.
    Changed,
    /// The relay refused something that is not one of the messages in the outbox.
    Refused(Refusal),
}

pub struct Client;

impl Client {
    /// From the document's last page and what an earlier page left unsent.
    pub fn new(_room: RoomName, _log: Log, _outbox: Outbox) -> Self {
        Self
    }
    pub fn step(&mut self, _moment: Moment, _input: Input) -> Vec<Effect> {
        Vec::new()
    }
    pub fn link(&self) -> Link {
        Link::Idle
    }
    pub fn timeline(&self) -> &Timeline {
        todo!()
    }
    pub fn outbox(&self) -> &Outbox {
        todo!()
    }
    pub fn you(&self) -> Option<&You> {
        None
    }
    /// Members connected, as last told.
    pub fn members(&self) -> Option<u32> {
        None
    }
    pub fn head(&self) -> Seq {
        Seq::ZERO
    }
}
