//! The room's ledger, with a witness beside it: what is physically written is known here, whatever the room is told.

use std::rc::Rc;

use protocol::{DraftId, Entry, MemberId, Seq};
use room::{Fault, Journal, Standing};
use store::{Native, RoomLedger};

use crate::Mutation;

/// How the next append fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failing {
    Before,
    After,
}

pub(crate) struct Witnessed {
    ledger: RoomLedger<Rc<Native>>,
    pub(crate) written: Vec<Entry>,
    pub(crate) failing: Option<Failing>,
    mutation: Mutation,
}

impl Witnessed {
    pub(crate) fn new(sql: Rc<Native>, chance: u64, mutation: Mutation) -> Self {
        Self {
            ledger: RoomLedger::new(sql, chance),
            written: Vec::new(),
            failing: None,
            mutation,
        }
    }

    /// Another life of the object, over the same database.
    pub(crate) fn reopen(&mut self, sql: Rc<Native>, chance: u64) {
        self.ledger = RoomLedger::new(sql, chance);
    }
}

impl Journal for Witnessed {
    fn standing(&self) -> Result<Standing, Fault> {
        self.ledger.standing()
    }

    fn open(&mut self) -> Result<(), Fault> {
        self.ledger.open()
    }

    fn find(&self, member: &MemberId, drafts: &[DraftId], above: Seq) -> Result<Vec<(DraftId, Seq)>, Fault> {
        if self.mutation == Mutation::DedupeOff {
            return Ok(Vec::new());
        }
        self.ledger.find(member, drafts, above)
    }

    fn append(&mut self, entry: &Entry) -> Result<(), Fault> {
        let failing = self.failing.take();
        if failing == Some(Failing::Before) {
            return match self.mutation {
                Mutation::UnwrittenAck => Ok(()),
                _ => Err(Fault::broken("injected, before writing")),
            };
        }
        self.ledger.append(entry)?;
        self.written.push(entry.clone());
        match failing {
            None => Ok(()),
            Some(_) => Err(Fault::broken("injected, after writing")),
        }
    }

    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault> {
        let mut list = self.ledger.newest(after, before, entries)?;
        if self.mutation == Mutation::TornPage && list.len() > 1 {
            list.pop();
        }
        Ok(list)
    }
}
