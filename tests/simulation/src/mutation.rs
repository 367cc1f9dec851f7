//! Bugs on purpose, each at a port of the harness, so that the minds stay as they ship. The promises must notice each.

/// One deliberate bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutation {
    None,
    /// No draft is ever found again.
    DedupeOff,
    /// An entry that could not be written is acknowledged.
    UnwrittenAck,
    /// What a step says leaves before its write is confirmed.
    SpeakBeforeConfirmed,
    /// Acknowledgements alone leave before the write is confirmed.
    AckFromMemory,
    /// A broadcast does not reach everybody.
    LostBroadcast,
    /// After its memory was lost the room knows of no sockets.
    ForgottenSockets,
    /// No timer ever goes off.
    LostTimer,
    /// Nobody is told the head.
    MuteBeacon,
    /// A page lacks its newest entry.
    TornPage,
    /// A resume begins one entry late.
    ResumeLate,
    /// The hole before events is not seen: they are taken for a continuation.
    GapIgnored,
    /// What is told is not quite what was written.
    ForgedBody,
    /// A message is sent before the device has kept it.
    SendBeforeKept,
    /// The device forgets a message when it is sent.
    ForgetBeforeAck,
    /// The device never forgets, and every reload asks again.
    ForgottenAdoption,
    /// A room that was restored from a copy says its old epoch.
    OldEpoch,
    /// A superseded object acknowledges and tells what it could not write.
    TwinSpeaks,
    /// A socket is not told again after it was told to resynchronize.
    DeafAfterResync,
    /// Nobody says that frames arrive.
    SeenNeverSaid,
    /// A client asks again and again.
    FetchStorm,
    /// Every message is written with a second row.
    TwoRows,
}

impl Mutation {
    pub const ALL: [Self; 21] = [
        Self::DedupeOff,
        Self::UnwrittenAck,
        Self::SpeakBeforeConfirmed,
        Self::AckFromMemory,
        Self::LostBroadcast,
        Self::ForgottenSockets,
        Self::LostTimer,
        Self::MuteBeacon,
        Self::TornPage,
        Self::ResumeLate,
        Self::GapIgnored,
        Self::ForgedBody,
        Self::SendBeforeKept,
        Self::ForgetBeforeAck,
        Self::ForgottenAdoption,
        Self::OldEpoch,
        Self::TwinSpeaks,
        Self::DeafAfterResync,
        Self::SeenNeverSaid,
        Self::FetchStorm,
        Self::TwoRows,
    ];

    /// By its name, as `--mutant` gives it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|mutation| format!("{mutation:?}").eq_ignore_ascii_case(name))
    }
}
