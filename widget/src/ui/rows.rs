//! The rows in the page, and the scroller around them.
//!
//! Invariant: what is being read does not move. At the end the scroller is at 0, where the browser keeps it; above,
//! whatever an update did to the rows below is taken back by the rows that were seen before it.

use std::rc::Rc;

use gloo::events::EventListener;
use look::{phrases, refusal};
use protocol::{DraftId, Refusal};
use web_sys::Element;
use yew::{Callback, Component, Context, Html, NodeRef, Properties, html};

use super::el::{el, found, keyed, press, say};
use super::group::{GroupRow, row};
use super::scroll::{self, Seen};
use crate::view::{Bubble, Chat, Intent, Item};

/// Nearer to the page's first or last row than this, more rows are brought: about a phone's screen.
const NEAR_PX: i32 = 700;
/// A list that is scrolled up by less than a line of bubbles is still at its end.
const END_PX: i32 = 48;

#[derive(Clone, Debug, Properties)]
pub struct Props {
    pub chat: Rc<Chat>,
    /// Each change leads to the end.
    pub jumps: u32,
    pub emit: Callback<Intent>,
}

/// Rows are made anew when something changed, and only then; the groups compare themselves.
impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.chat, &other.chat) && self.jumps == other.jumps
    }
}

pub struct Rows {
    scroller: NodeRef,
    ear: Option<EventListener>,
    at_end: bool,
    seen: Vec<Seen>,
    to_end: bool,
}

impl Component for Rows {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            scroller: NodeRef::default(),
            ear: None,
            at_end: true,
            seen: Vec::new(),
            to_end: false,
        }
    }

    /// The scroller was moved.
    fn update(&mut self, ctx: &Context<Self>, (): ()) -> bool {
        if let Some(scroller) = self.scroller.cast::<Element>() {
            self.look(&scroller, ctx.props());
        }
        false
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        // Several changes may come before they are rendered: the first knows what was seen, and no jump is forgotten.
        self.to_end |= ctx.props().jumps != old.jumps;
        if self.seen.is_empty()
            && !self.at_end
            && !self.to_end
            && let Some(scroller) = self.scroller.cast::<Element>()
        {
            self.seen = scroll::seen(&scroller);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Props { chat, emit, .. } = ctx.props();
        let words = phrases(chat.lang);
        let start = if chat.more_above {
            let button = el!("button" "type"="button" "class"="bt so sm"; say(words.older));
            keyed(el!("li" "class"="old"; press(button, emit, Intent::Up)), "old")
        } else {
            keyed(el!("li" "class"="sy"; say(words.history_start)), "start")
        };
        let mut rows = Vec::with_capacity(chat.items.len() + 1);
        rows.push(start);
        for item in &chat.items {
            match item {
                Item::Day { key, text } => rows.push(keyed(el!("li" "class"="dc"; say(text)), *key)),
                Item::Group(group) => {
                    let key = ["g", &group.key.to_string()].concat();
                    rows.push(html! { <GroupRow {key} group={group.clone()} /> });
                }
                Item::Failed { draft, body, refusal } => {
                    rows.extend(failed(chat, emit, *draft, body, *refusal))
                }
            }
        }
        let live = if chat.appended { "polite" } else { "off" };
        let scroller = el!("div" "class"="sc" "id"="maru-scroll" "tabindex"="0" "role"="log" "aria-live"=(live)
            "aria-label"=(words.messages);
            el!("ol" "class"="ls" => rows));
        found(scroller, &self.scroller)
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let Some(scroller) = self.scroller.cast::<Element>() else {
            return;
        };
        if first {
            let link = ctx.link().clone();
            self.ear = Some(EventListener::new(&scroller, "scroll", move |_| {
                link.send_message(())
            }));
            return;
        }
        if std::mem::take(&mut self.to_end) {
            self.at_end = true;
        }
        let seen = std::mem::take(&mut self.seen);
        if self.at_end {
            scroller.set_scroll_top(0);
        } else {
            scroll::hold(&scroller, &seen);
        }
        self.look(&scroller, ctx.props());
    }
}

impl Rows {
    fn look(&mut self, scroller: &Element, Props { chat, emit, .. }: &Props) {
        let Some((above, below)) = scroll::rest(scroller) else {
            return;
        };
        let at_end = below < END_PX && !chat.more_below;
        if at_end != self.at_end {
            self.at_end = at_end;
            emit.emit(Intent::Away(!at_end));
        }
        if below < NEAR_PX && chat.more_below {
            emit.emit(Intent::Down);
        } else if above < NEAR_PX && chat.more_above && !chat.loading {
            emit.emit(Intent::Up);
        }
    }
}

/// A message that was refused for good: the reason beside it, and what can be done.
fn failed(chat: &Chat, emit: &Callback<Intent>, draft: DraftId, body: &Bubble, reason: Refusal) -> [Html; 2] {
    let words = phrases(chat.lang);
    let foot = el!("span" "class"="mt"; el!("i" "class"="er"; say(words.unsent)));
    let choice = |name: &'static str, intent: Intent| {
        press(
            el!("button" "type"="button" "class"="lk"; say(name)),
            emit,
            intent,
        )
    };
    let choices = el!("span";
        choice(words.send_again, Intent::Retry(draft)),
        choice(words.delete, Intent::Discard(draft)));
    let you = keyed(el!("p" "class"="vh"; say(words.you)), "name");
    let message = el!("li" "class"="g me"; el!("div" "class"="c"; you, row(body, "b rej", foot)));
    let reason = el!("li" "class"="why er"; say(refusal(chat.lang, &reason)), choices);
    [
        keyed(message, ["f", &body.key].concat()),
        keyed(reason, ["w", &body.key].concat()),
    ]
}
