//! What stands beside a room's log: reactions, readers, reports, pictures that wait, and the entry above the list.
//!
//! Invariants: each is one row, with no index beside its key; a write is an INSERT with a SELECT, for the reason that a room's
//! own append has; what belongs to another epoch than the log's is swept away before anybody asks ([`renew`]). A word of a later
//! release, which a rollback leaves behind, is read as the nearest that is known.

mod rows;

use protocol::http::Reported;
use protocol::{Count, ImageKey, MemberId, Reaction, Seq, Tally, UnixMillis, limits};
use room::{Beside, Change, Fault, Picture, Pin, Reader, Voice};

use self::rows::{key, number, picture, picture_row, places, reader, reader_row, report, size, voice};
use crate::room_ledger::fault;
use crate::sql::{Columns, odd};
use crate::{RoomLedger, Row, Sql, SqlError, Transact, Value};

/// Tables that 0.1.0 does not look at. `media`: uploaded and in no entry yet, or to be thrown away (`doomed`); what an entry
/// shows has no row.
pub(crate) const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS reaction (seq INTEGER NOT NULL, member TEXT NOT NULL, kind TEXT NOT NULL, \
     PRIMARY KEY (seq, member)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS reader (member TEXT PRIMARY KEY, joined INTEGER NOT NULL, read INTEGER NOT NULL, \
     at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS report (seq INTEGER NOT NULL, member TEXT NOT NULL, grounds TEXT NOT NULL, \
     at INTEGER NOT NULL, PRIMARY KEY (seq, member)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS media (key TEXT PRIMARY KEY, member TEXT NOT NULL, at INTEGER NOT NULL, \
     w INTEGER NOT NULL, h INTEGER NOT NULL, doomed INTEGER NOT NULL) WITHOUT ROWID",
];

/// Whatever is about entries by their places.
const OF_ENTRIES: &[&str] = &[
    "DELETE FROM reaction",
    "DELETE FROM reader",
    "DELETE FROM report",
    "DELETE FROM meta WHERE name = 'pin'",
];

pub(crate) const META: &str = "INSERT INTO meta (name, value) SELECT ?, ? WHERE true \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value";

const EPOCHS: &str =
    "SELECT (SELECT value FROM meta WHERE name = 'epoch'), (SELECT value FROM meta WHERE name = 'beside')";

const REACT: &str = "INSERT INTO reaction (seq, member, kind) SELECT ?, ?, ? WHERE true \
     ON CONFLICT (seq, member) DO UPDATE SET kind = excluded.kind";

const TALLIES: &str =
    "SELECT seq, kind, count(*) FROM reaction WHERE seq >= ? AND seq <= ? GROUP BY seq, kind ORDER BY seq";

const KEEP_READER: &str = "INSERT INTO reader (member, joined, read, at) SELECT ?, ?, ?, ? WHERE true \
     ON CONFLICT (member) DO UPDATE SET joined = excluded.joined, read = excluded.read, at = excluded.at";

const REPORT: &str = "INSERT INTO report (seq, member, grounds, at) SELECT ?, ?, ?, ? WHERE true \
     ON CONFLICT (seq, member) DO UPDATE SET grounds = excluded.grounds, at = excluded.at";

const FORGET_REPORTS: &str = "DELETE FROM report WHERE (seq, member) IN \
     (SELECT seq, member FROM report ORDER BY at, seq, member LIMIT ?)";

const REPORTS: &str = "SELECT seq, member, grounds, at FROM report ORDER BY at, seq, member LIMIT ? OFFSET ?";

const KEEP_PICTURE: &str = "INSERT INTO media (key, member, at, w, h, doomed) SELECT ?, ?, ?, ?, ?, ? WHERE true \
     ON CONFLICT (key) DO UPDATE SET doomed = max(doomed, excluded.doomed)";

/// Parameters of one statement, with some to spare of the hundred.
const AT_ONCE: usize = 90;

/// More members than this are not named to the database: it is asked for everybody, and they are picked out here.
const NAMED: usize = 4 * AT_ONCE;

/// What was kept beside a log that another one has replaced meanwhile, perhaps by a release that knows none of it.
pub(crate) fn renew(sql: &impl Transact) -> Result<(), SqlError> {
    let row = sql
        .exec(EPOCHS, &[])?
        .into_iter()
        .next()
        .ok_or_else(|| odd("meta"))?;
    let mut columns = Columns::of(row);
    let epoch = columns.text("meta.epoch")?;
    match columns.text_or_none("meta.beside")? {
        Some(beside) if beside == epoch => Ok(()),
        None => note(sql, &epoch),
        Some(_) => sql.transact(&mut || {
            sweep(sql)?;
            note(sql, &epoch)
        }),
    }
}

pub(crate) fn sweep(sql: &impl Sql) -> Result<(), SqlError> {
    OF_ENTRIES
        .iter()
        .try_for_each(|statement| sql.exec(statement, &[]).map(drop))
}

/// The history that everything here belongs to.
pub(crate) fn note(sql: &impl Sql, epoch: &str) -> Result<(), SqlError> {
    sql.exec(META, &[Value::text("beside"), Value::text(epoch)])?;
    Ok(())
}

/// Within the transaction that writes the entry.
pub(crate) fn amend(sql: &impl Sql, change: &Change<'_>) -> Result<(), SqlError> {
    match change.pin {
        Pin::Stays => {}
        Pin::Is(seq) => {
            sql.exec(META, &[Value::text("pin"), Value::Text(seq.to_string())])?;
        }
        Pin::Goes => {
            sql.exec("DELETE FROM meta WHERE name = 'pin'", &[])?;
        }
    }
    if let Some(gone) = change.rewritten.filter(|entry| entry.what.is_gone()) {
        sql.exec("DELETE FROM reaction WHERE seq = ?", &[Value::int(gone.seq.0)])?;
    }
    for key in change.shown {
        sql.exec("DELETE FROM media WHERE key = ?", &[Value::Text(key.to_string())])?;
    }
    for picture in change.doomed_pictures() {
        sql.exec(KEEP_PICTURE, &picture_row(&picture, true))?;
    }
    if let Some(reader) = change.reader {
        sql.exec(KEEP_READER, &reader_row(reader))?;
    }
    Ok(())
}

impl<S: Transact> RoomLedger<S> {
    /// Rows, or none where there are no tables yet.
    fn ask<T>(
        &self,
        statement: &str,
        params: &[Value],
        of: impl Fn(Row) -> Result<T, SqlError>,
    ) -> Result<Vec<T>, Fault> {
        let asked = || {
            if !self.is_ready()? {
                return Ok(Vec::new());
            }
            self.sql().exec(statement, params)?.into_iter().map(of).collect()
        };
        asked().map_err(fault)
    }

    fn tell(&self, statement: &str, params: &[Value]) -> Result<(), Fault> {
        let told = || {
            self.make_ready()?;
            self.sql().exec(statement, params).map(drop)
        };
        told().map_err(fault)
    }
}

impl<S: Transact> Beside for RoomLedger<S> {
    fn pin(&self) -> Result<Option<Seq>, Fault> {
        let pin = |row| {
            let text = Columns::of(row).text("meta.pin")?;
            text.parse().map(Seq).map_err(|_| odd("meta.pin"))
        };
        Ok(self
            .ask("SELECT value FROM meta WHERE name = 'pin'", &[], pin)?
            .pop())
    }

    fn react(&mut self, voice: &Voice) -> Result<(), Fault> {
        let kind = voice.kind.map_or("", Reaction::word);
        let member = voice.member.as_str();
        self.tell(
            REACT,
            &[Value::int(voice.seq.0), Value::text(member), Value::text(kind)],
        )
    }

    fn tallies(&self, from: Seq, to: Seq) -> Result<Vec<Tally>, Fault> {
        let counted = |row| {
            let mut columns = Columns::of(row);
            let seq = Seq(columns.int("reaction.seq")?);
            let kind = Reaction::of_word(&columns.text("reaction.kind")?);
            let n = u32::try_from(columns.int("reaction.count")?).unwrap_or(u32::MAX);
            Ok((seq, kind.map(|kind| Count { kind, n })))
        };
        let mut list: Vec<Tally> = Vec::new();
        for (seq, count) in self.ask(TALLIES, &[Value::int(from.0), Value::int(to.0)], counted)? {
            match list.last_mut().filter(|last| last.seq == seq) {
                Some(tally) => tally.counts.extend(count),
                None => list.push(Tally {
                    seq,
                    counts: count.into_iter().collect(),
                    mine: None,
                }),
            }
        }
        for tally in &mut list {
            tally.counts.sort_by_key(|count| count.kind);
        }
        Ok(list)
    }

    fn voices(&self, seqs: &[Seq], of: &[MemberId]) -> Result<Vec<Voice>, Fault> {
        if seqs.is_empty() || of.is_empty() {
            return Ok(Vec::new());
        }
        let places = places(seqs);
        let statement = format!("SELECT seq, member, kind FROM reaction WHERE seq IN ({places})");
        if of.len() > NAMED {
            let mut all = self.ask(&statement, &[], voice)?;
            all.retain(|voice| of.contains(&voice.member));
            return Ok(all);
        }
        let mut all = Vec::new();
        for some in of.chunks(AT_ONCE) {
            let marks = vec!["?"; some.len()].join(", ");
            let params: Vec<Value> = some.iter().map(|member| Value::text(member.as_str())).collect();
            all.extend(self.ask(&format!("{statement} AND member IN ({marks})"), &params, voice)?);
        }
        Ok(all)
    }

    fn readers(&self) -> Result<Vec<Reader>, Fault> {
        self.ask("SELECT member, joined, read, at FROM reader", &[], reader)
    }

    fn reader(&self, member: &MemberId) -> Result<Option<Reader>, Fault> {
        let statement = "SELECT member, joined, read, at FROM reader WHERE member = ?";
        Ok(self
            .ask(statement, &[Value::text(member.as_str())], reader)?
            .pop())
    }

    fn keep_reader(&mut self, reader: &Reader) -> Result<(), Fault> {
        self.tell(KEEP_READER, &reader_row(reader))
    }

    fn forget_readers(&mut self, members: &[MemberId]) -> Result<(), Fault> {
        for some in members.chunks(AT_ONCE) {
            let marks = vec!["?"; some.len()].join(", ");
            let params: Vec<Value> = some.iter().map(|member| Value::text(member.as_str())).collect();
            self.tell(&format!("DELETE FROM reader WHERE member IN ({marks})"), &params)?;
        }
        Ok(())
    }

    fn report(&mut self, report: &Reported) -> Result<(), Fault> {
        let Reported {
            seq, by, grounds, at, ..
        } = report;
        let row = [
            Value::int(seq.0),
            Value::text(by.as_str()),
            Value::text(grounds.word()),
            Value::int(at.0),
        ];
        self.tell(REPORT, &row)?;
        let beyond = self.count_reports()?.saturating_sub(limits::REPORTS);
        if beyond > 0 {
            self.tell(FORGET_REPORTS, &[size(beyond)])?;
        }
        Ok(())
    }

    fn reports(&self, skip: usize, most: usize) -> Result<(Vec<Reported>, usize), Fault> {
        let list = self.ask(REPORTS, &[size(most), size(skip)], report)?;
        Ok((list, self.count_reports()?))
    }

    fn keep_picture(&mut self, picture: &Picture) -> Result<(), Fault> {
        self.tell(KEEP_PICTURE, &picture_row(picture, false))
    }

    fn pictures(&self, keys: &[ImageKey]) -> Result<Vec<Picture>, Fault> {
        let statement = "SELECT key, member, at, w, h FROM media WHERE key = ? AND doomed = 0";
        let mut list = Vec::new();
        for key in keys {
            list.extend(self.ask(statement, &[Value::Text(key.to_string())], picture)?);
        }
        Ok(list)
    }

    fn waiting(&self, member: &MemberId) -> Result<Vec<Picture>, Fault> {
        let statement =
            "SELECT key, member, at, w, h FROM media WHERE member = ? AND doomed = 0 ORDER BY at, key";
        self.ask(statement, &[Value::text(member.as_str())], picture)
    }

    fn waited(&self, before: UnixMillis, most: usize) -> Result<Vec<ImageKey>, Fault> {
        let params = [Value::int(before.0), size(most)];
        let key = |row| key(&mut Columns::of(row));
        let statement = "SELECT key FROM media WHERE doomed = 0 AND at < ? ORDER BY key LIMIT ?";
        self.ask(statement, &params, key)
    }

    fn doom(&mut self, keys: &[ImageKey]) -> Result<(), Fault> {
        self.of_keys("UPDATE media SET doomed = 1", keys)
    }

    fn doomed(&self, most: usize) -> Result<Vec<ImageKey>, Fault> {
        let key = |row| key(&mut Columns::of(row));
        let statement = "SELECT key FROM media WHERE doomed = 1 ORDER BY key LIMIT ?";
        self.ask(statement, &[size(most)], key)
    }

    fn oldest_picture(&self) -> Result<Option<UnixMillis>, Fault> {
        let statement = "SELECT at FROM media WHERE doomed = 0 ORDER BY at LIMIT 1";
        let at = |row| Columns::of(row).int("media.at").map(UnixMillis);
        Ok(self.ask(statement, &[], at)?.pop())
    }

    fn forget_pictures(&mut self, keys: &[ImageKey]) -> Result<(), Fault> {
        self.of_keys("DELETE FROM media", keys)
    }
}

impl<S: Transact> RoomLedger<S> {
    fn of_keys(&self, what: &str, keys: &[ImageKey]) -> Result<(), Fault> {
        for some in keys.chunks(AT_ONCE) {
            let marks = vec!["?"; some.len()].join(", ");
            let params: Vec<Value> = some.iter().map(|key| Value::Text(key.to_string())).collect();
            self.tell(&format!("{what} WHERE key IN ({marks})"), &params)?;
        }
        Ok(())
    }

    fn count_reports(&self) -> Result<usize, Fault> {
        let count = self.ask("SELECT count(*) FROM report", &[], number)?;
        Ok(count.into_iter().next().unwrap_or(0))
    }
}
