//! What goes into a client's step and what comes out of it.

use protocol::http::TicketReply;
use protocol::{
    Body, ClientFrame, DraftId, Grounds, Log, MemberId, Reaction, Refusal, Seq, ServerFrame, UnixMillis, With,
};

use crate::Unsent;

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
    /// The socket closed by itself, or could not be opened.
    Closed {
        code: u16,
    },
    /// The time of the last [`Effect::WakeAt`] has come.
    Wake,
    /// The device says that it is on the network again.
    Online,
    /// The page became visible, or hidden.
    Visible(bool),
    /// The person pressed Enter, or changes a message, takes one back, pins one: those are acts, and are posted as well. Ask
    /// [`crate::Outbox::is_full`] first: what does not fit stays a draft.
    Post {
        draft: DraftId,
        body: Body,
        with: Option<Box<With>>,
    },
    /// The person wants an unsent message to be tried again. It gets a draft of its own: it is a new message.
    Retry {
        draft: DraftId,
        anew: DraftId,
    },
    /// The person gives an unsent message up.
    Discard(DraftId),
    /// The record that [`Effect::Keep`] asked for is on the disk, or it is known that it never will be. Not before this
    /// is the message sent.
    Kept(DraftId),
    /// What an earlier page, or another tab that is gone, has left unsent: oldest first.
    Adopt(Vec<Unsent>),
    /// What this device had of the room when it last left it.
    Recall(Log),
    /// The person scrolled to the oldest entry of what is shown.
    Older,
    /// Or to the newest one of an excursion.
    Newer,
    /// The person wants to see this entry, wherever it is: [`crate::Client::landing`] tells when it is there.
    Jump(Seq),
    /// The same for the first entry of a time, or the last entry where there is none so late.
    JumpTo(UnixMillis),
    /// The entry of the last jump was brought into view.
    Landed,
    /// The person wants to be at the live end again.
    Return,
    /// The person has had everything up to here before their eyes.
    Read(Seq),
    /// The person's one reaction to a message; none takes it back.
    React {
        seq: Seq,
        kind: Option<Reaction>,
    },
    /// Something is wrong with this message. [`Effect::Noted`] follows when that is kept.
    Report {
        seq: Seq,
        grounds: Grounds,
    },
    /// Whom the person does not want to meet, whole and anew each time.
    Block(Vec<MemberId>),
}

/// What the driver does, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    FetchTicket,
    /// Open a socket. There is none at that time.
    Connect,
    /// Close the socket, or stop opening it. No [`Input::Closed`] follows for it.
    Disconnect,
    Send(ClientFrame),
    /// [`protocol::version::PING`], as a frame of its own.
    Ping,
    /// Replaces the wake-up before it.
    WakeAt(UnixMillis),
    /// Keep this record where a reload finds it, in place of the one of the same draft; then say [`Input::Kept`].
    Keep(Unsent),
    /// The draft's record is not needed any more.
    Forget(DraftId),
    /// Something that is shown has changed.
    Changed,
    /// The relay refused something that is not one of the messages in the outbox; or an act, which does not stay there.
    Refused(Refusal),
    /// The room keeps the report of this message.
    Noted(Seq),
}
