//! The port over rusqlite.

use rusqlite::types::{Value as Sqlite, ValueRef};
use rusqlite::{Connection, params_from_iter};

use crate::{Row, Sql, SqlError, Transact, Value};

/// A SQLite database of this process: in memory, or in a file.
#[derive(Debug)]
pub struct Native(Connection);

impl Native {
    /// Gone when it is dropped.
    pub fn in_memory() -> Result<Self, SqlError> {
        Connection::open_in_memory().map(Self).map_err(fault)
    }

    pub fn open(path: &std::path::Path) -> Result<Self, SqlError> {
        Connection::open(path).map(Self).map_err(fault)
    }

    /// Rows written since it was opened.
    pub fn rows_written(&self) -> u64 {
        self.0.total_changes()
    }
}

impl Sql for Native {
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        let mut prepared = self.0.prepare_cached(statement).map_err(fault)?;
        let columns = prepared.column_count();
        let params = params.iter().map(|value| match value {
            Value::Null => Sqlite::Null,
            Value::Int(number) => Sqlite::Integer(*number),
            Value::Text(text) => Sqlite::Text(text.clone()),
        });
        let mut rows = prepared.query(params_from_iter(params)).map_err(fault)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            let values = (0..columns).map(|column| value(row.get_ref(column).map_err(fault)?));
            all.push(values.collect::<Result<Row, SqlError>>()?);
        }
        Ok(all)
    }
}

impl Transact for Native {
    fn transact(&self, work: &mut dyn FnMut() -> Result<(), SqlError>) -> Result<(), SqlError> {
        // It takes everything back when it is dropped before it is committed.
        let transaction = self.0.unchecked_transaction().map_err(fault)?;
        work()?;
        transaction.commit().map_err(fault)
    }
}

fn value(value: ValueRef<'_>) -> Result<Value, SqlError> {
    match value {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Int(number)),
        ValueRef::Text(text) => std::str::from_utf8(text)
            .map(Value::text)
            .map_err(|_| SqlError("text that is not UTF-8".to_owned())),
        ValueRef::Real(_) | ValueRef::Blob(_) => {
            Err(SqlError("a column of a kind that we never store".to_owned()))
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn fault(error: rusqlite::Error) -> SqlError {
    SqlError(error.to_string())
}
