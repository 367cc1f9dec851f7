//! What is pinned: a bar over the list, or a circle at its right where somebody has folded it.

use look::phrases;
use protocol::Lang;
use yew::{Callback, Html};

use super::el::{el, go, keyed, press, say};
use super::icon::{icon, small};
use crate::view::{Intent, Pin};

pub fn pin(lang: Lang, pin: &Pin, emit: &Callback<Intent>) -> Html {
    let words = phrases(lang);
    if pin.folded {
        let button = el!("button" "type"="button" "class"="ib" "aria-expanded"="false" "aria-label"=(words.pin);
            small("#i-horn"));
        let bar = el!("div" "class"="nt fold" "role"="region" "aria-label"=(words.pin);
            press(button, emit, Intent::Fold(false)));
        return keyed(bar, "folded");
    }
    let text = el!("a" "class"="np" "href"=(["#m", &pin.seq.to_string()].concat()); say(&pin.text));
    let fold = el!("button" "type"="button" "class"="ib" "aria-expanded"="true" "aria-label"=(words.fold);
        icon("#i-down"));
    let bar = el!("div" "class"="nt" "role"="region" "aria-label"=(words.pin);
        small("#i-horn"),
        go(text, emit, Intent::Go(pin.seq)),
        press(fold, emit, Intent::Fold(true)));
    keyed(bar, "pin")
}
