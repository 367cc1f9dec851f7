//! The official posts, newest first.

use std::rc::Rc;

use look::phrases;
use yew::{Callback, Component, Context, Html, Properties, html};

use super::card::card;
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

pub struct FeedPanel;

impl Component for FeedPanel {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Props {
            feed,
            labelled,
            hidden,
            emit,
        } = ctx.props();
        let words = phrases(feed.lang);
        html! {
            <section class="pl" id="p-feed" hidden={*hidden}
                role={labelled.then_some("tabpanel")} aria-labelledby={labelled.then_some("t-feed")}>
                if feed.cards.is_empty() {
                    { empty::feed(feed.lang) }
                } else {
                    <div class="sf" tabindex="0" role="region" aria-label={words.news}>
                        <div class="fe">
                            { for feed.cards.iter().map(|post| card(post)) }
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
}
