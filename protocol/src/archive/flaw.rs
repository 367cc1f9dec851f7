//! What is wrong with a file, and where: for whoever holds it, in English, as the API's other details are.

use std::fmt;

use super::VERSION;
use crate::{Refusal, Seq, limits};

/// Why a file was not taken, by the line that shows it. The first line is 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub line: u64,
    pub wrong: Wrong,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    NotAnArchive,
    Version { found: u32 },
    NotText,
    Malformed,
    NotOurs,
    Place { expected: Seq, found: Seq },
    Time,
    Role,
    Feed,
    LineTooLong,
    TooManyBytes,
    TooManyEntries,
    Count { said: u64, found: u64 },
    Hash,
    CutOff,
    AfterTheEnd,
}

impl Flaw {
    pub fn refusal(&self) -> Refusal {
        let too_big = |bytes: usize| Refusal::TooBig {
            max_bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
        };
        match self.wrong {
            Wrong::LineTooLong => too_big(limits::ARCHIVE_LINE_BYTES),
            Wrong::TooManyBytes | Wrong::TooManyEntries => too_big(limits::ARCHIVE_BYTES),
            _ => Refusal::FieldInvalid,
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.wrong)
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnArchive => f.write_str(
                "a room's file begins with {\"maru_room\":…}; this is another kind of file, or its beginning is missing",
            ),
            Self::Version { found } => write!(
                f,
                "the file is of version {found}, this relay reads version {VERSION}; use a relay of the version that made it"
            ),
            Self::NotText => f.write_str("not UTF-8; send the file as it was exported, with --data-binary or -T"),
            Self::Malformed => f.write_str("not an entry, or a body or a name that no room would have taken"),
            Self::NotOurs => f.write_str(
                "it is not written as an export writes it, and something of it would be lost; send the file unedited",
            ),
            Self::Place { expected, found } => write!(
                f,
                "place {found} where {expected} should be; lines are missing, doubled or in another order"
            ),
            Self::Time => f.write_str("it is earlier than the entry before it"),
            Self::Role => f.write_str("an official is an account, @…, and nobody else is"),
            Self::Feed => f.write_str("only official accounts write in a feed"),
            Self::LineTooLong => write!(
                f,
                "longer than {} bytes, which no entry is",
                limits::ARCHIVE_LINE_BYTES
            ),
            Self::TooManyBytes => write!(
                f,
                "the file is larger than {} bytes, which is what one request may carry",
                limits::ARCHIVE_BYTES
            ),
            Self::TooManyEntries => write!(f, "the file has more than {} entries", limits::ARCHIVE_ENTRIES),
            Self::Count { said, found } => write!(
                f,
                "the end speaks of {said} entries and {found} came before it; export the room again"
            ),
            Self::Hash => f.write_str("the file is not the one that was exported: its SHA-256 is another"),
            Self::CutOff => f.write_str("the file ends here without its last line: it was cut off; export the room again"),
            Self::AfterTheEnd => f.write_str("there is something after the end; send one room's file at a time"),
        }
    }
}
