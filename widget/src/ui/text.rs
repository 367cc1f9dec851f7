//! A message's text: addresses become links, everything else stays the text that it is.
//!
//! Invariant: nothing but text nodes and anchors comes out.

use look::link::REL;
use look::{Piece, pieces};
use yew::{AttrValue, Html};

use super::el::{all, el, say};

pub fn text(text: &AttrValue) -> Html {
    all(pieces(text).into_iter().map(piece).collect())
}

fn piece(piece: Piece<'_>) -> Html {
    match piece {
        Piece::Plain(text) => say(text.to_owned()),
        Piece::Link(address) => {
            let address = AttrValue::from(address.to_owned());
            el!("a" "href"=(&address) "target"="_blank" "rel"=(REL); say(&address))
        }
    }
}
