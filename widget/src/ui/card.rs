//! One official post.

use std::rc::Rc;

use look::{Post, phrases};
use protocol::Lang;
use yew::{AttrValue, Html, Properties, classes, function_component, html};

use super::icon::badge;
use super::portrait::portrait;
use super::text::text;
use crate::view::CardView;

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub card: Rc<CardView>,
}

#[function_component]
pub fn Card(Props { card }: &Props) -> Html {
    let post = Post::of(&card.text);
    html! {
        <article class={classes!("cd", card.fresh.then_some("new"))}>
            <header class="top">
                { portrait(&card.portrait) }
                <div>
                    <p class="nm">{ &card.name }{ badge(phrases(card.lang).official) }</p>
                    <time>{ &card.time }</time>
                </div>
            </header>
            <div class="tx" lang={card.text_lang.map(Lang::tag)}>
                if let Some(title) = post.title {
                    <h3>{ title.to_owned() }</h3>
                }
                <p>{ text(&AttrValue::from(post.text.to_owned())) }</p>
            </div>
        </article>
    }
}
