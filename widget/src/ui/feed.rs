//! The official posts, newest first.

use look::phrases;
use yew::{Callback, Html, html};

use super::card::card;
use super::empty;
use crate::view::{Feed, Intent};

/// `labelled`: it is one of two tabs.
pub fn feed(feed: &Feed, labelled: bool, hidden: bool, emit: &Callback<Intent>) -> Html {
    let words = phrases(feed.lang);
    html! {
        <section key="feed" class="pl" id="p-feed" {hidden}
            role={labelled.then_some("tabpanel")} aria-labelledby={labelled.then_some("t-feed")}>
            if feed.cards.is_empty() {
                { empty::feed(feed.lang) }
            } else {
                <div class="sf" tabindex="0" role="region" aria-label={words.news}>
                    <div class="fe">
                        { for feed.cards.iter().map(card) }
                        if feed.more {
                            <button key="older" type="button" class="bt so sm"
                                onclick={emit.reform(|_| Intent::OlderPosts)}>{ words.older_posts }</button>
                        }
                    </div>
                </div>
            }
        </section>
    }
}
