//! What one person said within one minute: one face, one name, one time.

use std::rc::Rc;

use look::{Phrases, phrases};
use yew::{AttrValue, Component, Context, Html, Properties};

use super::el::{Node, drawn, el, keyed, none, say};
use super::icon::{badge, tiny};
use super::portrait::portrait;
use super::said::{pills, row};
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
        drawn(|| group(&ctx.props().group))
    }
}

fn group(group: &GroupView) -> Node {
    let words = phrases(group.lang);
    let last = group.bubbles.len().saturating_sub(1);
    let is_me = group.who == Who::Me;
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
    for (at, bubble) in group.bubbles.iter().enumerate() {
        let foot = match &group.state {
            GroupState::Told { time } => told(words, bubble, is_me, (at == last).then_some(time)),
            // Where the next one has come as far, it speaks for both.
            GroupState::Unsent(ways) if ways.get(at) != ways.get(at.saturating_add(1)) => {
                foot(words, ways.get(at))
            }
            GroupState::Unsent(_) => none(),
        };
        column.push(row(words, bubble, "b", foot));
        column.extend(pills(bubble));
    }
    let [old, new] = class;
    let mut parts = Vec::with_capacity(2);
    parts.extend(face);
    parts.push(el!("div" "class"="c" => column));
    el!("li" "class"=(if group.fresh { new } else { old }) => parts)
}

/// Beside the foot of a message that the log has: that it was changed, who has read it, when it was said.
fn told(words: &Phrases, bubble: &Bubble, is_me: bool, time: Option<&AttrValue>) -> Node {
    if time.is_none() && !bubble.edited && bubble.mark.is_none() {
        return none();
    }
    let edited = if bubble.edited {
        el!("i" "class"="k"; say(words.edited))
    } else {
        none()
    };
    let mark = bubble.mark.as_ref().map_or_else(none, |mark| {
        // A number alone counts down; a word with it is as quiet as the time.
        let is_word = is_me && !mark.starts_with(|c: char| c.is_ascii_digit());
        el!("i" "class"=(is_word.then_some("k")); say(mark))
    });
    let time = time.map_or_else(none, |time| el!("time"; say(time)));
    el!("span" "class"="mt"; edited, mark, time)
}

fn foot(words: &'static Phrases, way: Option<&Way>) -> Node {
    let told = match way {
        Some(Way::Waiting) => el!("i" "class"="k ql"; tiny("#i-clock"), say(words.waiting)),
        Some(Way::Sending) => el!("i" "class"="k ql"; say(words.sending)),
        _ => return none(),
    };
    el!("span" "class"="mt"; told)
}
