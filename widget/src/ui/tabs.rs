//! The two views, as one stop of the keyboard: arrows move between them.

use look::{count, phrases};
use protocol::Lang;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::virtual_dom::ListenerKind;
use yew::{Callback, Html};

use super::el::{el, none, on as hear, press, say};
use crate::browser;
use crate::view::{Intent, Tab};

pub fn tabs(lang: Lang, on: Tab, (chat, feed): (u32, u32), emit: &Callback<Intent>) -> Html {
    let words = phrases(lang);
    let tab = |tab: Tab, id: &'static str, panel: &'static str, name: &'static str, unread: u32| {
        let (selected, index) = if tab == on { ("true", "0") } else { ("false", "-1") };
        let number = if unread > 0 {
            el!("span" "class"="nb"; say(count::badge(unread)))
        } else {
            none()
        };
        let button = el!("button" "type"="button" "role"="tab" "id"=(id) "aria-controls"=(panel)
            "aria-selected"=(selected) "tabindex"=(index);
            say(name), number);
        press(button, emit, Intent::Show(tab))
    };
    let emit_turn = emit.clone();
    let list = el!("div" "class"="tb" "role"="tablist" "aria-label"=(words.views);
        tab(Tab::Chat, "t-chat", "p-chat", words.chat, chat),
        tab(Tab::Feed, "t-feed", "p-feed", words.news, feed));
    hear(list, ListenerKind::onkeydown, move |event| {
        if let Some(intent) = event.dyn_ref().and_then(|event| turn(on, event)) {
            emit_turn.emit(intent);
        }
    })
}

fn turn(on: Tab, event: &KeyboardEvent) -> Option<Intent> {
    let to = match (event.key().as_str(), on) {
        ("Home", _) | ("ArrowLeft" | "ArrowRight", Tab::Feed) => Tab::Chat,
        ("End", _) | ("ArrowLeft" | "ArrowRight", Tab::Chat) => Tab::Feed,
        _ => return None,
    };
    event.prevent_default();
    browser::focus(match to {
        Tab::Chat => "t-chat",
        Tab::Feed => "t-feed",
    });
    Some(Intent::Show(to))
}
