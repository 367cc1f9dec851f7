//! A room's mind: who may speak, in which order, and who is told.
//!
//! Invariants: pure (time is an argument, chance is not needed); a step never awaits; nobody is told of what is not
//! in the journal; memory is a cache, and [`Room::restore`] rebuilds it from the journal and the sockets' cards.

mod card;
mod journal;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
mod pace;
mod room;

pub use card::{Card, Ruled};
pub use journal::{Beside, Change, Fault, Journal, Kind, Picture, Pin, Reader, Standing, Voice};
pub use room::{Conn, Effect, Input, Pass, Room};
