//! The room's title, who is there, and the few things that are always at hand.

use look::phrases::own_name;
use look::{Avatar, Portrait, phrases};
use protocol::{Lang, MemberId, Place};
use yew::AttrValue;

use super::el::{Node, el, keyed, none, say};
use super::icon::icon;
use super::portrait::portrait;
use super::tabs::tabs;
use crate::view::Tab;

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
}

pub fn header(props: Header<'_>) -> Node {
    let words = phrases(props.lang);
    let (dot, status) = match props.status {
        Status::Live(members) => ("dot", AttrValue::from(words.members.with(members))),
        Status::Connecting => ("dot of", AttrValue::from(words.connecting)),
        Status::Off => ("dot of", AttrValue::from(words.offline)),
    };
    let close = if props.place == Place::Panel {
        let button = el!("button" "type"="button" "class"="ib" "id"="maru-close" "data-do"="close"
            "aria-label"=(words.close);
            icon("#i-down"));
        keyed(button, "close")
    } else {
        none()
    };
    let status = el!("p" "class"="ps" "role"="status"; el!("span" "class"=(dot)), el!("span"; say(status)));
    let title = el!("div" "class"="t"; el!("h1"; say(props.title.to_owned())), status);
    let me = props.me.map_or_else(none, |me| {
        let button = el!("button" "type"="button" "class"="ib" "id"="maru-me" "data-do"="rename"
            "aria-label"=(words.rename) "title"=(words.rename);
            portrait(&Portrait::Member(Avatar::of(me))));
        keyed(button, "me")
    });
    let menu = el!("button" "type"="button" "class"="ib" "id"="maru-menu" "data-do"="settings"
        "aria-label"=(words.settings) "title"=(words.settings) "aria-haspopup"="dialog";
        icon("#i-menu"));
    let menu = keyed(menu, "menu");
    let languages = Lang::ALL.map(|lang| {
        let selected = (lang == props.lang).then_some("selected");
        el!("option" "value"=(lang.tag()) "selected"=(selected); say(own_name(lang)))
    });
    let select = el!("select" "id"="maru-lang" "data-do"="speak" "aria-label"=(words.language) => languages);
    let language = keyed(el!("label" "class"="ib lg"; icon("#i-globe"), select), "language");
    let tabs = props
        .tab
        .map_or_else(none, |tab| tabs(props.lang, tab, props.unread));
    keyed(
        el!("header" "class"="hd" "inert"=(props.inert.then_some("inert"));
            el!("div" "class"="hr"; close, keyed(title, "title"), me, language, menu),
            tabs),
        "header",
    )
}
