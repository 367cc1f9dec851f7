//! What one person said within one minute: one face, one name, one time.

use std::rc::Rc;

use look::{Phrases, phrases};
use protocol::Lang;
use yew::{Component, Context, Html, Properties};

use super::el::{el, keyed, none, say};
use super::icon::{badge, tiny};
use super::portrait::portrait;
use super::text::text;
use crate::view::{Bubble, GroupState, GroupView, Way, Who};

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub group: Rc<GroupView>,
}

/// A component, so that a group that did not change is not gone through.
pub struct GroupRow;

impl Component for GroupRow {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        group(&ctx.props().group)
    }
}

fn group(group: &GroupView) -> Html {
    let words = phrases(group.lang);
    let last = group.bubbles.len().saturating_sub(1);
    let bubbles = group.bubbles.iter().enumerate().map(|(at, bubble)| {
        let foot = match &group.state {
            GroupState::Told { time } if at == last => el!("span" "class"="mt"; el!("time"; say(time))),
            // Where the next one has come as far, it speaks for both.
            GroupState::Unsent(ways) if ways.get(at) != ways.get(at.saturating_add(1)) => {
                foot(words, ways.get(at))
            }
            _ => none(),
        };
        row(bubble, "b", foot)
    });
    let mut column = Vec::with_capacity(group.bubbles.len() + 1);
    let (class, face) = match &group.who {
        Who::Me => {
            column.push(keyed(el!("p" "class"="vh"; say(words.you)), "name"));
            (["g me", "g me new"], None)
        }
        Who::Other {
            name,
            portrait: face,
            official,
        } => {
            let mark = if *official { badge(words.official) } else { none() };
            column.push(keyed(el!("p" "class"="nm"; say(name), mark), "name"));
            let (class, around) = if *official {
                (["g of", "g of new"], "avw of")
            } else {
                (["g", "g new"], "avw")
            };
            (class, Some(el!("span" "class"=(around); portrait(face))))
        }
    };
    column.extend(bubbles);
    let [old, new] = class;
    let mut parts = Vec::with_capacity(2);
    parts.extend(face);
    parts.push(el!("div" "class"="c" => column));
    el!("li" "class"=(if group.fresh { new } else { old }) => parts)
}

pub fn row(bubble: &Bubble, class: &'static str, foot: Html) -> Html {
    let said = el!("p" "class"=(class) "lang"=(bubble.lang.map(Lang::tag)); text(&bubble.text));
    keyed(el!("div" "class"="rw"; said, foot), &*bubble.key)
}

fn foot(words: &'static Phrases, way: Option<&Way>) -> Html {
    let told = match way {
        Some(Way::Waiting) => el!("i" "class"="k ql"; tiny("#i-clock"), say(words.waiting)),
        Some(Way::Sending) => el!("i" "class"="k ql"; say(words.sending)),
        _ => return none(),
    };
    el!("span" "class"="mt"; told)
}
