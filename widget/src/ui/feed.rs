//! The official posts, newest first.

use look::{phrases, seldom};

use super::card::card;
use super::el::{Node, el, keyed, none, say};
use super::empty;
use crate::view::Feed;

/// `labelled`: it is one of two tabs.
pub fn feed(feed: &Feed, labelled: bool, hidden: bool) -> Node {
    let words = phrases(feed.lang);
    let inside = if feed.cards.is_empty() {
        empty::feed(feed.lang)
    } else {
        let mut cards: Vec<Node> = feed.cards.iter().map(card).collect();
        cards.push(if feed.more {
            let button =
                el!("button" "type"="button" "class"="bt so sm" "data-do"="older"; say(seldom(feed.lang).older_posts));
            keyed(button, "older")
        } else {
            none()
        });
        el!("div" "class"="sf" "tabindex"="0" "role"="region" "aria-label"=(words.news);
            el!("div" "class"="fe" => cards))
    };
    keyed(
        el!("section" "class"="pl" "id"="p-feed" "hidden"=(hidden.then_some("hidden"))
            "role"=(labelled.then_some("tabpanel")) "aria-labelledby"=(labelled.then_some("t-feed"));
            inside),
        "feed",
    )
}
