//! Some rows of the list that stand together. One message more is gone through in one block; of the others it is only asked whether
//! they are what they were.

use std::rc::Rc;

use look::{Phrases, phrases, refusal, seldom};
use protocol::{DraftId, Lang, Refusal, Seq};
use yew::{AttrValue, Component, Context, Html, Properties, html};

use super::el::{Node, all, drawn, el, keyed, lay, none, say};
use super::group::GroupRow;
use super::icon::tiny;
use super::said::row;
use super::wants::about;
use crate::view::{BlockView, Bubble, Item};

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub lang: Lang,
    pub items: Rc<Vec<Item>>,
}

/// A component, so that rows that did not change are not gone through.
pub struct Block;

impl Component for Block {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Props { lang, items } = ctx.props();
        drawn(|| all(&rows(*lang, items)))
    }
}

pub fn block(lang: Lang, view: &BlockView) -> Node {
    let (key, items) = (about("b", Seq(view.number)), view.items.clone());
    lay(html! { <Block {key} {lang} {items} /> })
}

fn rows(lang: Lang, items: &[Item]) -> Vec<Node> {
    let words = phrases(lang);
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Item::Day { key, text } => rows.push(keyed(el!("li" "class"="dc"; say(text)), *key)),
            Item::Unread => rows.push(keyed(el!("li" "class"="un"; say(words.unread)), "unread")),
            Item::Line { key, text } => {
                rows.push(keyed(el!("li" "class"="sy"; say(text)), about("l", *key)));
            }
            Item::Gone { key, mine, time } => rows.push(gone(words, *key, *mine, time)),
            Item::Group(group) => {
                let key = about("g", group.key);
                rows.push(lay(html! { <GroupRow {key} group={group.clone()} /> }));
            }
            Item::Crowd { key, last, n } => rows.push(crowd(lang, *key, *last, *n)),
            Item::Failed { draft, body, refusal } => rows.extend(failed(lang, *draft, body, *refusal)),
        }
    }
    rows
}

/// So many messages of a crowd; a press shows them. The number is another element each time, so that it may move in.
fn crowd(lang: Lang, key: Seq, last: Seq, n: u32) -> Node {
    let id = about("f", key);
    let unfold = [&about("unfold ", key), " ", &last.to_string()].concat();
    let more = keyed(el!("span"; say(seldom(lang).crowd.with(n))), n);
    let button = el!("button" "type"="button" "data-do"=(unfold) "aria-label"=(seldom(lang).unfold_crowd.with(n)); tiny("#i-down"), el!("span"; more));
    keyed(el!("li" "class"="fr" "id"=(id.clone()); button), id)
}

/// A message that was taken back: where it stood, and nobody's.
fn gone(words: &Phrases, key: Seq, mine: bool, time: &AttrValue) -> Node {
    let foot = el!("span" "class"="mt"; none(), none(), el!("time"; say(time)));
    let said = el!("p" "class"="b gone"; say(words.gone));
    let row = el!("div" "class"="rw" "id"=(about("m", key)) "tabindex"="-1"; said, foot);
    let class = if mine { "g x me" } else { "g x" };
    keyed(
        el!("li" "class"=(class); el!("div" "class"="c"; row)),
        about("x", key),
    )
}

/// A message that was refused for good: the reason beside it, and what can be done.
fn failed(lang: Lang, draft: DraftId, body: &Bubble, reason: Refusal) -> [Node; 2] {
    let words = phrases(lang);
    let foot = el!("span" "class"="mt"; el!("i" "class"="er"; say(seldom(lang).unsent)));
    let draft = draft.to_string();
    let choice = |name: &'static str, word: &'static str| el!("button" "type"="button" "class"="lk" "data-do"=([word, &draft].concat()); say(name));
    let choices =
        el!("span"; choice(seldom(lang).send_again, "retry "), choice(seldom(lang).delete, "discard "));
    let you = keyed(el!("p" "class"="vh"; say(words.you)), "name");
    let message = el!("li" "class"="g me"; el!("div" "class"="c"; you, row(words, body, "b rej", foot)));
    let reason = el!("li" "class"="why er"; say(refusal(lang, &reason)), choices);
    [
        keyed(message, ["f", &body.key].concat()),
        keyed(reason, ["w", &body.key].concat()),
    ]
}
