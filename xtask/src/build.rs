//! From crates to what is deployed: `target/maru`.
//!
//! Invariant: a step whose inputs did not change is not repeated, and a file whose content did not change is not written.

mod bindgen;
mod bundle;
mod relay;
mod stamp;
mod widget;

pub use relay::build as relay;
pub use stamp::{Inputs, files, write};
pub use widget::build as widget;
