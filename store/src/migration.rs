//! The schema, as the steps that led to it.
//!
//! Invariants: a step is applied once, in order, and never edited after a release; a step that was cut off in the middle
//! can be applied again from its beginning.
//!
//! Nothing is written before there is something to keep: looking at a room that nobody has written in must not make a
//! database, or every made-up address would.

use crate::sql::Columns;
use crate::{Sql, SqlError, Value};

/// Statements by number, from 1.
pub(crate) type Steps = &'static [&'static [&'static str]];

const OWN: &str = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)";

/// The number of the last step applied; 0 in a database that has nothing of ours.
pub(crate) fn version(sql: &impl Sql) -> Result<usize, SqlError> {
    let ours = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'migration'";
    let count = |rows: Vec<_>| match rows.into_iter().next() {
        Some(row) => Columns::of(row).int_or_zero("a count"),
        None => Ok(0),
    };
    if count(sql.exec(ours, &[])?)? == 0 {
        return Ok(0);
    }
    let last = count(sql.exec("SELECT max(number) FROM migration", &[])?)?;
    Ok(usize::try_from(last).unwrap_or(usize::MAX))
}

/// Brings the schema up to date. A database from the future is left as it is: an older version of the code reads what
/// it knows, and its statements fail where it does not.
pub(crate) fn migrate(sql: &impl Sql, steps: Steps) -> Result<(), SqlError> {
    let done = version(sql)?;
    if done >= steps.len() {
        return Ok(());
    }
    sql.exec(OWN, &[])?;
    for (step, number) in steps.iter().zip(1_u64..).skip(done) {
        for statement in *step {
            sql.exec(statement, &[])?;
        }
        sql.exec("INSERT INTO migration (number) VALUES (?)", &[Value::int(number)])?;
    }
    Ok(())
}
