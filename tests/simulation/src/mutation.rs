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
    /// Of what is written together one is not.
    TornBatch,
    /// Every message is written with a second row.
    TwoRows,
    /// An act is written, and its entry stays as it was.
    UnwrittenAct,
    /// The texts that a message had before it was taken back stay in the ledger.
    KeptEdits,
    /// No act is ever found again by its draft.
    ActsTwice,
    /// A page is as it was written, whatever was done since.
    StalePage,
    /// What is looked up is as it was written.
    StaleQuote,
    /// A Welcome does not tell of the pin.
    LostPin,
    /// Nobody is told of anybody's reactions.
    MuteReactions,
    /// That a person has read is not said.
    ReadNeverSaid,
    /// Nobody is told who has read.
    MuteMarks,
    /// A push that failed is not pushed again, and the spoke does what comes after the gap without asking.
    GapForwarded,
    /// After its memory was lost the room does not ask its spokes who is there.
    RosterNotAsked,
    /// What a spoke did not do, since it had lost its memory, is taken for done.
    StaleForDone,
    /// What a spoke's sockets said is lost, and the spoke is told that it was heard.
    LostReport,
}

impl Mutation {
    pub const ALL: [Self; 35] = [
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
        Self::TornBatch,
        Self::TwoRows,
        Self::UnwrittenAct,
        Self::KeptEdits,
        Self::ActsTwice,
        Self::StalePage,
        Self::StaleQuote,
        Self::LostPin,
        Self::MuteReactions,
        Self::ReadNeverSaid,
        Self::MuteMarks,
        Self::GapForwarded,
        Self::RosterNotAsked,
        Self::StaleForDone,
        Self::LostReport,
    ];

    /// It is the list's that stands in for the statements: over them it would only be a difference.
    pub(crate) fn is_lists(self) -> bool {
        matches!(
            self,
            Self::TornBatch
                | Self::UnwrittenAct
                | Self::KeptEdits
                | Self::ActsTwice
                | Self::StalePage
                | Self::StaleQuote
        )
    }

    /// By its name, as `--mutant` gives it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|mutation| format!("{mutation:?}").eq_ignore_ascii_case(name))
    }
}
