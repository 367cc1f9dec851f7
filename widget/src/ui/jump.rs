//! Back to the newest message.

use look::phrases;
use protocol::Lang;

use super::el::{Node, el, say};
use super::icon::small;

/// `unread` messages have come below since the list was scrolled up.
pub fn jump(lang: Lang, unread: u32) -> Node {
    let words = phrases(lang);
    let label = if unread > 0 {
        words.new_messages.with(unread)
    } else {
        words.newest.to_owned()
    };
    el!("button" "type"="button" "class"="jl" "data-do"="newest"; small("#i-down"), el!("span"; say(label)))
}
