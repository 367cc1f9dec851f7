//! The official posts, newest first.

use look::phrases;
use yew::{Callback, Html};

use super::card::card;
use super::el::{el, keyed, none, press, say};
use super::empty;
use crate::view::{Feed, Intent};

/// `labelled`: it is one of two tabs.
pub fn feed(feed: &Feed, labelled: bool, hidden: bool, emit: &Callback<Intent>) -> Html {
    let words = phrases(feed.lang);
    let inside = if feed.cards.is_empty() {
        empty::feed(feed.lang)
    } else {
        let mut cards: Vec<Html> = feed.cards.iter().map(card).collect();
        cards.push(if feed.more {
            let button = el!("button" "type"="button" "class"="bt so sm"; say(words.older_posts));
            keyed(press(button, emit, Intent::OlderPosts), "older")
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
