//! Icons, by their names in the document's sprite.

use super::el::{Node, el, say};

pub fn icon(href: &'static str) -> Node {
    sized("ic", href)
}

/// 18 px.
pub fn small(href: &'static str) -> Node {
    sized("ic s", href)
}

/// 14 px.
pub fn tiny(href: &'static str) -> Node {
    sized("ic xs", href)
}

fn sized(class: &'static str, href: &'static str) -> Node {
    el!("svg" "class"=(class) "aria-hidden"="true"; el!("use" "href"=(href)))
}

/// The mark of an official account: a shape and a word, never a colour alone.
pub fn badge(word: &'static str) -> Node {
    let mark =
        el!("svg" "class"="bd" "viewBox"="0 0 14 14" "aria-hidden"="true"; el!("use" "href"="#i-badge"));
    el!("span" "class"="ob"; mark, say(word))
}
