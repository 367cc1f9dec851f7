//! The object's own SQLite, as the ledgers ask for it.
//!
//! Invariant: a statement is run to its end before anything else happens: no cursor is left open, and no error waits
//! in one where it could not be caught.

use store::{RoomLedger, Row, SiteLedger, Sql, SqlError, Value};
use worker::{SqlStorage, SqlStorageValue, State};

pub struct ObjectSql(SqlStorage);

pub type Ledger = RoomLedger<ObjectSql>;

pub fn room(state: &State, chance: u64) -> Ledger {
    RoomLedger::new(sql(state), chance)
}

pub fn site(state: &State) -> SiteLedger<ObjectSql> {
    SiteLedger::new(sql(state))
}

fn sql(state: &State) -> ObjectSql {
    ObjectSql(state.storage().sql())
}

impl Sql for ObjectSql {
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        let params: Vec<SqlStorageValue> = params.iter().map(bound).collect();
        let cursor = self
            .0
            .exec(statement, params)
            .map_err(|error| failed(statement, &error))?;
        let rows = cursor
            .raw()
            .map(|row| row.map_err(|error| failed(statement, &error)));
        rows.map(|row| row?.into_iter().map(found).collect()).collect()
    }
}

fn bound(value: &Value) -> SqlStorageValue {
    match value {
        Value::Null => SqlStorageValue::Null,
        Value::Int(number) => SqlStorageValue::Integer(*number),
        Value::Text(text) => SqlStorageValue::String(text.clone()),
    }
}

fn found(value: SqlStorageValue) -> Result<Value, SqlError> {
    match value {
        SqlStorageValue::Null => Ok(Value::Null),
        SqlStorageValue::Integer(number) => Ok(Value::Int(number)),
        SqlStorageValue::String(text) => Ok(Value::Text(text)),
        other => Err(SqlError(format!(
            "a value of a kind that no statement asks for: {other:?}"
        ))),
    }
}

fn failed(statement: &str, error: &worker::Error) -> SqlError {
    SqlError(format!("{error}, in: {statement}"))
}
