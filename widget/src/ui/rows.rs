//! The rows in the page, and the scroller around them.
//!
//! Invariant: what is being read does not move. At the end the scroller is at 0, where the browser keeps it; above,
//! whatever an update did to the rows below is taken back by the rows that were seen before it.

use std::rc::Rc;

use gloo::events::EventListener;
use look::phrases;
use protocol::Seq;
use web_sys::Element;
use yew::{Callback, Component, Context, Html, NodeRef, Properties};

use super::aloud::Aloud;
use super::block::block;
use super::el::{Node, all, drawn, el, found, keyed, say};
use super::scroll::{self, Seen};
use super::wants::{about, bring, go_on};
use crate::view::{Chat, Intent};

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
    landing: Option<Seq>,
    /// Unfolded, and the keyboard is to go on there.
    opened: Option<Seq>,
    aloud: Aloud,
    told: NodeRef,
}

pub enum Msg {
    /// The scroller was moved.
    Moved,
    /// It may be told again what has come.
    Rested,
}

impl Component for Rows {
    type Message = Msg;
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            scroller: NodeRef::default(),
            ear: None,
            at_end: true,
            seen: Vec::new(),
            to_end: false,
            landing: None,
            opened: None,
            aloud: Aloud::default(),
            told: NodeRef::default(),
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Moved => {
                if let Some(scroller) = self.scroller.cast::<Element>() {
                    self.look(&scroller, ctx.props());
                }
            }
            Msg::Rested => self.tell(ctx, Aloud::rested),
        }
        false
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        // Several changes may come before they are rendered: the first knows what was seen, and no jump is forgotten.
        self.to_end |= ctx.props().jumps != old.jumps;
        let is_other = !Rc::ptr_eq(&ctx.props().chat, &old.chat);
        if is_other {
            self.landing = ctx.props().chat.landing;
        }
        if self.seen.is_empty()
            && !self.to_end
            && let Some(scroller) = self.scroller.cast::<Element>()
        {
            // The browser tells a move only with the next picture, and this may come before it.
            let opened = ctx
                .props()
                .chat
                .opened
                .filter(|seq| old.chat.opened != Some(*seq));
            let above = opened.and_then(|seq| scroll::above(&about("f", seq)));
            let has_moved = || scroll::rest(&scroller).is_some_and(|(_, below)| below >= END_PX);
            if self.at_end && (above.is_some() || has_moved()) {
                self.at_end = false;
                ctx.props().emit.emit(Intent::Away(true));
            }
            if let Some(above) = above {
                // What was unfolded goes downwards from here.
                self.seen = vec![above];
                self.opened = opened;
            } else if !self.at_end {
                self.seen = scroll::seen(&scroller);
            }
        }
        // After what was measured: what is written makes the browser lay out the page anew.
        if is_other {
            self.tell(ctx, Aloud::changed);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        drawn(|| self.draw(&ctx.props().chat))
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let Some(scroller) = self.scroller.cast::<Element>() else {
            return;
        };
        if first {
            let link = ctx.link().clone();
            self.ear = Some(EventListener::new(&scroller, "scroll", move |_| {
                link.send_message(Msg::Moved);
            }));
            return;
        }
        if std::mem::take(&mut self.to_end) {
            self.at_end = true;
        }
        let seen = std::mem::take(&mut self.seen);
        if let Some(seq) = self.landing.take() {
            bring(seq);
            ctx.props().emit.emit(Intent::Landed);
        } else if self.at_end {
            scroller.set_scroll_top(0);
        } else {
            scroll::hold(&scroller, &seen);
            if let Some(seq) = self.opened.take() {
                go_on(seq);
            }
        }
        self.look(&scroller, ctx.props());
    }
}

impl Rows {
    fn draw(&self, chat: &Chat) -> Node {
        let words = phrases(chat.lang);
        let [above, below] = chat.loading;
        let more = |key: &'static str, inside: Node| keyed(el!("li" "class"="old"; inside), key);
        let loading = |key| more(key, el!("p" "class"="ld"; say(words.loading)));
        let mut rows = Vec::new();
        rows.push(if above {
            loading("old")
        } else if chat.more_above {
            let button = el!("button" "type"="button" "class"="bt so sm" "data-do"="up"; say(words.older));
            more("old", button)
        } else {
            keyed(el!("li" "class"="sy"; say(words.history_start)), "start")
        });
        rows.extend(chat.blocks.iter().map(|view| block(chat.lang, view)));
        if below {
            rows.push(loading("more"));
        }
        let scroller = el!("div" "class"="sc" "id"="maru-scroll" "tabindex"="0" "role"="log" "aria-live"="off"
            "aria-label"=(words.messages);
            el!("ol" "class"="ls" => rows));
        let told = el!("p" "class"="vh" "role"="status");
        all(&[found(scroller, &self.scroller), found(told, &self.told)])
    }

    fn tell(&mut self, ctx: &Context<Self>, how: fn(&mut Aloud, &Chat, &Element, Callback<()>)) {
        if let Some(place) = self.told.cast::<Element>() {
            let again = ctx.link().callback(|()| Msg::Rested);
            how(&mut self.aloud, &ctx.props().chat, &place, again);
        }
    }

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
        } else if above < NEAR_PX && chat.more_above && !chat.loading[0] {
            emit.emit(Intent::Up);
        }
    }
}
