//! A site's mind: its settings, its official accounts, its keys, and the names that belong to them.
//!
//! Invariants: pure; a value of [`Site`] is valid, since every change is checked before it is made; keys come in and
//! are kept as digests, so hashing and chance are the edge's.
//!
//! [`Site`] is the whole, kept by the site's object. [`View`] is what everybody may see of it: the edge holds a copy of
//! it for a moment, to answer who may embed, who may connect, and what a room is called.

mod account;
mod digest;
mod emoji;
mod names;
mod origin;
mod site;
mod view;

pub use digest::Digest;
pub use origin::is_origin;
pub use site::{Bearer, By, Denied, Site};
pub use view::View;
