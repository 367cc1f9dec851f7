use protocol::{Refusal, UnixMillis};

/// How the client stands to its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Nobody looked at the room yet.
    Idle,
    /// On the way, for the first time.
    Connecting,
    Live,
    /// Cut off; the next try is at `retry_at`.
    Offline { since: UnixMillis, retry_at: UnixMillis },
    /// The relay does not let this client in, and trying again would not help.
    Shut(Refusal),
}
