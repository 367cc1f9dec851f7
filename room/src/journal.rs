//! The port to the ledger.
//!
//! Invariants: the log alone has an order, and a plain message is one statement and one row at most; whatever stands beside it
//! ([`Beside`]) belongs to entries of this epoch, and is never needed to read the log.

use std::fmt;

use protocol::http::Reported;
use protocol::{DraftId, Entry, Epoch, ImageKey, MemberId, Reaction, Seq, Tally, UnixMillis};

/// A fault of ours: logged once in full by the edge, told to nobody in detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String, pub Kind);

/// What a fault leaves possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The storage takes no more: nothing was written, and reading goes on.
    Full,
    /// Anything else: what was to be written may be there or not.
    Broken,
}

impl Fault {
    pub fn broken(what: impl Into<String>) -> Self {
        Self(what.into(), Kind::Broken)
    }

    pub fn full(what: impl Into<String>) -> Self {
        Self(what.into(), Kind::Full)
    }

    pub fn is_full(&self) -> bool {
        self.1 == Kind::Full
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// Where the log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub epoch: Epoch,
    pub head: Seq,
    pub floor: Seq,
    /// When the newest entry was written; 0 in an empty log.
    pub at: UnixMillis,
}

/// An entry that does more than to stand there. All of it is written, or nothing is.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The head's next.
    pub entry: &'a Entry,
    /// The entry that it is about, as it is from here on. A tombstone loses its reactions too.
    pub rewritten: Option<&'a Entry>,
    pub pin: Pin,
    /// Pictures that waited, and are the entry's from here on.
    pub shown: &'a [ImageKey],
    /// Pictures that are nobody's from here on, and wait to be thrown away.
    pub doomed: &'a [ImageKey],
    /// Who has come by it.
    pub reader: Option<&'a Reader>,
}

impl<'a> Change<'a> {
    pub fn of(entry: &'a Entry) -> Self {
        Self {
            entry,
            rewritten: None,
            pin: Pin::Stays,
            shown: &[],
            doomed: &[],
            reader: None,
        }
    }

    /// What is written of each of the doomed: whose it was, and since when it waits. Its size is asked for by nobody any more.
    pub fn doomed_pictures(&self) -> impl Iterator<Item = Picture> {
        self.doomed.iter().map(|key| Picture {
            key: *key,
            member: self.entry.author.member.clone(),
            at: self.entry.at,
            w: 0,
            h: 0,
        })
    }

    /// Nothing but an entry.
    pub fn is_plain(&self) -> bool {
        self.rewritten.is_none()
            && self.pin == Pin::Stays
            && self.shown.is_empty()
            && self.doomed.is_empty()
            && self.reader.is_none()
    }
}

/// What becomes of the pinned entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pin {
    #[default]
    Stays,
    Is(Seq),
    Goes,
}

/// A member as the room counts its reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    pub member: MemberId,
    /// The head when they first came with a name.
    pub joined: Seq,
    /// They have had everything up to here before their eyes.
    pub read: Seq,
    /// When they were last known to be here.
    pub at: UnixMillis,
}

/// One member's reaction to one entry. None: taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    pub seq: Seq,
    pub member: MemberId,
    pub kind: Option<Reaction>,
}

/// A picture that was uploaded and stands in no entry yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub key: ImageKey,
    /// Who alone may post it.
    pub member: MemberId,
    pub at: UnixMillis,
    pub w: u32,
    pub h: u32,
}

/// What a room asks of its ledger. `store` implements it over SQL.
pub trait Journal {
    /// Read from storage each time. A superseded object finds out here, or when it writes.
    fn standing(&self) -> Result<Standing, Fault>;

    /// Makes sure that an empty log keeps the epoch that it says: somebody is about to be told of it. Nothing happens
    /// in a log that has been opened before.
    fn open(&mut self) -> Result<(), Fault>;

    /// The places of those of this member's drafts that stand above `above`. One walk over the entries there, however
    /// many drafts are asked for: there is no index, since every index costs another row with each message.
    fn find(&self, member: &MemberId, drafts: &[DraftId], above: Seq) -> Result<Vec<(DraftId, Seq)>, Fault>;

    /// One statement, one row. `entry.seq` is the head's next; a fault if that place is taken.
    fn append(&mut self, entry: &Entry) -> Result<(), Fault>;

    /// The same for many, whose places and time follow each other: one statement, as few rows as hold them, and all of them or none.
    fn append_all(&mut self, entries: &[Entry]) -> Result<(), Fault>;

    /// One transaction. The entry as [`Journal::append`] takes it, and what comes with it.
    fn amend(&mut self, change: &Change<'_>) -> Result<(), Fault>;

    /// The newest entries with `after < seq < before`, oldest first: at most `entries` of them, and at most
    /// [`protocol::limits::FETCH_BYTES`] of bodies. One entry is always served, whatever its size.
    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault>;

    /// What there is of these, oldest first, within the same bytes.
    fn entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, Fault>;

    /// The first entry that is not older, or the place after the last. No index: `at` never decreases.
    fn place_of(&self, at: UnixMillis) -> Result<Seq, Fault>;

    fn beside(&self) -> Result<&dyn Beside, Fault>;

    fn beside_mut(&mut self) -> Result<&mut dyn Beside, Fault>;
}

/// What stands beside the log, one row each: reactions, readers, reports, pictures that wait.
pub trait Beside {
    /// The entry above the list.
    fn pin(&self) -> Result<Option<Seq>, Fault>;

    /// One row, whether it is given or taken back.
    fn react(&mut self, voice: &Voice) -> Result<(), Fault>;

    /// Of every entry in the range, both ends included, that anybody has ever reacted to; the counts as they are now.
    fn tallies(&self, from: Seq, to: Seq) -> Result<Vec<Tally>, Fault>;

    /// What these members have said of these entries.
    fn voices(&self, seqs: &[Seq], of: &[MemberId]) -> Result<Vec<Voice>, Fault>;

    fn readers(&self) -> Result<Vec<Reader>, Fault>;

    fn reader(&self, member: &MemberId) -> Result<Option<Reader>, Fault>;

    /// One row.
    fn keep_reader(&mut self, reader: &Reader) -> Result<(), Fault>;

    fn forget_readers(&mut self, members: &[MemberId]) -> Result<(), Fault>;

    /// One of a member about an entry: the newest. Beyond [`protocol::limits::REPORTS`] the oldest goes.
    fn report(&mut self, report: &Reported) -> Result<(), Fault>;

    /// Oldest first, without their context; and how many there are in all.
    fn reports(&self, skip: usize, most: usize) -> Result<(Vec<Reported>, usize), Fault>;

    /// One row.
    fn keep_picture(&mut self, picture: &Picture) -> Result<(), Fault>;

    /// Of these, those that wait to be posted.
    fn pictures(&self, keys: &[ImageKey]) -> Result<Vec<Picture>, Fault>;

    /// Those that this member has waiting, oldest first.
    fn waiting(&self, member: &MemberId) -> Result<Vec<Picture>, Fault>;

    /// Those that wait since before `at`.
    fn waited(&self, before: UnixMillis, most: usize) -> Result<Vec<ImageKey>, Fault>;

    /// Nobody can post them from here on.
    fn doom(&mut self, keys: &[ImageKey]) -> Result<(), Fault>;

    fn doomed(&self, most: usize) -> Result<Vec<ImageKey>, Fault>;

    /// When the oldest of those that wait was uploaded.
    fn oldest_picture(&self) -> Result<Option<UnixMillis>, Fault>;

    /// They are thrown away.
    fn forget_pictures(&mut self, keys: &[ImageKey]) -> Result<(), Fault>;
}
