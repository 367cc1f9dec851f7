//! What the relay's tests stand on: a runtime that can be killed, sites, and clients that speak the protocol.
//!
//! Invariant: whatever waits here waits for a condition, with a deadline that only a broken relay reaches.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this is a harness: what does not hold ends the test"
)]

pub mod client;
pub mod driver;
pub mod faults;
pub mod http;
pub mod machine;
pub mod member;
pub mod prices;
pub mod runtime;
pub mod site;

use std::time::Duration;

/// Longer than anything takes on a slow and busy machine.
pub const DEADLINE: Duration = Duration::from_secs(60);

pub use self::client::{Client, Refusing};
pub use http::Answer;
pub use runtime::Relay;
pub use site::{Official, Site};

/// Asks until it holds.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = std::time::Instant::now();
    while !holds() {
        assert!(start.elapsed() < DEADLINE, "waited for: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A draft's id, and a guest's secret: unlike any other of this process.
pub fn fresh() -> protocol::DraftId {
    use std::hash::{BuildHasher, RandomState};
    use std::sync::atomic::{AtomicU64, Ordering};

    static COUNT: AtomicU64 = AtomicU64::new(1);
    let chance = RandomState::new().hash_one(std::process::id());
    let bits = (u128::from(chance) << 64) | u128::from(COUNT.fetch_add(1, Ordering::Relaxed));
    protocol::DraftId::from_bits(bits)
}
