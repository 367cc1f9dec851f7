//! What is pinned: a bar over the list, or a circle at its right where somebody has folded it.

use look::phrases;
use protocol::Lang;

use super::el::{Node, el, keyed};
use super::icon::{icon, small};
use super::text::line;
use super::wants::about;
use crate::view::Pin;

pub fn pin(lang: Lang, pin: &Pin) -> Node {
    let words = phrases(lang);
    if pin.folded {
        let button = el!("button" "type"="button" "class"="ib" "data-do"="fold" "aria-expanded"="false" "aria-label"=(words.pin);
            small("#i-horn"));
        let bar = el!("div" "class"="nt fold" "role"="region" "aria-label"=(words.pin);
            button);
        return keyed(bar, "folded");
    }
    let text = el!("a" "class"="np" "href"=(about("#m", pin.seq)) "data-do"=(about("go ", pin.seq));
        line(&pin.text, &pin.emoji));
    let fold = el!("button" "type"="button" "class"="ib" "data-do"="fold 1" "aria-expanded"="true" "aria-label"=(words.fold);
        icon("#i-down"));
    let bar = el!("div" "class"="nt" "role"="region" "aria-label"=(words.pin);
        small("#i-horn"),
        text,
        fold);
    keyed(bar, "pin")
}
