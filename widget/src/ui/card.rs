//! One official post.

use look::{Post, phrases};
use protocol::Lang;

use super::el::{Node, el, keyed, none, say};
use super::icon::badge;
use super::portrait::portrait;
use super::text::{line, text};
use crate::view::CardView;

pub fn card(card: &CardView) -> Node {
    let post = Post::of(&card.text);
    let (class, name) = (if card.fresh { "cd new" } else { "cd" }, say(&card.name));
    let name = el!("p" "class"="nm"; name, badge(phrases(card.lang).official));
    let top = el!("header" "class"="top";
        portrait(&card.portrait),
        el!("div"; name, el!("time"; say(&card.time))));
    let title = post
        .title
        .map_or_else(none, |title| el!("h2"; line(title, &card.emoji)));
    let said = el!("p"; text(post.text, &card.emoji));
    let said = el!("div" "class"="tx" "lang"=(card.text_lang.map(Lang::tag)); title, said);
    keyed(el!("article" "class"=(class); top, said), card.key.0)
}
