//! The two views, as one stop of the keyboard: arrows move between them.

use look::{count, phrases};
use protocol::Lang;
use yew::{Callback, Html, KeyboardEvent, html};

use crate::browser;
use crate::view::{Intent, Tab};

pub fn tabs(lang: Lang, on: Tab, (chat, feed): (u32, u32), emit: &Callback<Intent>) -> Html {
    let words = phrases(lang);
    let tab = |tab: Tab, id: &'static str, panel: &'static str, name: &'static str, unread: u32| {
        let is_on = tab == on;
        html! {
            <button type="button" role="tab" {id} aria-controls={panel}
                aria-selected={if is_on { "true" } else { "false" }}
                tabindex={if is_on { "0" } else { "-1" }}
                onclick={emit.reform(move |_| Intent::Show(tab))}>
                { name }
                if unread > 0 {
                    <span class="nb">{ count::badge(unread) }</span>
                }
            </button>
        }
    };
    let onkeydown = {
        let emit = emit.clone();
        move |event: KeyboardEvent| turn(on, &event).into_iter().for_each(|intent| emit.emit(intent))
    };
    html! {
        <div class="tb" role="tablist" aria-label={words.views} {onkeydown}>
            { tab(Tab::Chat, "t-chat", "p-chat", words.chat, chat) }
            { tab(Tab::Feed, "t-feed", "p-feed", words.news, feed) }
        </div>
    }
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
