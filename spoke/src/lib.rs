//! How the sockets of a large room are spread over several objects, its spokes, while one gives the order.
//!
//! A spoke is a wire: what its sockets say goes to the room in [`Report`]s, what the room wants done comes back in
//! [`Push`]es. Both are numbered, one of a kind is under way at a time, and each is answered.
//!
//! Invariants: pure, like the minds; of what was pushed nothing is done twice or left out by a spoke that has kept its memory,
//! and one that lost it, or finds a number missing, does nothing until the room has asked it which sockets it holds; nothing here
//! knows what a frame says.

mod hub;
mod land;
mod link;
mod rim;
#[cfg(test)]
mod tests;
mod wire;

pub use hub::{GATHER_MS, Hub};
pub use land::{Landing, PUSH_SOCKETS, SPOKE_SOCKETS, SPOKES, Spread};
pub use link::{Found, Heard, Link, Then, merge};
pub use rim::{Done, Overrun, Rim, Said};
pub use wire::{Answer, Order, Push, Reply, Report, Seated, Word};
