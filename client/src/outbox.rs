use protocol::{Body, DraftId, Refusal, Seq, UnixMillis};
use serde::{Deserialize, Serialize};

/// What was written and is not known to be durable yet, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Outbox {
    pub(crate) list: Vec<Unsent>,
}

/// One message on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsent {
    pub draft: DraftId,
    pub base_seq: Seq,
    pub body: Body,
    pub at: UnixMillis,
    pub state: UnsentState,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum UnsentState {
    /// Not handed to a socket that is still open.
    Waiting,
    /// Handed to the socket.
    Sent,
    /// Refused for good. The person edits, sends again or discards it.
    Failed(Refusal),
}

impl Outbox {
    pub fn list(&self) -> &[Unsent] {
        &self.list
    }
}
