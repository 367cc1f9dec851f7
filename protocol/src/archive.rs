//! A room as a file of lines: whose it is, then one entry a line, then how many there were and what they hash to.
//!
//! Invariants: what [`Reader`] lets through is a log as a room could have written it, whole and in order, and writing it
//! again gives the same bytes; a file that was cut off, edited or made by a version that knows more is refused by its line,
//! and nothing that was read before has taken effect by then.
//! Absent on purpose: the hash. It is the caller's, behind [`Hash`].

mod flaw;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{Entry, Epoch, Role, RoomKind, RoomName, Seq, SiteId, UnixMillis, codec, limits};

pub use flaw::{Flaw, Wrong};

/// The version that this code writes, and the only one that it reads.
pub const VERSION: u32 = 1;

/// How such a file is called in an HTTP header.
pub const CONTENT_TYPE: &str = "application/x-ndjson";

/// The first line says what the file is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    pub version: u32,
    pub site: SiteId,
    pub room: RoomName,
    /// The history that the entries belong to. Where they are taken in, a new one begins.
    pub epoch: Epoch,
    pub head: Seq,
    /// Entries up to and including this one were no longer kept.
    pub floor: Seq,
    /// When the file was made.
    pub at: UnixMillis,
}

/// The last line: without it the file was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trailer {
    pub count: u64,
    /// Of all bytes before this line, line ends included, in hexadecimal.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
struct First {
    maru_room: Header,
}

#[derive(Serialize, Deserialize)]
struct Last {
    end: Trailer,
}

/// Enough of a first line to know whether the rest can be read.
#[derive(Deserialize)]
struct AnyFirst {
    maru_room: AnyHeader,
}

#[derive(Deserialize)]
struct AnyHeader {
    version: u32,
}

/// SHA-256, fed piece by piece.
pub trait Hash {
    fn update(&mut self, bytes: &[u8]);
    /// Of everything so far, in lower-case hexadecimal.
    fn hex(&self) -> String;
}

/// Makes the file: what the three functions give, one after another.
#[derive(Debug)]
pub struct Writer<H> {
    hash: H,
    count: u64,
}

impl<H: Hash> Writer<H> {
    pub fn new(hash: H) -> Self {
        Self { hash, count: 0 }
    }

    pub fn first(&mut self, header: Header) -> String {
        let line = codec::encode(&First { maru_room: header }) + "\n";
        self.hash.update(line.as_bytes());
        line
    }

    pub fn lines(&mut self, list: &[Entry]) -> String {
        let mut lines = String::new();
        for entry in list {
            lines.push_str(&codec::encode(entry));
            lines.push('\n');
            self.count = self.count.saturating_add(1);
        }
        self.hash.update(lines.as_bytes());
        lines
    }

    pub fn last(self) -> String {
        let end = Trailer {
            count: self.count,
            sha256: self.hash.hex(),
        };
        codec::encode(&Last { end }) + "\n"
    }
}

/// Reads the file, in pieces as they come.
#[derive(Debug)]
pub struct Reader<H> {
    hash: H,
    kind: RoomKind,
    /// The line that is under way.
    line: Vec<u8>,
    /// Its number, from 1.
    number: u64,
    bytes: usize,
    header: Option<Header>,
    last: Seq,
    at: UnixMillis,
    count: u64,
    is_over: bool,
}

impl<H: Hash> Reader<H> {
    /// `kind`: of the room that it is read for. In a feed only officials have written.
    pub fn new(kind: RoomKind, hash: H) -> Self {
        Self {
            hash,
            kind,
            line: Vec::new(),
            number: 1,
            bytes: 0,
            header: None,
            last: Seq::ZERO,
            at: UnixMillis(0),
            count: 0,
            is_over: false,
        }
    }

    /// The entries that this piece completes. After an error nothing more is to be asked.
    pub fn read(&mut self, piece: &[u8]) -> Result<Vec<Entry>, Flaw> {
        self.bytes = self.bytes.saturating_add(piece.len());
        if self.bytes > limits::ARCHIVE_BYTES {
            return Err(self.flaw(Wrong::TooManyBytes));
        }
        let mut list = Vec::new();
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if self.line.len() > limits::ARCHIVE_LINE_BYTES {
                return Err(self.flaw(Wrong::LineTooLong));
            }
            if self.line.ends_with(b"\n") {
                let line = std::mem::take(&mut self.line);
                let taken = self.take(&line).map_err(|wrong| self.flaw(wrong))?;
                list.extend(taken);
                self.number = self.number.saturating_add(1);
            }
        }
        Ok(list)
    }

    /// At the end of the file: what it said of itself, now that all of it was found to hold.
    pub fn end(mut self) -> Result<Header, Flaw> {
        // Some editors take the last line's end away.
        if !self.line.is_empty() && !self.is_over {
            self.read(b"\n")?;
        }
        let cut_off = self.flaw(Wrong::CutOff);
        self.header.filter(|_| self.is_over).ok_or(cut_off)
    }

    fn flaw(&self, wrong: Wrong) -> Flaw {
        Flaw {
            line: self.number,
            wrong,
        }
    }

    fn take(&mut self, line: &[u8]) -> Result<Option<Entry>, Wrong> {
        if self.is_over {
            return Err(Wrong::AfterTheEnd);
        }
        let text = std::str::from_utf8(line).map_err(|_| Wrong::NotText)?;
        let text = text.strip_suffix('\n').unwrap_or(text);
        let Some(header) = &self.header else {
            let header = first(text)?;
            self.last = header.floor;
            self.header = Some(header);
            self.hash.update(line);
            return Ok(None);
        };
        if text.starts_with("{\"end\":") {
            let Last { end } = codec::parse(text).map_err(|_| Wrong::Malformed)?;
            if end.count != self.count || self.last != header.head {
                return Err(Wrong::Count {
                    said: end.count,
                    found: self.count,
                });
            }
            if end.sha256 != self.hash.hex() {
                return Err(Wrong::Hash);
            }
            self.is_over = true;
            return Ok(None);
        }
        let entry = self.entry(text, header.head)?;
        self.hash.update(line);
        self.last = entry.seq;
        self.at = entry.at;
        self.count = self.count.saturating_add(1);
        Ok(Some(entry))
    }

    fn entry(&self, text: &str, head: Seq) -> Result<Entry, Wrong> {
        let entry: Entry = codec::parse(text).map_err(|_| Wrong::Malformed)?;
        if entry.seq != self.last.next() || entry.seq > head {
            let expected = self.last.next();
            let found = entry.seq;
            return Err(Wrong::Place { expected, found });
        }
        if entry.at < self.at || entry.at.0 > limits::INT_MAX {
            return Err(Wrong::Time);
        }
        let is_official = entry.author.role == Role::Official;
        if is_official != entry.author.member.account().is_some() {
            return Err(Wrong::Role);
        }
        if self.kind == RoomKind::Feed && !is_official {
            return Err(Wrong::Feed);
        }
        // Something that would not come back out: a field of a later version, another spelling, white space.
        if codec::encode(&entry) != text {
            return Err(Wrong::NotOurs);
        }
        Ok(entry)
    }
}

fn first(text: &str) -> Result<Header, Wrong> {
    let AnyFirst { maru_room } = codec::parse(text).map_err(|_| Wrong::NotAnArchive)?;
    if maru_room.version != VERSION {
        return Err(Wrong::Version {
            found: maru_room.version,
        });
    }
    let First { maru_room: header } = codec::parse(text).map_err(|_| Wrong::Malformed)?;
    if header.floor > header.head || header.head.0 > limits::INT_MAX {
        return Err(Wrong::Malformed);
    }
    if header.head.0.saturating_sub(header.floor.0) > limits::ARCHIVE_ENTRIES {
        return Err(Wrong::TooManyEntries);
    }
    Ok(header)
}
