//! A message's text: addresses become links, names that are called stand out, the site's emoji are drawn, everything else stays the
//! text that it is.
//!
//! Invariant: nothing but text nodes, anchors, spans and pictures of the relay comes out, and an address is a link only as a `SafeUrl`.

use look::call::{self, Part};
use look::link::REL;
use look::{Piece, emoji, pieces};
use protocol::Emoji;
use yew::AttrValue;

use super::el::{Node, all, el, say};
use crate::view::Known;

pub fn text(text: &str, known: &Known) -> Node {
    calling(text, 0, None, known)
}

/// A text in which so many names are called, one of them perhaps the reader's.
pub fn calling(text: &str, calls: usize, mine: Option<usize>, known: &Known) -> Node {
    let known = known.as_deref().unwrap_or_default();
    let is_large = emoji::is_large(text, known);
    let mut made = 0;
    let mut nodes = Vec::with_capacity(1);
    for piece in pieces(text) {
        match piece {
            Piece::Plain(text) => {
                for part in call::parts(text, calls, &mut made) {
                    match part {
                        Part::Plain(text) => draw(text, known, is_large, &mut nodes),
                        Part::Call(name, nth) => {
                            let class = if mine == Some(nth) { "mn i" } else { "mn" };
                            nodes.push(el!("span" "class"=(class); say(name.to_owned())));
                        }
                    }
                }
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

/// A line that leads somewhere itself: no links in it.
pub fn line(text: &str, known: &Known) -> Node {
    let mut nodes = Vec::with_capacity(1);
    draw(text, known.as_deref().unwrap_or_default(), false, &mut nodes);
    all(&nodes)
}

fn draw(text: &str, known: &[Emoji], is_large: bool, nodes: &mut Vec<Node>) {
    let (class, size) = if is_large { ("ej l", "64") } else { ("ej", "22") };
    for part in emoji::parts(text, known) {
        nodes.push(match part {
            emoji::Part::Plain(text) => say(text.to_owned()),
            emoji::Part::Own(emoji, written) => {
                let (from, written) = (["/m/", &emoji.key.to_string()].concat(), AttrValue::from(written.to_owned()));
                el!("img" "class"=(class) "src"=(from) "alt"=(&written) "title"=(&written) "width"=(size) "height"=(size))
            }
        });
    }
}
