//! A room's ledger: its log, one row a message.
//!
//! Invariants: `seq` has no hole above the floor; a row is changed by the entry that is about it alone, in the transaction that
//! writes that one; the epoch is chosen when the first client
//! comes in, or with the first message, and stays. A room that was only looked at keeps nothing, and says the epoch
//! that it would choose.

use std::cell::Cell;

use protocol::{
    Author, DisplayName, DraftId, Entry, Epoch, MemberId, Role, Seq, UnixMillis, What, codec, limits,
};
use room::{Beside, Change, Fault, Journal, Standing};

use crate::migration::{self, Steps};
use crate::sql::{Columns, odd};
use crate::{Row, SqlError, Transact, Value, beside};

macro_rules! entry_columns {
    () => {
        "(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, draft TEXT NOT NULL, member TEXT NOT NULL, \
         name TEXT NOT NULL, role TEXT NOT NULL, what TEXT NOT NULL)"
    };
}

/// No index beside the key: each would be one more row written with every message, and rows written are what a room
/// costs. Looking for a draft walks the rows above a bound instead; rows read cost a thousandth.
pub(crate) const STEPS: Steps = &[
    &[
        "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        concat!("CREATE TABLE IF NOT EXISTS entry ", entry_columns!()),
    ],
    beside::TABLES,
];

/// The columns of an entry's table, for a log that is on its way in.
pub(crate) const ENTRY: &str = entry_columns!();

const STANDING: &str = "SELECT (SELECT value FROM meta WHERE name = 'epoch'), \
     (SELECT value FROM meta WHERE name = 'floor'), (SELECT max(seq) FROM entry), \
     (SELECT at FROM entry ORDER BY seq DESC LIMIT 1)";

/// By SELECT, and not by VALUES: such a statement keeps a journal of its own, so that a full database takes back the statement
/// alone. Without one SQLite takes back the whole transaction, which is the runtime's, and the runtime then ends the object
/// with all its sockets.
const APPEND: &str =
    "INSERT INTO entry (seq, at, draft, member, name, role, what) SELECT ?, ?, ?, ?, ?, ?, ?";

/// Many at once, in the order of the columns. One parameter, since a statement has at most 100, and by SELECT for the same
/// reason. All of it is text, of which the columns make what they hold. It is at most some 1 MB: what waits for a tick is 256 KiB
/// of bodies, of which each character is escaped twice at the worst.
const APPEND_ALL: &str = "INSERT INTO entry (seq, at, draft, member, name, role, what) \
     SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'), \
     json_extract(value, '$[4]'), json_extract(value, '$[5]'), json_extract(value, '$[6]') FROM json_each(?)";

/// An UPDATE would keep no journal of its own either.
const REWRITE: &str = "INSERT INTO entry (seq, at, draft, member, name, role, what) SELECT ?, ?, ?, ?, ?, ?, ? WHERE true \
     ON CONFLICT (seq) DO UPDATE SET name = excluded.name, what = excluded.what";

/// The edits of an entry that has any stand above it. Nobody else's rows are looked at.
const EMPTY_EDITS: &str = "UPDATE entry SET what = ? WHERE seq > ? AND instr(what, ?) > 0 \
     AND (SELECT instr(what, '\"fate\":\"edited\"') FROM entry WHERE seq = ?) > 0";

const NEWEST: &str = "SELECT seq, at, draft, member, name, role, what FROM entry \
     WHERE seq > ? AND seq < ? ORDER BY seq DESC LIMIT ?";

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
        // A statement has at most 100 parameters; a Hello asks for half of that at most.
        let marks = vec!["?"; drafts.len()].join(", ");
        let statement =
            format!("SELECT draft, seq FROM entry WHERE seq > ? AND member = ? AND draft IN ({marks})");
        let mut params = vec![Value::int(above.0), Value::text(member.as_str())];
        params.extend(drafts.iter().map(|draft| Value::Text(draft.to_string())));
        let place = |row: Row| {
            let mut columns = Columns::of(row);
            let draft = DraftId::parse(&columns.text("entry.draft")?).map_err(|_| odd("entry.draft"))?;
            Ok((draft, Seq(columns.int("entry.seq")?)))
        };
        self.sql
            .exec(&statement, &params)?
            .into_iter()
            .map(place)
            .collect()
    }

    fn read_newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, SqlError> {
        if after.next() >= before || !self.is_ready()? {
            return Ok(Vec::new());
        }
        let limit = u64::try_from(entries).unwrap_or(u64::MAX);
        let params = [Value::int(after.0), Value::int(before.0), Value::int(limit)];
        let mut list = page(self.sql.exec(NEWEST, &params)?)?;
        list.reverse();
        Ok(list)
    }

    fn write(&mut self, entry: &Entry) -> Result<(), SqlError> {
        self.make_ready()?;
        self.sql.exec(APPEND, &columns(entry))?;
        Ok(())
    }

    fn write_all(&mut self, entries: &[Entry]) -> Result<(), SqlError> {
        self.make_ready()?;
        let row = |entry: &Entry| {
            let author = &entry.author;
            let numbers = [entry.seq.0, entry.at.0].map(|number| number.to_string());
            let who = [
                author.member.as_str(),
                author.name.as_str(),
                role_word(author.role),
            ]
            .map(str::to_owned);
            let [seq, at] = numbers;
            let [member, name, role] = who;
            vec![
                seq,
                at,
                entry.draft.to_string(),
                member,
                name,
                role,
                codec::encode(&entry.what),
            ]
        };
        let rows: Vec<_> = entries.iter().map(row).collect();
        self.sql.exec(APPEND_ALL, &[Value::Text(codec::encode(&rows))])?;
        Ok(())
    }

    fn change(&mut self, change: &Change<'_>) -> Result<(), SqlError> {
        self.make_ready()?;
        self.sql.transact(&mut || {
            self.sql.exec(APPEND, &columns(change.entry))?;
            if let Some(rewritten) = change.rewritten {
                if rewritten.what.is_gone() {
                    self.sql.exec(EMPTY_EDITS, &emptied(rewritten.seq))?;
                }
                self.sql.exec(REWRITE, &columns(rewritten))?;
            }
            beside::amend(&self.sql, change)
        })
    }

    fn read_entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, SqlError> {
        if seqs.is_empty() || !self.is_ready()? {
            return Ok(Vec::new());
        }
        let places = beside::places(seqs);
        let statement = format!(
            "SELECT seq, at, draft, member, name, role, what FROM entry WHERE seq IN ({places}) ORDER BY seq"
        );
        page(self.sql.exec(&statement, &[])?)
    }

    /// Halves what is left until one place is.
    fn search(&self, at: UnixMillis) -> Result<Seq, SqlError> {
        let Standing { head, floor, .. } = self.read_standing()?;
        let (mut low, mut high) = (floor.next().0, head.next().0);
        while low < high {
            let middle = low.saturating_add(high.saturating_sub(low) / 2);
            let rows = self
                .sql
                .exec("SELECT at FROM entry WHERE seq = ?", &[Value::int(middle)])?;
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

/// As many of the rows as one answer carries. One is always served, whatever its size.
pub(crate) fn page(rows: Vec<Row>) -> Result<Vec<Entry>, SqlError> {
    let mut bytes = 0_usize;
    let mut list = Vec::new();
    for row in rows {
        let entry = entry(row)?;
        bytes = bytes.saturating_add(entry.what.weight());
        if bytes > limits::FETCH_BYTES && !list.is_empty() {
            break;
        }
        list.push(entry);
    }
    Ok(list)
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

/// In the order of the table's.
pub(crate) fn columns(entry: &Entry) -> [Value; 7] {
    let Entry {
        seq,
        at,
        draft,
        author,
        what,
    } = entry;
    [
        Value::int(seq.0),
        Value::int(at.0),
        Value::Text(draft.to_string()),
        Value::text(author.member.as_str()),
        Value::text(author.name.as_str()),
        Value::text(role_word(author.role)),
        Value::Text(codec::encode(what)),
    ]
}

fn entry(row: Row) -> Result<Entry, SqlError> {
    let mut columns = Columns::of(row);
    Ok(Entry {
        seq: Seq(columns.int("entry.seq")?),
        at: UnixMillis(columns.int("entry.at")?),
        draft: DraftId::parse(&columns.text("entry.draft")?).map_err(|_| odd("entry.draft"))?,
        author: Author {
            member: MemberId::parse(&columns.text("entry.member")?).map_err(|_| odd("entry.member"))?,
            name: DisplayName::parse(&columns.text("entry.name")?).map_err(|_| odd("entry.name"))?,
            role: role(&columns.text("entry.role")?)?,
        },
        what: codec::parse(&columns.text("entry.what")?).map_err(|_| odd("entry.what"))?,
    })
}

const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Fan => "fan",
        Role::Moderator => "moderator",
        Role::Official => "official",
    }
}

fn role(word: &str) -> Result<Role, SqlError> {
    [Role::Fan, Role::Moderator, Role::Official]
        .into_iter()
        .find(|role| role_word(*role) == word)
        .ok_or_else(|| odd("entry.role"))
}
