//! The port to a database.

use std::fmt;
use std::rc::Rc;

use protocol::limits::INT_MAX;

/// A value on its way in or out.
///
/// Integers stay within ±(2^53 - 1): the object's SQLite passes them through doubles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
}

impl Value {
    /// Whatever is larger than SQL can say is as good as the largest: nothing is stored beyond it.
    pub(crate) fn int(number: u64) -> Self {
        Self::Int(i64::try_from(number.min(INT_MAX)).unwrap_or(i64::MAX))
    }

    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

pub type Row = Vec<Value>;

/// What the database said when it did not do what it was asked. A fault of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlError(pub String);

impl SqlError {
    /// SQLite's own words for a database, or a disk below it, that can take no more. Every port passes them on.
    pub fn is_full(&self) -> bool {
        self.0.contains("database or disk is full")
    }
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SqlError {}

/// A SQLite database.
pub trait Sql {
    /// Runs one statement to its end, with `?` for each parameter, and gives all of its rows.
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError>;
}

impl<S: Sql + ?Sized> Sql for &S {
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        (**self).exec(statement, params)
    }
}

impl<S: Sql + ?Sized> Sql for Rc<S> {
    fn exec(&self, statement: &str, params: &[Value]) -> Result<Vec<Row>, SqlError> {
        (**self).exec(statement, params)
    }
}

/// A SQLite database that can take several statements back.
pub trait Transact: Sql {
    /// All statements of `work` take effect, or none of them does: when it fails, and when the process dies.
    fn transact(&self, work: &mut dyn FnMut() -> Result<(), SqlError>) -> Result<(), SqlError>;
}

impl<S: Transact + ?Sized> Transact for &S {
    fn transact(&self, work: &mut dyn FnMut() -> Result<(), SqlError>) -> Result<(), SqlError> {
        (**self).transact(work)
    }
}

impl<S: Transact + ?Sized> Transact for Rc<S> {
    fn transact(&self, work: &mut dyn FnMut() -> Result<(), SqlError>) -> Result<(), SqlError> {
        (**self).transact(work)
    }
}

/// What a row should have been and was not.
pub(crate) fn odd(what: &str) -> SqlError {
    SqlError(format!("an odd row in the ledger: {what}"))
}

/// Takes a row's columns from the left.
pub(crate) struct Columns(std::vec::IntoIter<Value>);

impl Columns {
    pub(crate) fn of(row: Row) -> Self {
        Self(row.into_iter())
    }

    pub(crate) fn int(&mut self, what: &str) -> Result<u64, SqlError> {
        match self.0.next() {
            Some(Value::Int(number)) => u64::try_from(number).map_err(|_| odd(what)),
            _ => Err(odd(what)),
        }
    }

    /// Where the column is empty, as after an aggregate over nothing.
    pub(crate) fn int_or_zero(&mut self, what: &str) -> Result<u64, SqlError> {
        match self.0.next() {
            Some(Value::Null) => Ok(0),
            Some(Value::Int(number)) => u64::try_from(number).map_err(|_| odd(what)),
            _ => Err(odd(what)),
        }
    }

    pub(crate) fn text(&mut self, what: &str) -> Result<String, SqlError> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(text),
            _ => Err(odd(what)),
        }
    }

    pub(crate) fn text_or_none(&mut self, what: &str) -> Result<Option<String>, SqlError> {
        match self.0.next() {
            Some(Value::Null) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            _ => Err(odd(what)),
        }
    }
}
