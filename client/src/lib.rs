//! The client's mind: what a tab knows of one room, and what it does next.
//!
//! Invariant: pure. Time and chance are arguments ([`Moment`]); what should happen comes back as [`Effect`]s, which a
//! driver performs in order. So a widget, a bot and a simulated client run the same code.

mod client;
pub mod ime;
mod link;
mod outbox;
mod pace;
mod report;
mod step;
mod timeline;

pub use client::Client;
pub use link::Link;
pub use outbox::{Outbox, Unsent, UnsentState};
pub use step::{Effect, Input, Moment};
pub use timeline::Timeline;
