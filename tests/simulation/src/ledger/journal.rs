//! The ledger as the room asks it: every answer of the statements that ship is compared with the list's own.

use protocol::{DraftId, Entry, MemberId, Seq, UnixMillis, What, limits};
use room::{Beside, Change, Fault, Journal, Standing};

use super::{Failing, Ledger, at, place};
use crate::Mutation;

fn same<T: PartialEq>(shipped: Result<T, Fault>, own: T) -> Result<T, Fault> {
    match shipped {
        Ok(shipped) if shipped == own => Ok(own),
        Ok(_) => Err(Fault::broken(
            "DIFFERS: the statements say something else than the log",
        )),
        Err(fault) => Err(Fault::broken(format!("DIFFERS: {fault}"))),
    }
}

/// How a write begins.
enum Begun {
    /// It goes on, and may fail when it is done.
    Goes(Option<Failing>),
    /// Nothing is written, and that it was is claimed.
    Claimed,
}

impl Ledger {
    fn begin(&mut self) -> Result<Begun, Fault> {
        self.able()?;
        if self.is_full {
            return Err(Fault::full("injected: the storage is full"));
        }
        match (self.failing.take(), self.mutation) {
            (Some(Failing::Before), Mutation::UnwrittenAck) => Ok(Begun::Claimed),
            (Some(Failing::Before), _) => Err(Fault::broken("injected: before writing")),
            (failing, _) => Ok(Begun::Goes(failing)),
        }
    }
}

fn ended(failing: Option<Failing>) -> Result<(), Fault> {
    match failing {
        None => Ok(()),
        Some(_) => Err(Fault::broken("injected: after writing")),
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
        let is_forgotten = |entry: &Entry| self.mutation == Mutation::ActsTwice && entry.what.act().is_some();
        let is_one = |entry: &&Entry| {
            drafts.contains(&entry.draft) && entry.author.member == *member && !is_forgotten(entry)
        };
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

    /// All of them or none; which of them outlive a crash before they are confirmed is open.
    fn append_all(&mut self, entries: &[Entry]) -> Result<(), Fault> {
        let Begun::Goes(failing) = self.begin()? else {
            return Ok(());
        };
        // The list is told one by one, and the statement that ships once.
        let sql = self.sql.take();
        let kept = match self.mutation {
            Mutation::TornBatch => entries.len().saturating_sub(1).max(1),
            _ => entries.len(),
        };
        let written = entries.iter().take(kept).try_for_each(|entry| self.append(entry));
        self.sql = sql;
        written?;
        if let Some((_, ledger)) = &mut self.sql {
            ledger.append_all(entries)?;
        }
        ended(failing)
    }

    fn amend(&mut self, change: &Change<'_>) -> Result<(), Fault> {
        let entry = change.entry;
        let Begun::Goes(failing) = self.begin()? else {
            return Ok(());
        };
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
        if !change.is_plain() {
            self.undo.push((self.log.len(), self.beside.clone()));
        }
        if let Some(rewritten) = change.rewritten {
            let is_target = |old: &&mut Entry| old.seq == rewritten.seq;
            match self.log.iter_mut().find(is_target) {
                Some(target) if self.mutation != Mutation::UnwrittenAct => target.clone_from(rewritten),
                Some(_) => {}
                None => return Err(Fault::broken("nothing to rewrite")),
            }
            if rewritten.what.is_gone() && self.mutation != Mutation::KeptEdits {
                self.log.iter_mut().for_each(|old| {
                    old.rewrite(entry);
                });
            }
        }
        self.log.push(entry.clone());
        self.history.add(entry.clone());
        self.beside.amend(change);
        self.appends = self.appends.saturating_add(1);
        let rows = if self.mutation == Mutation::TwoRows { 2 } else { 1 };
        self.rows = self.rows.saturating_add(rows);
        ended(failing)
    }

    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault> {
        self.able()?;
        let start = usize::try_from(after.0).unwrap_or(usize::MAX);
        let end = usize::try_from(before.0.saturating_sub(1)).unwrap_or(usize::MAX);
        let log = match self.mutation {
            Mutation::StalePage => self.history.entries(),
            _ => &self.log,
        };
        let range = log.get(start..end.min(log.len())).unwrap_or_default();
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
        let log = match self.mutation {
            Mutation::StaleQuote => self.history.entries(),
            _ => &self.log,
        };
        let mut seqs_in_order = seqs.to_vec();
        seqs_in_order.sort();
        seqs_in_order.dedup();
        let own = seqs_in_order.iter().filter_map(|seq| at(log, *seq)).cloned();
        let own: Vec<Entry> = own.collect();
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
