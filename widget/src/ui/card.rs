//! One official post.

use look::{Post, phrases};
use protocol::Lang;
use yew::{AttrValue, Html, classes, html};

use super::icon::badge;
use super::portrait::portrait;
use super::text::text;
use crate::view::CardView;

pub fn card(card: &CardView) -> Html {
    let post = Post::of(&card.text);
    html! {
        <article key={card.key.0} class={classes!("cd", card.fresh.then_some("new"))}>
            <header class="top">
                { portrait(&card.portrait) }
                <div>
                    <p class="nm">{ &card.name }{ badge(phrases(card.lang).official) }</p>
                    <time>{ &card.time }</time>
                </div>
            </header>
            <div class="tx" lang={card.text_lang.map(Lang::tag)}>
                if let Some(title) = post.title {
                    <h2>{ title.to_owned() }</h2>
                }
                <p>{ text(&AttrValue::from(post.text.to_owned())) }</p>
            </div>
        </article>
    }
}
