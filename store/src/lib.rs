//! The ledger: every statement that Maru ever says to a database, and the schema that they speak of.
//!
//! Invariants: the statements that run in production are the statements that were tested; whatever takes effect is one
//! statement, since nothing rolls back when the code after it fails; a message costs one row at most. The exceptions ask for
//! [`Transact`]: an entry that changes another one, and a log that takes another one's place.
//! Absent on purpose: `PRAGMA`, `ATTACH`, `BEGIN`. The object's own SQLite has none of them for us.

mod archive;
mod beside;
mod log;
mod migration;
#[cfg(feature = "native")]
mod native;
mod room_ledger;
mod site_ledger;
mod spokes;
mod sql;

pub use archive::Incoming;
#[cfg(feature = "native")]
pub use native::Native;
pub use room_ledger::RoomLedger;
pub use site_ledger::SiteLedger;
pub use sql::{Row, Sql, SqlError, Transact, Value};
