//! The room's ledger, with the truth beside it: what is written, how much of it is confirmed, and how it fails.
//!
//! A write takes effect at once for whoever asks next, and is durable only when it is confirmed, as in the real storage.
//! For a share of the seeds the statements that ship do the work, over SQLite, and every answer of theirs is compared;
//! for the others the list itself answers.

use std::rc::Rc;

use protocol::{DraftId, Entry, Epoch, MemberId, Seq, UnixMillis, What, limits};
use room::memory::MemoryBeside;
use room::{Beside, Change, Fault, Journal, Standing};
use store::{Native, RoomLedger, Sql};

use crate::Mutation;
use crate::promise::{Invariant, Promise, broken, sound};

/// How the next append fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failing {
    /// A fault, and nothing is written.
    Before,
    /// A fault, and the entry is there.
    After,
}

/// A history that was replaced by a copy.
pub(crate) struct Past {
    pub(crate) epoch: Epoch,
    pub(crate) log: Vec<Entry>,
}

type Sqlite = (Rc<Native>, RoomLedger<Rc<Native>>);

pub(crate) struct Ledger {
    /// What a room that has no epoch yet would choose in this life.
    fresh: Epoch,
    pub(crate) opened: Option<Epoch>,
    opened_for_good: bool,
    pub(crate) log: Vec<Entry>,
    /// So many entries of the log are durable.
    pub(crate) confirmed: usize,
    pub(crate) past: Vec<Past>,
    sql: Option<Sqlite>,
    pub(crate) failing: Option<Failing>,
    /// The storage takes no more.
    pub(crate) is_full: bool,
    /// Nothing is written or read.
    pub(crate) is_broken: bool,
    /// What stands beside the log. It is this list's, whichever answers for the log.
    beside: MemoryBeside,
    pub(crate) rows: u64,
    pub(crate) appends: u64,
    mutation: Mutation,
}

impl Ledger {
    pub(crate) fn new(chance: u64, over_sql: bool, mutation: Mutation) -> Promise<Self> {
        let sql = if over_sql { Some(connect(chance)?) } else { None };
        Ok(Self {
            fresh: Epoch::from_bits(chance),
            opened: None,
            opened_for_good: false,
            log: Vec::new(),
            confirmed: 0,
            past: Vec::new(),
            sql,
            failing: None,
            is_full: false,
            is_broken: false,
            beside: MemoryBeside::default(),
            rows: 0,
            appends: 0,
            mutation,
        })
    }

    /// Another life of the object, over the same database.
    pub(crate) fn reopen(&mut self, chance: u64) {
        self.fresh = Epoch::from_bits(chance);
        if let Some((sql, ledger)) = &mut self.sql {
            *ledger = RoomLedger::new(Rc::clone(sql), chance);
        }
    }

    pub(crate) fn epoch(&self) -> Epoch {
        self.opened.unwrap_or(self.fresh)
    }

    pub(crate) fn head(&self) -> Seq {
        place(self.log.len())
    }

    /// Entries that nothing can take away any more.
    pub(crate) fn durable(&self) -> &[Entry] {
        self.log.get(..self.confirmed).unwrap_or(&self.log)
    }

    /// The log of an epoch, present or past. An epoch that was said of an empty room and could not be kept is the first
    /// history's.
    pub(crate) fn of(&self, epoch: Epoch) -> &[Entry] {
        if epoch == self.epoch() {
            return self.durable();
        }
        let past = self.past.iter().rev().find(|past| past.epoch == epoch);
        match past.or(self.past.first()) {
            Some(past) => &past.log,
            None => self.durable(),
        }
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.confirmed < self.log.len() || (self.opened.is_some() && !self.opened_for_good)
    }

    pub(crate) fn confirm(&mut self, upto: usize) {
        self.confirmed = self.confirmed.max(upto.min(self.log.len()));
        self.opened_for_good = self.opened.is_some();
    }

    /// The machine dies: of what was not confirmed, so many entries made it to the disk.
    pub(crate) fn crash(&mut self, survivors: usize) -> Promise<Vec<Entry>> {
        let length = self.confirmed.saturating_add(survivors).min(self.log.len());
        let lost = self.log.split_off(length);
        if let Some((sql, _)) = &self.sql
            && !lost.is_empty()
        {
            let statement = format!("DELETE FROM entry WHERE seq > {length}");
            sound(sql.exec(&statement, &[]))?;
        }
        if length > 0 {
            self.opened_for_good = true;
        }
        if !self.opened_for_good && self.opened.take().is_some() {
            for table in ["entry", "meta", "migration"] {
                if let Some((sql, _)) = &self.sql {
                    sound(sql.exec(&format!("DROP TABLE IF EXISTS {table}"), &[]))?;
                }
            }
        }
        self.confirmed = length;
        Ok(lost)
    }

    /// The room is replaced by a copy of its first `entries` entries, and begins a history of its own.
    pub(crate) fn restore(&mut self, entries: usize, chance: u64) -> Promise<Vec<Entry>> {
        let epoch = self.epoch();
        let mut log = std::mem::take(&mut self.log);
        let past = log.clone();
        let lost = log.split_off(entries.min(log.len()));
        self.past.push(Past { epoch, log: past });
        self.beside = MemoryBeside::default();
        self.fresh = match self.mutation {
            Mutation::OldEpoch => epoch,
            _ => Epoch::from_bits(chance),
        };
        self.opened = Some(self.fresh);
        self.opened_for_good = true;
        if self.sql.is_some() {
            let mut over = connect(self.fresh_bits(chance))?;
            sound(over.1.open())?;
            for entry in &log {
                sound(over.1.append(entry))?;
            }
            self.sql = Some(over);
        }
        self.log = log;
        self.confirmed = self.log.len();
        Ok(lost)
    }

    fn fresh_bits(&self, chance: u64) -> u64 {
        match self.mutation {
            Mutation::OldEpoch => u64::from_str_radix(&self.fresh.to_string(), 16).unwrap_or(chance),
            _ => chance,
        }
    }

    /// What the database holds at the end is the log, read by another life of the ledger.
    pub(crate) fn agrees(&self) -> Promise {
        let Some((sql, _)) = &self.sql else { return Ok(()) };
        let ledger = RoomLedger::new(Rc::clone(sql), 0);
        let mut after = Seq::ZERO;
        for page in self.log.chunks(limits::FETCH_ENTRIES) {
            let Some(last) = page.last() else { continue };
            if sound(ledger.newest(after, last.seq.next(), limits::FETCH_ENTRIES))? != page {
                let what = format!("the database does not hold what was written up to {}", last.seq);
                return broken(Invariant::I8, what);
            }
            after = last.seq;
        }
        Ok(())
    }

    fn able(&self) -> Result<(), Fault> {
        if self.is_broken {
            return Err(Fault::broken("injected: the storage does not answer"));
        }
        Ok(())
    }
}

fn connect(chance: u64) -> Promise<Sqlite> {
    let sql = Rc::new(sound(Native::in_memory())?);
    let ledger = RoomLedger::new(Rc::clone(&sql), chance);
    Ok((sql, ledger))
}

/// The place of the last of so many entries.
pub(crate) fn place(entries: usize) -> Seq {
    Seq(u64::try_from(entries).unwrap_or(u64::MAX))
}

/// What stands at a place.
pub(crate) fn at(log: &[Entry], seq: Seq) -> Option<&Entry> {
    log.get(usize::try_from(seq.0.checked_sub(1)?).ok()?)
}

fn same<T: PartialEq>(shipped: Result<T, Fault>, own: T) -> Result<T, Fault> {
    match shipped {
        Ok(shipped) if shipped == own => Ok(own),
        Ok(_) => Err(Fault::broken(
            "DIFFERS: the statements say something else than the log",
        )),
        Err(fault) => Err(Fault::broken(format!("DIFFERS: {fault}"))),
    }
}

impl Journal for Ledger {
    fn standing(&self) -> Result<Standing, Fault> {
        self.able()?;
        let own = Standing {
            epoch: self.epoch(),
            head: self.head(),
            floor: Seq::ZERO,
            at: self.log.last().map(|entry| entry.at).unwrap_or_default(),
        };
        match &self.sql {
            Some((_, ledger)) => same(ledger.standing(), own),
            None => Ok(own),
        }
    }

    fn open(&mut self) -> Result<(), Fault> {
        self.able()?;
        if self.opened.is_some() {
            return Ok(());
        }
        if self.is_full {
            return Err(Fault::full("injected: the storage is full"));
        }
        if let Some((_, ledger)) = &mut self.sql {
            ledger.open()?;
        }
        self.opened = Some(self.fresh);
        Ok(())
    }

    fn find(&self, member: &MemberId, drafts: &[DraftId], above: Seq) -> Result<Vec<(DraftId, Seq)>, Fault> {
        self.able()?;
        if self.mutation == Mutation::DedupeOff {
            return Ok(Vec::new());
        }
        let skip = usize::try_from(above.0).unwrap_or(usize::MAX);
        let is_one = |entry: &&Entry| drafts.contains(&entry.draft) && entry.author.member == *member;
        let own = self.log.iter().skip(skip).filter(is_one);
        let own: Vec<_> = own.map(|entry| (entry.draft, entry.seq)).collect();
        match &self.sql {
            Some((_, ledger)) => same(ledger.find(member, drafts, above), own),
            None => Ok(own),
        }
    }

    fn append(&mut self, entry: &Entry) -> Result<(), Fault> {
        self.amend(&Change::of(entry))
    }

    fn amend(&mut self, change: &Change<'_>) -> Result<(), Fault> {
        let entry = change.entry;
        self.able()?;
        if self.is_full {
            return Err(Fault::full("injected: the storage is full"));
        }
        let failing = self.failing.take();
        if failing == Some(Failing::Before) {
            return match self.mutation {
                Mutation::UnwrittenAck => Ok(()),
                _ => Err(Fault::broken("injected: before writing")),
            };
        }
        if entry.seq != self.head().next() {
            return Err(Fault::broken(format!("place {} is not the next", entry.seq)));
        }
        if let Some((_, ledger)) = &mut self.sql {
            if change.is_plain() {
                ledger.append(entry)?;
            } else {
                ledger.amend(change)?;
            }
        }
        self.opened.get_or_insert(self.fresh);
        if let Some(rewritten) = change.rewritten {
            let target = self.log.iter_mut().find(|old| old.seq == rewritten.seq);
            let target = target.ok_or_else(|| Fault::broken("nothing to rewrite"))?;
            target.clone_from(rewritten);
        }
        self.log.push(entry.clone());
        self.beside.amend(change);
        self.appends = self.appends.saturating_add(1);
        let rows = if self.mutation == Mutation::TwoRows { 2 } else { 1 };
        self.rows = self.rows.saturating_add(rows);
        match failing {
            None => Ok(()),
            Some(_) => Err(Fault::broken("injected: after writing")),
        }
    }

    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault> {
        self.able()?;
        let start = usize::try_from(after.0).unwrap_or(usize::MAX);
        let end = usize::try_from(before.0.saturating_sub(1)).unwrap_or(usize::MAX);
        let range = self.log.get(start..end.min(self.log.len())).unwrap_or_default();
        let mut bytes = 0_usize;
        let fits = |(nth, entry): &(usize, &Entry)| {
            bytes = bytes.saturating_add(size(&entry.what));
            *nth == 0 || bytes <= limits::FETCH_BYTES
        };
        let count = range
            .iter()
            .rev()
            .take(entries)
            .enumerate()
            .take_while(fits)
            .count();
        let own = range
            .get(range.len().saturating_sub(count)..)
            .unwrap_or_default()
            .to_vec();
        let mut list = match &self.sql {
            Some((_, ledger)) => same(ledger.newest(after, before, entries), own)?,
            None => own,
        };
        if self.mutation == Mutation::TornPage && list.len() > 1 {
            list.pop();
        }
        Ok(list)
    }

    fn entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, Fault> {
        self.able()?;
        let own: Vec<Entry> = self
            .log
            .iter()
            .filter(|entry| seqs.contains(&entry.seq))
            .cloned()
            .collect();
        match &self.sql {
            Some((_, ledger)) => same(ledger.entries(seqs), own),
            None => Ok(own),
        }
    }

    fn place_of(&self, at: UnixMillis) -> Result<Seq, Fault> {
        self.able()?;
        let earlier = self.log.iter().take_while(|entry| entry.at < at).count();
        let own = place(earlier).next();
        match &self.sql {
            Some((_, ledger)) => same(ledger.place_of(at), own),
            None => Ok(own),
        }
    }

    fn beside(&self) -> Result<&dyn Beside, Fault> {
        self.able()?;
        Ok(&self.beside)
    }

    fn beside_mut(&mut self) -> Result<&mut dyn Beside, Fault> {
        self.able()?;
        if self.is_full {
            return Err(Fault::full("injected: the storage is full"));
        }
        Ok(&mut self.beside)
    }
}

fn size(what: &What) -> usize {
    what.weight()
}
