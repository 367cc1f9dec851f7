//! The official posts, newest first.

use std::rc::Rc;

use look::phrases;
use yew::{Callback, Html, Properties, function_component, html};

use super::card::Card;
use super::empty;
use crate::view::{Feed, Intent};

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub feed: Rc<Feed>,
    /// It is one of two tabs.
    pub labelled: bool,
    pub hidden: bool,
    pub emit: Callback<Intent>,
}

#[function_component]
pub fn FeedPanel(
    Props {
        feed,
        labelled,
        hidden,
        emit,
    }: &Props,
) -> Html {
    let words = phrases(feed.lang);
    html! {
        <section class="pl" id="p-feed" hidden={*hidden}
            role={labelled.then_some("tabpanel")} aria-labelledby={labelled.then_some("t-feed")}>
            if feed.cards.is_empty() {
                { empty::feed(feed.lang) }
            } else {
                <div class="sf" tabindex="0" role="region" aria-label={words.news}>
                    <div class="fe" role="feed">
                        { for feed.cards.iter().map(|card| html! { <Card key={card.key.0} card={card.clone()} /> }) }
                        if feed.more {
                            <button key="older" type="button" class="bt so sm"
                                onclick={emit.reform(|_| Intent::OlderPosts)}>{ words.older }</button>
                        }
                    </div>
                </div>
            }
        </section>
    }
}
