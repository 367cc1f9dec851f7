//! The room's title, who is there, and the few things that are always at hand.

use look::phrases::own_name;
use look::{Avatar, Portrait, phrases};
use protocol::{Lang, MemberId, Place};
use web_sys::HtmlSelectElement;
use yew::virtual_dom::ListenerKind;
use yew::{AttrValue, Callback, Event, Html, TargetCast};

use super::el::{el, keyed, none, on, press, say};
use super::icon::icon;
use super::portrait::portrait;
use super::tabs::tabs;
use crate::view::{Intent, Tab};

/// How the room's connection is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// So many are there.
    Live(u32),
    Connecting,
    Off,
}

pub struct Header<'a> {
    pub lang: Lang,
    pub title: &'a str,
    pub status: Status,
    pub place: Place,
    /// The tab in front, where there are two.
    pub tab: Option<Tab>,
    pub unread: (u32, u32),
    /// Whoever has a name can change it.
    pub me: Option<&'a MemberId>,
    pub inert: bool,
    pub emit: &'a Callback<Intent>,
}

pub fn header(props: Header<'_>) -> Html {
    let words = phrases(props.lang);
    let emit = props.emit;
    let (dot, status) = match props.status {
        Status::Live(members) => ("dot", AttrValue::from(words.members.with(members))),
        Status::Connecting => ("dot of", AttrValue::from(words.connecting)),
        Status::Off => ("dot of", AttrValue::from(words.offline)),
    };
    let close = if props.place == Place::Panel {
        let button = el!("button" "type"="button" "class"="ib" "id"="maru-close" "aria-label"=(words.close);
            icon("#i-down"));
        keyed(press(button, emit, Intent::Close), "close")
    } else {
        none()
    };
    let status = el!("p" "class"="ps" "role"="status"; el!("span" "class"=(dot)), el!("span"; say(status)));
    let title = el!("div" "class"="t"; el!("h1"; say(props.title.to_owned())), status);
    let me = props.me.map_or_else(none, |me| {
        let button = el!("button" "type"="button" "class"="ib" "id"="maru-me" "aria-label"=(words.rename)
            "title"=(words.rename);
            portrait(&Portrait::Member(Avatar::of(me))));
        keyed(press(button, emit, Intent::Rename), "me")
    });
    let menu = el!("button" "type"="button" "class"="ib" "id"="maru-menu" "aria-label"=(words.settings)
        "title"=(words.settings) "aria-haspopup"="dialog";
        icon("#i-menu"));
    let menu = keyed(press(menu, emit, Intent::Settings), "menu");
    let languages = Lang::ALL.into_iter().map(|lang| {
        let selected = (lang == props.lang).then_some("selected");
        el!("option" "value"=(lang.tag()) "selected"=(selected); say(own_name(lang)))
    });
    let select = el!("select" "id"="maru-lang" "aria-label"=(words.language) => languages.collect());
    let emit_speak = emit.clone();
    let select = on(select, ListenerKind::onchange, move |event| {
        if let Some(intent) = speak(&event) {
            emit_speak.emit(intent);
        }
    });
    let language = keyed(el!("label" "class"="ib lg"; icon("#i-globe"), select), "language");
    let tabs = props
        .tab
        .map_or_else(none, |tab| tabs(props.lang, tab, props.unread, emit));
    keyed(
        el!("header" "class"="hd" "inert"=(props.inert.then_some("inert"));
            el!("div" "class"="hr"; close, keyed(title, "title"), me, language, menu),
            tabs),
        "header",
    )
}

fn speak(event: &Event) -> Option<Intent> {
    let select = event.target_dyn_into::<HtmlSelectElement>()?;
    Lang::of_tag(&select.value()).map(Intent::Speak)
}
