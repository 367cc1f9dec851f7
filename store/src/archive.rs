//! A log on its way out of a room, and on its way in.
//!
//! Invariants: what comes in waits in a table of its own, one row an entry, and takes the log's place with a new epoch in
//! one transaction, and nothing that stood beside the old one stays; whatever fails before that leaves the room as it was, and whatever is left over is swept away when the
//! next one comes.

use protocol::{Act, Entry, Epoch, Seq, limits};

use crate::beside::META;
use crate::migration;
use crate::room_ledger::{self, STEPS};
use crate::sql::{Columns, odd};
use crate::{RoomLedger, SqlError, Transact, Value, beside, log};

impl<S: Transact> RoomLedger<S> {
    /// The oldest entries with `after < seq <= up_to`, at most as many, and as many bytes, as a fetch may ask for. Empty
    /// where there is none.
    pub fn oldest(&self, after: Seq, up_to: Seq) -> Result<Vec<Entry>, SqlError> {
        if after >= up_to || !self.is_ready()? {
            return Ok(Vec::new());
        }
        let most = u64::try_from(limits::FETCH_ENTRIES).unwrap_or(u64::MAX);
        let last = Seq(after.0.saturating_add(most)).min(up_to);
        Ok(room_ledger::page(self.between(
            after,
            last,
            limits::FETCH_ENTRIES,
        )?))
    }
}

/// As many rows as a statement's 100 parameters allow.
const AT_ONCE: usize = 14;

/// What may be left of an import that was cut off.
const SWEEP: &str = "DROP TABLE IF EXISTS incoming";

const SHAPE: &str = "SELECT count(*), min(seq), max(seq) FROM incoming";

/// A log on its way in. Nobody sees it until [`Incoming::replace`].
#[derive(Debug)]
pub struct Incoming<S> {
    sql: S,
    /// What the acts so far leave above the list.
    pin: Option<Seq>,
}

impl<S: Transact> Incoming<S> {
    /// There is one at a time: it sweeps away what another has left.
    pub fn begin(sql: S) -> Result<Self, SqlError> {
        migration::migrate(&sql, STEPS)?;
        sql.exec(SWEEP, &[])?;
        sql.exec(&format!("CREATE TABLE incoming {}", log::TABLE), &[])?;
        Ok(Self { sql, pin: None })
    }

    /// They have to be contiguous; a hole is found before anything is replaced.
    pub fn take(&mut self, list: &[Entry]) -> Result<(), SqlError> {
        for some in list.chunks(AT_ONCE) {
            // One row by SELECT, for the reason that a room's own append has: a full storage takes the statement back alone.
            let rows = match some {
                [_] => "SELECT ?, ?, ?, ?, ?, ?, ?".to_owned(),
                _ => format!("VALUES {}", vec!["(?, ?, ?, ?, ?, ?, ?)"; some.len()].join(", ")),
            };
            let statement = format!("INSERT INTO incoming (seq, at, draft, member, name, role, what) {rows}");
            let params: Vec<Value> = some.iter().flat_map(log::columns).collect();
            self.sql.exec(&statement, &params)?;
        }
        for act in list.iter().filter_map(|entry| entry.what.act()) {
            match act {
                Act::Pin(seq) => self.pin = Some(seq),
                Act::Unpin(seq) | Act::Unsend(seq) if self.pin == Some(seq) => self.pin = None,
                _ => {}
            }
        }
        Ok(())
    }

    /// The log that came in is the room's from here on, or everything is as it was. `floor` and `head` are what the file
    /// said, and the entries fill what lies between.
    pub fn replace(self, epoch: Epoch, floor: Seq, head: Seq) -> Result<(), SqlError> {
        let shape = self.sql.exec(SHAPE, &[])?.into_iter().next();
        let mut shape = Columns::of(shape.ok_or_else(|| odd("incoming"))?);
        let count = shape.int("incoming.count")?;
        let (first, last) = (
            shape.int_or_zero("incoming.seq")?,
            shape.int_or_zero("incoming.seq")?,
        );
        let is_empty = count == 0 && floor == head;
        let is_whole = count == head.0.saturating_sub(floor.0) && first == floor.next().0 && last == head.0;
        if !is_empty && !is_whole {
            return Err(odd("incoming: a hole"));
        }
        let floor = [Value::text("floor"), Value::Text(floor.to_string())];
        let epoch = epoch.to_string();
        self.sql.transact(&mut || {
            self.sql.exec("DROP TABLE entry", &[])?;
            self.sql.exec("ALTER TABLE incoming RENAME TO entry", &[])?;
            self.sql.exec(META, &floor)?;
            self.sql
                .exec(META, &[Value::text("epoch"), Value::text(&epoch)])?;
            beside::sweep(&self.sql)?;
            if let Some(pin) = self.pin {
                self.sql
                    .exec(META, &[Value::text("pin"), Value::Text(pin.to_string())])?;
            }
            beside::note(&self.sql, &epoch)
        })
    }

    /// Gives the space back now. What fails here is swept away next time.
    pub fn abandon(self) {
        let _later = self.sql.exec(SWEEP, &[]);
    }
}
