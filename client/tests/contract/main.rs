//! What a client promises to the person at it, one promise a test. The simulation tries them against a real room.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, which is what it is for"
)]

mod acts;
mod excursion;
mod link;
mod newest;
mod outbox;
mod quotes;
mod report;
mod rewrites;
mod tab;
mod timeline;
