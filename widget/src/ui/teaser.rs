//! The card over a launcher: one message, in the frame that the host then shows as small as this.

use look::{Post, phrases};
use protocol::Lang;

use super::el::{Node, el, keyed, none, say};
use super::icon::{badge, small};
use super::portrait::portrait;
use super::text::line;
use crate::view::CardView;

pub fn teaser(card: &CardView) -> Node {
    let words = phrases(card.lang);
    let post = Post::of(&card.text);
    let badge = if card.official {
        badge(words.official)
    } else {
        none()
    };
    let said = line(post.title.unwrap_or(post.text), &card.emoji);
    let open = el!("button" "type"="button" "class"="go" "data-do"="card 1";
        portrait(&card.portrait),
        el!("span" "class"="c";
            el!("span" "class"="nm"; say(&card.name), badge),
            el!("span" "class"="tx" "lang"=(card.text_lang.map(Lang::tag)); said)));
    let close =
        el!("button" "type"="button" "class"="ib" "data-do"="card" "aria-label"=(words.close); small("#i-x"));
    keyed(
        el!("div" "class"="tz" "id"="maru-card" "role"="status";
            open,
            close),
        "teaser",
    )
}
