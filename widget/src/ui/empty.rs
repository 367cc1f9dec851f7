//! A room or a feed in which nothing was said yet.

use look::phrases;
use protocol::Lang;

use super::el::{Node, el, say};

/// A greeting is one tap away.
pub fn room(lang: Lang) -> Node {
    let words = phrases(lang);
    let wave = el!("text" "class"="w" "x"="74" "y"="28" "text-anchor"="middle"; say(words.wave));
    let starters = words.starters.map(
        |line| el!("button" "type"="button" "class"="bt so sm" "data-do"=(["say ", line].concat()); say(line)),
    );
    el!("div" "class"="em";
        el!("svg" "class"="st" "viewBox"="0 0 160 140" "aria-hidden"="true"; el!("use" "href"="#s-hi"), wave),
        el!("h2"; say(words.empty_title)),
        el!("p"; say(words.empty_text)),
        el!("div" "class"="sg" => starters))
}

pub fn feed(lang: Lang) -> Node {
    let words = phrases(lang);
    el!("div" "class"="em";
        el!("svg" "class"="mark zz" "viewBox"="0 0 48 48" "aria-hidden"="true"; el!("use" "href"="#m-shut")),
        el!("h2"; say(words.feed_empty_title)),
        el!("p"; say(words.feed_empty_text)))
}
