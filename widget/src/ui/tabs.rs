//! The two views, as one stop of the keyboard: arrows move between them.

use look::{count, phrases};
use protocol::Lang;

use super::el::{Node, el, none, say};
use crate::view::Tab;

pub fn tabs(lang: Lang, on: Tab, (chat, feed): (u32, u32)) -> Node {
    let words = phrases(lang);
    let tab = |tab: Tab, [id, panel, word]: [&'static str; 3], name: &'static str, unread: u32| {
        let (selected, index) = if tab == on { ("true", "0") } else { ("false", "-1") };
        let number = if unread > 0 {
            el!("span" "class"="nb"; say(count::badge(unread)))
        } else {
            none()
        };
        el!("button" "type"="button" "role"="tab" "id"=(id) "aria-controls"=(panel)
            "aria-selected"=(selected) "tabindex"=(index) "data-do"=(word);
            say(name), number)
    };
    el!("div" "class"="tb" "role"="tablist" "aria-label"=(words.views);
        tab(Tab::Chat, ["t-chat", "p-chat", "chat"], words.chat, chat),
        tab(Tab::Feed, ["t-feed", "p-feed", "news"], words.news, feed))
}
