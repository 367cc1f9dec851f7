//! Back to the newest message.

use look::phrases;
use protocol::Lang;
use yew::{Callback, Html};

use super::el::{el, press, say};
use super::icon::small;
use crate::view::Intent;

/// `unread` messages have come below since the list was scrolled up.
pub fn jump(lang: Lang, unread: u32, emit: &Callback<Intent>) -> Html {
    let words = phrases(lang);
    let label = if unread > 0 {
        words.new_messages.with(unread)
    } else {
        words.newest.to_owned()
    };
    let button = el!("button" "type"="button" "class"="jl"; small("#i-down"), el!("span"; say(label)));
    press(button, emit, Intent::Newest)
}
