//! The pages that a browser shows before, or without, the app.
//!
//! Invariant: a page is drawn from its view alone. What people typed reaches it as text nodes and as escaped JSON,
//! never as markup; its policy allows no inline script, and inline style only with the view's nonce.

mod chat;
mod composer;
mod document;
mod feed;
mod head;
mod header;
mod lost;
mod parts;
mod said;

use protocol::http::Theme;
use protocol::{Boot, Lang};

pub use document::document;
pub use lost::lost;

/// Everything that the frame's document, or the page of a room, is drawn from.
pub struct PageView<'a> {
    /// Goes into `#boot`, and is what the rows are drawn from.
    pub boot: &'a Boot,
    /// For the inline style sheet; the answer's policy names the same.
    pub nonce: &'a str,
    /// The frame's style sheet, minified.
    pub css: &'a str,
    /// Paths of the app.
    pub app_js: &'a str,
    pub app_wasm: &'a str,
    /// What the app brings as soon as it is there; empty where it is in one part.
    pub app_rest: &'a str,
    /// What the stickers of this build are, all together: behind the question mark of their addresses.
    pub stickers: &'a str,
    /// The owner's, with what the page asked for in its place.
    pub theme: &'a Theme,
}

/// A site or a room that does not exist, told in every language, the visitor's first.
pub struct LostView<'a> {
    pub lang: Lang,
    pub nonce: &'a str,
    pub css: &'a str,
}

#[cfg(test)]
mod tests;
