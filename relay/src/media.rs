//! Pictures: how they come in, where they lie, how they are shown.
//!
//! Invariant: a picture lies in the bucket only while some room's ledger has its key: it is written down there first, and
//! crossed out there last. So whatever fails between the two leaves a row that is thrown away in time, and never a picture
//! that nobody knows of.

mod shelf;
mod show;
mod under_way;
mod upload;

pub use shelf::Shelf;
pub use show::show;
pub use upload::upload;
