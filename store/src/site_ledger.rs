//! A site's ledger: settings, accounts and the digests of their keys, in one row; and guests on their way to another browser.
//!
//! Invariant: a change is one statement, so a site is never half changed. It is read once for each life of its object,
//! and at its largest (50 accounts, 200 titled rooms) it is under 128 KB of the 2 MB that a row may have.

use protocol::http::Session;
use protocol::{UnixMillis, codec, limits};
use site::Site;

use crate::migration::{self, Steps};
use crate::sql::{Columns, odd};
use crate::{Sql, SqlError, Value};

const STEPS: Steps =
    &[&["CREATE TABLE IF NOT EXISTS site (number INTEGER PRIMARY KEY, whole TEXT NOT NULL)"]];

/// No step of the schema: it is made by whoever needs it first, so that a site that nobody leaves for another browser is to an
/// earlier release what it was.
const HANDOVERS: &str = "CREATE TABLE IF NOT EXISTS handover (code TEXT PRIMARY KEY, session TEXT NOT NULL, until INTEGER NOT NULL) \
     WITHOUT ROWID";

/// The ledger of one site.
#[derive(Debug)]
pub struct SiteLedger<S> {
    sql: S,
}

impl<S: Sql> SiteLedger<S> {
    pub fn new(sql: S) -> Self {
        Self { sql }
    }

    /// None for a site that nobody has founded.
    pub fn load(&self) -> Result<Option<Site>, SqlError> {
        if migration::version(&self.sql)? == 0 {
            return Ok(None);
        }
        let rows = self.sql.exec("SELECT whole FROM site WHERE number = 1", &[])?;
        let Some(row) = rows.into_iter().next() else {
            return Ok(None);
        };
        let whole = Columns::of(row).text("site.whole")?;
        codec::parse(&whole).map(Some).map_err(|_| odd("site.whole"))
    }

    pub fn save(&mut self, site: &Site) -> Result<(), SqlError> {
        migration::migrate(&self.sql, STEPS)?;
        let whole = Value::Text(codec::encode(site));
        self.sql.exec(
            "INSERT OR REPLACE INTO site (number, whole) VALUES (1, ?)",
            &[whole],
        )?;
        Ok(())
    }

    /// A guest is on the way to another browser. False: too many are, and nothing was written.
    pub fn hand_over(&mut self, code: &str, session: &Session, now: UnixMillis) -> Result<bool, SqlError> {
        self.sql.exec(HANDOVERS, &[])?;
        self.sql
            .exec("DELETE FROM handover WHERE until <= ?", &[Value::int(now.0)])?;
        let rows = self.sql.exec("SELECT count(*) FROM handover", &[])?;
        let waiting = match rows.into_iter().next() {
            Some(row) => Columns::of(row).int_or_zero("a count")?,
            None => 0,
        };
        if usize::try_from(waiting).is_ok_and(|waiting| waiting >= limits::HANDOVERS) {
            return Ok(false);
        }
        let until = now.plus(limits::HANDOVER_MS);
        self.sql.exec(
            "INSERT INTO handover (code, session, until) VALUES (?, ?, ?)",
            &[
                Value::Text(code.to_owned()),
                Value::Text(codec::encode(session)),
                Value::int(until.0),
            ],
        )?;
        Ok(true)
    }

    /// They have come. Nobody comes a second time, or late.
    pub fn take_over(&mut self, code: &str, now: UnixMillis) -> Result<Option<Session>, SqlError> {
        self.sql.exec(HANDOVERS, &[])?;
        let taken = self.sql.exec(
            "DELETE FROM handover WHERE code = ? RETURNING session, until",
            &[Value::Text(code.to_owned())],
        )?;
        let Some(row) = taken.into_iter().next() else {
            return Ok(None);
        };
        let mut columns = Columns::of(row);
        let session = columns.text("handover.session")?;
        if columns.int_or_zero("handover.until")? <= now.0 {
            return Ok(None);
        }
        codec::parse(&session)
            .map(Some)
            .map_err(|_| odd("handover.session"))
    }
}
