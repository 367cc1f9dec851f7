//! A message's text: addresses become links, names that are called stand out, everything else stays the text that it is.
//!
//! Invariant: nothing but text nodes, anchors and spans comes out, and an address is a link only as a `SafeUrl`.

use look::call::{self, Part};
use look::link::REL;
use look::{Piece, pieces};
use yew::AttrValue;

use super::el::{Node, all, el, say};

pub fn text(text: &AttrValue) -> Node {
    calling(text, 0, None)
}

/// A text in which so many names are called, one of them perhaps the reader's.
pub fn calling(text: &AttrValue, calls: usize, mine: Option<usize>) -> Node {
    let mut made = 0;
    let mut nodes = Vec::with_capacity(1);
    for piece in pieces(text) {
        match piece {
            Piece::Plain(text) => {
                let parts = call::parts(text, calls, &mut made).into_iter();
                nodes.extend(parts.map(|part| match part {
                    Part::Plain(text) => say(text.to_owned()),
                    Part::Call(name, nth) => {
                        let class = if mine == Some(nth) { "mn i" } else { "mn" };
                        el!("span" "class"=(class); say(name.to_owned()))
                    }
                }));
            }
            Piece::Link(url) => {
                let address = AttrValue::from(url.as_str().to_owned());
                let link = el!("a" "href"=(&address) "target"="_blank" "rel"=(REL); say(&address));
                nodes.push(link);
            }
        }
    }
    all(&nodes)
}
