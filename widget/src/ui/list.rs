//! The room's panel: its rows, or a greeting where there are none, and the way back to the newest.

use std::rc::Rc;

use yew::{Callback, Html, Properties, function_component, html};

use super::empty;
use super::jump::jump;
use super::rows::Rows;
use crate::view::{Chat, Intent};

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub chat: Rc<Chat>,
    /// It is one of two tabs.
    pub labelled: bool,
    pub hidden: bool,
    /// The list is scrolled up, and so many messages have come since.
    pub jump: Option<u32>,
    pub jumps: u32,
    pub emit: Callback<Intent>,
}

#[function_component]
pub fn List(props: &Props) -> Html {
    let Props {
        chat,
        labelled,
        hidden,
        emit,
        jumps,
        ..
    } = props;
    html! {
        <section class="pl" id="p-chat" hidden={*hidden}
            role={labelled.then_some("tabpanel")} aria-labelledby={labelled.then_some("t-chat")}>
            if chat.items.is_empty() {
                { empty::room(chat.lang, emit) }
            } else {
                <Rows chat={chat.clone()} jumps={*jumps} {emit} />
            }
            if let Some(unread) = props.jump {
                { jump(chat.lang, unread, emit) }
            }
        </section>
    }
}
