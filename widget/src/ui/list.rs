//! The room's panel: its rows, or a greeting where there are none, and the way back to the newest.

use std::rc::Rc;

use yew::{Callback, Html, html};

use super::empty;
use super::jump::jump;
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

pub fn list(panel: Panel<'_>) -> Html {
    let Panel {
        chat,
        labelled,
        hidden,
        emit,
        jumps,
        ..
    } = panel;
    html! {
        <section key="chat" class="pl" id="p-chat" {hidden}
            role={labelled.then_some("tabpanel")} aria-labelledby={labelled.then_some("t-chat")}>
            if chat.items.is_empty() {
                { empty::room(chat.lang, emit) }
            } else {
                <Rows chat={chat.clone()} {jumps} {emit} />
            }
            if let Some(unread) = panel.jump {
                { jump(chat.lang, unread, emit) }
            }
        </section>
    }
}
