//! The room's panel: its rows, or a greeting where there are none, and the way back to the newest.

use std::rc::Rc;

use yew::{Callback, html};

use super::el::{Node, el, keyed, lay, none};
use super::empty;
use super::jump::jump;
use super::pin::pin;
use super::rows::Rows;
use crate::view::{Chat, Intent};

pub struct Panel<'a> {
    pub chat: &'a Rc<Chat>,
    /// It is one of two tabs.
    pub labelled: bool,
    pub hidden: bool,
    /// The list is scrolled up, and so many messages have come since.
    pub jump: Option<u32>,
    pub jumps: u32,
    pub emit: &'a Callback<Intent>,
}

pub fn list(panel: Panel<'_>) -> Node {
    let Panel {
        chat,
        labelled,
        hidden,
        emit,
        jumps,
        ..
    } = panel;
    let rows = if chat.is_empty() {
        empty::room(chat.lang)
    } else {
        lay(html! { <Rows chat={chat.clone()} {jumps} {emit} /> })
    };
    let pin = chat
        .pin
        .as_ref()
        .map_or_else(none, |pinned| pin(chat.lang, pinned));
    let jump = panel.jump.map_or_else(none, |unread| jump(chat.lang, unread));
    keyed(
        el!("section" "class"="pl" "id"="p-chat" "hidden"=(hidden.then_some("hidden"))
            "role"=(labelled.then_some("tabpanel")) "aria-labelledby"=(labelled.then_some("t-chat"));
            pin, rows, jump),
        "chat",
    )
}
