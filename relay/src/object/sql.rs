//! The object's own SQLite, as the ledgers ask for it.
//!
//! Invariant: a statement is run to its end before anything else happens: no cursor is left open, and no error waits
//! in one where it could not be caught.

use std::cell::Cell;

use store::{Incoming, RoomLedger, Row, SiteLedger, Sql, SqlError, Transact, Value};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::{SqlStorage, SqlStorageValue, State, console_error};

#[wasm_bindgen]
extern "C" {
    /// The object's storage, for what the usual binding lacks.
    #[derive(Clone)]
    type Whole;

    /// Everything that the work has written is taken back when it throws.
    #[wasm_bindgen(method, catch, js_name = transactionSync)]
    fn transaction_sync(this: &Whole, work: &mut dyn FnMut() -> Result<(), JsValue>) -> Result<(), JsValue>;
}

pub struct ObjectSql(SqlStorage);

pub type Ledger = RoomLedger<ObjectStorage>;

pub fn room(state: &State, chance: u64) -> Ledger {
    RoomLedger::new(storage(state), chance)
}

/// A log on its way into a room.
pub fn incoming(state: &State) -> Result<Incoming<ObjectStorage>, SqlError> {
    Incoming::begin(storage(state))
}

fn storage(state: &State) -> ObjectStorage {
    let storage = state.storage();
    let whole: &JsValue = storage.as_raw().as_ref();
    ObjectStorage {
        sql: sql(state),
        whole: whole.clone().unchecked_into(),
    }
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
        let rows = rows.map(|row| row?.into_iter().map(found).collect()).collect();
        #[cfg(feature = "faults")]
        {
            crate::faults::count("rows_written", cursor.rows_written());
            crate::faults::count("rows_read", cursor.rows_read());
        }
        rows
    }
}

/// The same with transactions.
pub struct ObjectStorage {
    sql: ObjectSql,
    whole: Whole,
}

impl Sql for ObjectStorage {
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.sql.exec(statement, params)
    }
}

impl Transact for ObjectStorage {
    fn transact(&self, work: &mut dyn FnMut() -> Result<(), SqlError>) -> Result<(), SqlError> {
        let mut said = None;
        let done = self.whole.transaction_sync(&mut || {
            work().map_err(|error| {
                let thrown = JsValue::from_str(&error.0);
                said = Some(error);
                thrown
            })
        });
        done.map_err(|thrown| said.unwrap_or_else(|| SqlError(format!("a transaction failed: {thrown:?}"))))
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

thread_local! {
    /// A full storage refuses message after message, and is worth one line in the log.
    static FULL: Cell<bool> = const { Cell::new(false) };
}

fn failed(statement: &str, error: &worker::Error) -> SqlError {
    let error = SqlError(format!("{error}, in: {statement}"));
    if error.is_full() && !FULL.replace(true) {
        console_error!("fault: an object's storage is full, and what it refuses is told so: {error}");
    }
    error
}
