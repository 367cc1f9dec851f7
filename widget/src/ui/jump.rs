//! Back to the newest message.

use look::phrases;
use protocol::Lang;
use yew::{Callback, Html, html};

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
    html! {
        <button type="button" class="jl" onclick={emit.reform(|_| Intent::Newest)}>
            { small("#i-down") }
            <span>{ label }</span>
        </button>
    }
}
