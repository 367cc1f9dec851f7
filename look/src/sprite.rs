//! The drawings that both edges refer to by name, once in the document.

/// Inlined at the start of the body.
pub const SPRITE: &str = include_str!("sprite.svg");
