//! The relay on real workerd, over real sockets, as `cargo xtask build` left it.
//!
//! One runtime serves all tests that do not hurt it; each has a site of its own there. The names begin with the row of
//! docs/FEATURES.md that they prove.
//!
//! Out of reach here:
//! - a write whose confirmation fails: local workerd confirms at once; the simulation fails writes instead;
//! - an object that another one supersedes: a machine of one has no second;
//! - a trap of the relay that is deployed: nothing that a stranger can send brings one about. `cargo xtask build --faults`
//!   makes one that can be told to fall, to be full, and to count; `faults` and `counters` are about that one;
//! - the 4,000th socket of an object and the 100,000th of a room: `spokes` has places for two or three in each;
//! - a ticket's five minutes: the ticket's own tests let them pass, and show what an expired one is answered;
//! - hibernation by idleness: the eviction stands in for it, since the same constructor then runs on the same sockets
//!   and the same storage.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests: what does not hold ends them"
)]

mod acts;
mod api;
mod beside;
mod conversation;
mod counters;
mod document;
mod emoji;
mod faults;
mod feed;
mod handover;
mod images;
mod input;
mod live;
mod marks;
mod origin;
mod outage;
mod pressure;
mod reactions;
mod reports;
mod restore;
mod spokes;
mod ticket;
