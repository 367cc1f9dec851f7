//! A room or a feed in which nothing was said yet.

use look::phrases;
use protocol::Lang;
use yew::{AttrValue, Callback, Html, html};

use crate::view::Intent;

/// A greeting is one tap away.
pub fn room(lang: Lang, emit: &Callback<Intent>) -> Html {
    let words = phrases(lang);
    html! {
        <div class="em">
            <svg class="st" viewBox="0 0 160 140" aria-hidden="true">
                <use href="#s-hi" />
                <text class="w" x="74" y="28" text-anchor="middle">{ words.wave }</text>
            </svg>
            <h2>{ words.empty_title }</h2>
            <p>{ words.empty_text }</p>
            <div class="sg">
                { for words.starters.into_iter().map(|line| html! {
                    <button type="button" class="bt so sm"
                        onclick={emit.reform(move |_| Intent::Say(AttrValue::Static(line)))}>{ line }</button>
                }) }
            </div>
        </div>
    }
}

pub fn feed(lang: Lang) -> Html {
    let words = phrases(lang);
    html! {
        <div class="em">
            <svg class="mark zz" viewBox="0 0 48 48" aria-hidden="true"><use href="#m-shut" /></svg>
            <h2>{ words.feed_empty_title }</h2>
            <p>{ words.feed_empty_text }</p>
        </div>
    }
}
