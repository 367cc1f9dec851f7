//! A site's ledger: settings, accounts and the digests of their keys, in one row.
//!
//! Invariant: a change is one statement, so a site is never half changed. It is read once for each life of its object,
//! and at its largest (50 accounts, 200 titled rooms) it is under 128 KB of the 2 MB that a row may have.

use protocol::codec;
use site::Site;

use crate::migration::{self, Steps};
use crate::sql::{Columns, odd};
use crate::{Sql, SqlError, Value};

const STEPS: Steps =
    &[&["CREATE TABLE IF NOT EXISTS site (number INTEGER PRIMARY KEY, whole TEXT NOT NULL)"]];

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
}
