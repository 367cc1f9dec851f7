//! A room's ledger: its log, in rows as `log.rs` has them.
//!
//! Invariants: `seq` has no hole above the floor; an entry is changed by the one that is about it alone, in the transaction that
//! writes that one; the epoch is chosen when the first client
//! comes in, or with the first message, and stays. A room that was only looked at keeps nothing, and says the epoch
//! that it would choose.

use std::cell::Cell;

use protocol::{DraftId, Entry, Epoch, MemberId, Seq, UnixMillis, What, codec, limits};
use room::{Beside, Change, Fault, Journal, Standing};

use crate::migration::{self, Steps};
use crate::sql::{Columns, odd};
use crate::{Row, SqlError, Transact, Value, beside, log};

/// No index beside the key: each would be one more row written with every message, and rows written are what a room
/// costs. Looking for a draft walks the rows above a bound instead; rows read cost a thousandth.
pub(crate) const STEPS: Steps = &[
    &[
        "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        log::CREATE,
    ],
    beside::TABLES,
];

const STANDING: &str = "SELECT (SELECT value FROM meta WHERE name = 'epoch'), \
     (SELECT value FROM meta WHERE name = 'floor'), (SELECT max(seq) FROM entry), \
     (SELECT at FROM entry ORDER BY seq DESC LIMIT 1)";

/// The ledger of one room.
#[derive(Debug)]
pub struct RoomLedger<S> {
    sql: S,
    /// What the epoch becomes if there is none.
    fresh: Epoch,
    /// Known to be set up. Until it is, there are no tables to ask.
    ready: Cell<bool>,
}

impl<S: Transact> RoomLedger<S> {
    /// `chance`: 64 fresh random bits, of which the epoch is made if this room is new.
    pub fn new(sql: S, chance: u64) -> Self {
        Self {
            sql,
            fresh: Epoch::from_bits(chance),
            ready: Cell::new(false),
        }
    }

    pub(crate) fn sql(&self) -> &S {
        &self.sql
    }

    /// Applied again whenever the object comes to life, which is when the code may have changed.
    pub(crate) fn is_ready(&self) -> Result<bool, SqlError> {
        if !self.ready.get() && migration::version(&self.sql)? > 0 {
            self.set_up()?;
        }
        Ok(self.ready.get())
    }

    pub(crate) fn make_ready(&self) -> Result<(), SqlError> {
        if self.is_ready()? { Ok(()) } else { self.set_up() }
    }

    fn set_up(&self) -> Result<(), SqlError> {
        migration::migrate(&self.sql, STEPS)?;
        // Ignored where there is one: an epoch is chosen once.
        self.sql.exec(
            "INSERT OR IGNORE INTO meta (name, value) VALUES ('epoch', ?)",
            &[Value::Text(self.fresh.to_string())],
        )?;
        beside::renew(&self.sql)?;
        self.ready.set(true);
        Ok(())
    }

    fn read_standing(&self) -> Result<Standing, SqlError> {
        let empty = Standing {
            epoch: self.fresh,
            head: Seq::ZERO,
            floor: Seq::ZERO,
            at: UnixMillis(0),
        };
        if !self.is_ready()? {
            return Ok(empty);
        }
        let Some(row) = self.sql.exec(STANDING, &[])?.into_iter().next() else {
            return Ok(empty);
        };
        let mut columns = Columns::of(row);
        let epoch = Epoch::parse(&columns.text("meta.epoch")?).map_err(|_| odd("meta.epoch"))?;
        let floor = match columns.text_or_none("meta.floor")? {
            Some(floor) => Seq(floor.parse().map_err(|_| odd("meta.floor"))?),
            None => Seq::ZERO,
        };
        let head = Seq(columns.int_or_zero("entry.seq")?).max(floor);
        let at = UnixMillis(columns.int_or_zero("entry.at")?);
        Ok(Standing {
            epoch,
            head,
            floor,
            at,
        })
    }

    fn walk(
        &self,
        member: &MemberId,
        drafts: &[DraftId],
        above: Seq,
    ) -> Result<Vec<(DraftId, Seq)>, SqlError> {
        if drafts.is_empty() || !self.is_ready()? {
            return Ok(Vec::new());
        }
        let asked: Vec<String> = drafts.iter().map(ToString::to_string).collect();
        let params = [
            Value::int(above.0),
            Value::text(member.as_str()),
            Value::Text(codec::encode(&asked)),
        ];
        let list = log::entries(self.sql.exec(log::FIND, &params)?)?;
        let is_one = |entry: &&Entry| {
            entry.seq > above && entry.author.member == *member && drafts.contains(&entry.draft)
        };
        Ok(list
            .iter()
            .filter(is_one)
            .map(|entry| (entry.draft, entry.seq))
            .collect())
    }

    fn read_newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, SqlError> {
        let last = Seq(before.0.saturating_sub(1));
        if after >= last || !self.is_ready()? {
            return Ok(Vec::new());
        }
        let mut list = self.between(after, last, entries)?;
        list.reverse();
        list.truncate(entries);
        let mut list = page(list);
        list.reverse();
        Ok(list)
    }

    /// What stands at `after < seq <= last`, oldest first: of more than so many the newest, and perhaps a few beyond.
    pub(crate) fn between(&self, after: Seq, last: Seq, entries: usize) -> Result<Vec<Entry>, SqlError> {
        let most = u64::try_from(entries).unwrap_or(u64::MAX);
        let params = [after.0, last.0, most].map(Value::int);
        let mut list = log::entries(self.sql.exec(log::NEWEST, &params)?)?;
        list.retain(|entry| after < entry.seq && entry.seq <= last);
        Ok(list)
    }

    fn write(&mut self, entry: &Entry) -> Result<(), SqlError> {
        self.make_ready()?;
        written(self.sql.exec(log::APPEND, &log::columns(entry))?)
    }

    fn write_all(&mut self, entries: &[Entry]) -> Result<(), SqlError> {
        self.make_ready()?;
        let text = |value| match value {
            Value::Text(text) => text,
            Value::Int(number) => number.to_string(),
            Value::Null => String::new(),
        };
        let rows: Vec<Vec<String>> = log::rows(entries).map(|row| row.map(text).into()).collect();
        let first = Value::int(entries.first().map_or(0, |first| first.seq.0));
        let params = [first, Value::Text(codec::encode(&rows))];
        written(self.sql.exec(log::APPEND_ALL, &params)?)
    }

    fn change(&mut self, change: &Change<'_>) -> Result<(), SqlError> {
        self.make_ready()?;
        self.sql.transact(&mut || {
            written(self.sql.exec(log::APPEND, &log::columns(change.entry))?)?;
            if let Some(rewritten) = change.rewritten {
                if rewritten.what.is_gone() {
                    self.sql.exec(log::EMPTY_EDITS, &emptied(rewritten.seq))?;
                }
                self.rewrite(rewritten)?;
            }
            beside::amend(&self.sql, change)
        })
    }

    /// The others of its row stay as they are.
    fn rewrite(&self, entry: &Entry) -> Result<(), SqlError> {
        let mut list = self.rows_at(&[entry.seq])?;
        let old = list.iter_mut().find(|old| old.seq == entry.seq);
        let old = old.ok_or_else(|| odd("entry: a hole"))?;
        old.author.name = entry.author.name.clone();
        old.what = entry.what.clone();
        if let Some(row) = log::row(&list) {
            self.sql.exec(log::REWRITE, &row)?;
        }
        Ok(())
    }

    /// What is in the rows of these places.
    fn rows_at(&self, seqs: &[Seq]) -> Result<Vec<Entry>, SqlError> {
        let places: Vec<u64> = seqs.iter().map(|seq| seq.0.min(limits::INT_MAX)).collect();
        log::entries(self.sql.exec(log::AT, &[Value::Text(codec::encode(&places))])?)
    }

    fn read_entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, SqlError> {
        if seqs.is_empty() || !self.is_ready()? {
            return Ok(Vec::new());
        }
        let mut list = self.rows_at(seqs)?;
        list.retain(|entry| seqs.contains(&entry.seq));
        Ok(page(list))
    }

    /// Halves what is left until one place is.
    fn search(&self, at: UnixMillis) -> Result<Seq, SqlError> {
        let Standing { head, floor, .. } = self.read_standing()?;
        let (mut low, mut high) = (floor.next().0, head.next().0);
        while low < high {
            let middle = low.saturating_add(high.saturating_sub(low) / 2);
            let rows = self.sql.exec(log::TIME, &[Value::int(middle)])?;
            let row = rows.into_iter().next().ok_or_else(|| odd("entry: a hole"))?;
            if Columns::of(row).int("entry.at")? < at.0 {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        Ok(Seq(low))
    }
}

impl<S: Transact> Journal for RoomLedger<S> {
    fn standing(&self) -> Result<Standing, Fault> {
        self.read_standing().map_err(fault)
    }

    fn open(&mut self) -> Result<(), Fault> {
        self.make_ready().map_err(fault)
    }

    fn find(&self, member: &MemberId, drafts: &[DraftId], above: Seq) -> Result<Vec<(DraftId, Seq)>, Fault> {
        self.walk(member, drafts, above).map_err(fault)
    }

    fn append(&mut self, entry: &Entry) -> Result<(), Fault> {
        self.write(entry).map_err(fault)
    }

    fn append_all(&mut self, entries: &[Entry]) -> Result<(), Fault> {
        self.write_all(entries).map_err(fault)
    }

    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault> {
        self.read_newest(after, before, entries).map_err(fault)
    }

    fn amend(&mut self, change: &Change<'_>) -> Result<(), Fault> {
        self.change(change).map_err(fault)
    }

    fn entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, Fault> {
        self.read_entries(seqs).map_err(fault)
    }

    fn place_of(&self, at: UnixMillis) -> Result<Seq, Fault> {
        self.search(at).map_err(fault)
    }

    fn beside(&self) -> Result<&dyn Beside, Fault> {
        Ok(self)
    }

    fn beside_mut(&mut self) -> Result<&mut dyn Beside, Fault> {
        Ok(self)
    }
}

pub(crate) fn fault(error: SqlError) -> Fault {
    if error.is_full() {
        Fault::full(error.0)
    } else {
        Fault::broken(error.0)
    }
}

fn written(rows: Vec<Row>) -> Result<(), SqlError> {
    if rows.is_empty() {
        return Err(odd("entry: a place is taken"));
    }
    Ok(())
}

/// As many as one answer carries. One is always served, whatever its size.
pub(crate) fn page(mut list: Vec<Entry>) -> Vec<Entry> {
    let mut bytes = 0_usize;
    let mut fits = |entry: &Entry| {
        bytes = bytes.saturating_add(entry.what.weight());
        bytes <= limits::FETCH_BYTES
    };
    let served = list.iter().position(|entry| !fits(entry)).map(|at| at.max(1));
    list.truncate(served.unwrap_or(list.len()));
    list
}

/// What an edit of this entry is found by: a text's own quotes are escaped, so nobody can write this.
fn emptied(seq: Seq) -> [Value; 4] {
    [
        Value::Text(codec::encode(&What::emptied_edit(seq))),
        Value::int(seq.0),
        Value::Text(format!("\"act\":{{\"edit\":{}}}", seq.0)),
        Value::int(seq.0),
    ]
}
