//! What both edges draw with, so that the app takes over the relay's document without a visible change.
//!
//! Invariant: everything here is a pure function of its arguments, and both edges call it for the same thing.
//! Absent on purpose: markup libraries, clocks, the browser, and anything that costs the widget kilobytes.
#![doc = include_str!("../MARKUP.md")]

pub mod avatar;
pub mod call;
pub mod clock;
pub mod count;
pub mod emoji;
pub mod fold;
#[cfg(feature = "later")]
pub mod later;
pub mod link;
pub mod path;
pub mod phrases;
pub mod portrait;
pub mod post;
pub mod refusal;
pub mod rows;
pub mod said;
pub mod script;
#[cfg(feature = "theme")]
pub mod sprite;
pub mod sticker;
#[cfg(feature = "stickers")]
pub mod stickers;
#[cfg(feature = "theme")]
pub mod theme;

pub use avatar::Avatar;
pub use clock::{Civil, Day};
pub use link::{Piece, SafeUrl, pieces};
pub use phrases::{Around, Phrases, phrases, seldom};
pub use portrait::{CrestArt, Portrait, known_as};
pub use post::Post;
pub use refusal::refusal;
pub use rows::{Group, Row, Sight, rows};
pub use script::lang_of;
