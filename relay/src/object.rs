//! The objects: each a mind, its ledger, and the hands that do what the mind decides.
//!
//! Invariant: no rule about chat stands here. An object decodes, steps, performs.

mod clock;
pub mod door;
pub mod room;
pub mod round;
pub mod seat;
pub mod site;
pub mod spoke;
mod sql;
