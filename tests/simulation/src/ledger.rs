//! The room's ledger, with the truth beside it: what is written, how much of it is confirmed, and how it fails.
//!
//! A write takes effect at once for whoever asks next, and is durable only when it is confirmed, as in the real storage.
//! For a share of the seeds the statements that ship do the work, over SQLite, and every answer of theirs is compared;
//! for the others the list itself answers.

mod history;
mod journal;

use std::rc::Rc;

use protocol::{Entry, Epoch, Seq, limits};
use room::memory::MemoryBeside;
use room::{Fault, Journal};
use store::{Native, RoomLedger};

pub(crate) use history::History;

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
struct Past {
    epoch: Epoch,
    history: History,
}

type Sqlite = (Rc<Native>, RoomLedger<Rc<Native>>);

pub(crate) struct Ledger {
    /// What a room that has no epoch yet would choose in this life.
    fresh: Epoch,
    pub(crate) opened: Option<Epoch>,
    opened_for_good: bool,
    /// As the entries are by now.
    pub(crate) log: Vec<Entry>,
    /// As they were written.
    pub(crate) history: History,
    /// So many entries of the log are durable.
    pub(crate) confirmed: usize,
    past: Vec<Past>,
    sql: Option<Sqlite>,
    pub(crate) failing: Option<Failing>,
    /// The storage takes no more.
    pub(crate) is_full: bool,
    /// Nothing is written or read.
    pub(crate) is_broken: bool,
    /// What stands beside the log. It is this list's, whichever answers for the log.
    pub(crate) beside: MemoryBeside,
    /// What stood beside so many entries, before an act that is not durable yet.
    undo: Vec<(usize, MemoryBeside)>,
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
            history: History::default(),
            confirmed: 0,
            past: Vec::new(),
            sql,
            failing: None,
            is_full: false,
            is_broken: false,
            beside: MemoryBeside::default(),
            undo: Vec::new(),
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

    /// The history of an epoch, present or past, and how much of it is durable. An epoch that was said of an empty room and
    /// could not be kept is the first history's.
    pub(crate) fn of(&self, epoch: Epoch) -> (&History, usize) {
        let present = (&self.history, self.confirmed);
        if epoch == self.epoch() {
            return present;
        }
        let past = self.past.iter().rev().find(|past| past.epoch == epoch);
        match past.or(self.past.first()) {
            Some(past) => (&past.history, past.history.len()),
            None => present,
        }
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.confirmed < self.log.len() || (self.opened.is_some() && !self.opened_for_good)
    }

    pub(crate) fn confirm(&mut self, upto: usize) {
        self.confirmed = self.confirmed.max(upto.min(self.log.len()));
        self.opened_for_good = self.opened.is_some();
        let confirmed = self.confirmed;
        self.undo.retain(|(length, _)| *length >= confirmed);
    }

    /// The machine dies: of what was not confirmed, so many entries made it to the disk.
    pub(crate) fn crash(&mut self, survivors: usize) -> Promise<Vec<Entry>> {
        let length = self.confirmed.saturating_add(survivors).min(self.log.len());
        let lost = self.history.cut(length);
        let acts = lost.iter().filter_map(|entry| entry.what.act());
        let is_rewritten = acts.count() > 0;
        self.log = if is_rewritten {
            self.history.by_now()
        } else {
            self.log.truncate(length);
            std::mem::take(&mut self.log)
        };
        if let Some(first) = self.undo.iter().position(|(before, _)| *before >= length) {
            self.beside = self.undo.swap_remove(first).1;
        }
        self.undo.clear();
        if !lost.is_empty() {
            self.write_anew()?;
        }
        if length > 0 {
            self.opened_for_good = true;
        }
        if !self.opened_for_good && self.opened.take().is_some() {
            for table in ["entry", "meta", "migration"] {
                if let Some((sql, _)) = &self.sql {
                    sound(store::Sql::exec(
                        sql,
                        &format!("DROP TABLE IF EXISTS {table}"),
                        &[],
                    ))?;
                }
            }
        }
        self.confirmed = length;
        Ok(lost)
    }

    /// The room is replaced by a copy of its first `entries` entries, and begins a history of its own.
    pub(crate) fn restore(&mut self, entries: usize, chance: u64) -> Promise<Vec<Entry>> {
        let epoch = self.epoch();
        let mut history = std::mem::take(&mut self.history);
        let past = history.clone();
        let lost = history.cut(entries);
        self.past.push(Past { epoch, history: past });
        self.beside = MemoryBeside::default();
        self.undo.clear();
        self.fresh = match self.mutation {
            Mutation::OldEpoch => epoch,
            _ => Epoch::from_bits(chance),
        };
        self.opened = Some(self.fresh);
        self.opened_for_good = true;
        // The copy knows its entries as they were by then.
        self.log = history.by_now();
        self.history = History::of(self.log.clone());
        self.confirmed = self.log.len();
        self.write_anew()?;
        Ok(lost)
    }

    /// The database holds the log as it is, and of the same epoch.
    fn write_anew(&mut self) -> Promise {
        if self.sql.is_some() {
            let bits = sound(u64::from_str_radix(&self.epoch().to_string(), 16))?;
            let mut over = connect(bits)?;
            sound(over.1.open())?;
            for entry in &self.log {
                sound(over.1.append(entry))?;
            }
            self.sql = Some(over);
        }
        Ok(())
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
