//! From crates to what is deployed: `target/maru`.
//!
//! Invariant: a step whose inputs did not change is not repeated, and a file whose content did not change is not written.

mod bindgen;
mod bundle;
mod lazy;
mod names;
mod pack;
pub mod parts;
mod pinned;
mod relay;
mod silence;
pub mod split;
mod stamp;
pub mod stickers;
pub mod wasm;
mod widget;

pub use bindgen::Runtime;
pub use lazy::{Files, noted as later};
pub use pinned::Pinned;
pub use relay::{build as relay, faults};
pub use stamp::{Inputs, files, write};
pub use widget::build as widget;

/// For whom it is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// For everybody: as small as it gets.
    Release,
    /// For whoever edits it: what takes long and changes nothing that is seen is left out.
    Quick,
}

impl Mode {
    /// In a stamp: what was built for one is built again for the other.
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Quick => "quick",
        }
    }
}
