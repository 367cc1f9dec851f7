//! The client's mind: what a tab knows of one room, and what it does next.
//!
//! Invariant: pure. Time and chance are arguments ([`Moment`]); what should happen comes back as [`Effect`]s, which a
//! driver performs in order. So a widget, a bot and a simulated client run the same code.

mod asks;
mod client;
mod excursion;
pub mod ime;
mod link;
mod marks;
mod outbox;
mod pace;
mod pin;
mod quotes;
mod report;
mod says;
mod step;
mod stretch;
mod tallies;
mod timeline;

pub use client::Client;
pub use link::Link;
pub use outbox::{Outbox, Unsent, UnsentState};
pub use step::{Effect, Input, Moment};
pub use timeline::Timeline;
