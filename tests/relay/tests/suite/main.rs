//! The relay on real workerd, over real sockets, as `cargo xtask build` left it.
//!
//! One runtime serves all tests that do not hurt it; each has a site of its own there. The names begin with the row of
//! docs/FEATURES.md that they prove.
//!
//! Out of reach here: what happens when a write's confirmation fails (local workerd confirms at once; the simulation
//! fails writes instead); an object that is superseded by another (one machine has one of each); the 32,000th socket of a
//! room; a ticket's five minutes passing (the ticket's own tests pass them); hibernation by idleness, for which the
//! eviction stands in: the same constructor runs on the same sockets and the same storage.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests: what does not hold ends them"
)]

mod api;
mod conversation;
mod document;
mod feed;
mod input;
mod origin;
mod outage;
mod ticket;
