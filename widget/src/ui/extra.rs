//! What stands around the field: what is answered or changed above it, ＋ and the face beside it, the places of the trays.
//!
//! Invariant: the two places, `maru-tray` above the field and `maru-pad` in the keyboard's place, are empty here: what loads later
//! writes into them, and nobody else does.

use look::{Around, Phrases, phrases};
use protocol::Lang;
use yew::virtual_dom::ListenerKind;
use yew::{Callback, Html};

use super::el::{el, keyed, none, on, press, say};
use super::icon::{icon, small};
use crate::view::{Extra, Intent, Tray};

/// One line of what is answered, or that something is changed, and the way out of it.
pub fn bar(lang: Lang, extra: Option<&Extra>, emit: &Callback<Intent>) -> Html {
    let Some(Extra { edits, name, line }) = extra else {
        return el!("div" "hidden"="hidden");
    };
    let words = phrases(lang);
    let title = if *edits {
        words.editing.to_owned()
    } else {
        let Around(before, after) = words.replying;
        [before, name, after].concat()
    };
    let close = el!("button" "type"="button" "class"="ib" "aria-label"=(words.cancel) "title"=(words.cancel); icon("#i-x"));
    el!("section" "class"="rb" "aria-label"=(title.clone());
        el!("p"; el!("b"; say(title)), el!("span"; say(line))),
        press(close, emit, Intent::Plain))
}

pub fn plus(words: &Phrases, emit: &Callback<Intent>) -> Html {
    let plus = el!("button" "type"="button" "class"="ib" "id"="maru-more" "aria-label"=(words.more)
        "title"=(words.more); icon("#i-plus"));
    press(plus, emit, Intent::Images)
}

/// Within the field's end. Pressed again, the keyboard is back.
pub fn face(words: &Phrases, tray: Option<Tray>, emit: &Callback<Intent>) -> Html {
    let mark = if tray.is_some() { "#i-keys" } else { "#i-face" };
    let open = if tray.is_some() { "true" } else { "false" };
    let face = el!("button" "type"="button" "class"="ib fc" "id"="maru-face" "aria-label"=(words.faces)
        "title"=(words.faces) "aria-expanded"=(open) "aria-controls"="maru-pad"; icon(mark));
    press(face, emit, Intent::Tray(turned(tray)))
}

const fn turned(tray: Option<Tray>) -> Option<Tray> {
    match tray {
        None => Some(Tray::Stickers),
        Some(_) => None,
    }
}

/// In the field's place, where one speaks in pictures.
pub fn pictures(lang: Lang, tray: Option<Tray>, hidden: bool, emit: &Callback<Intent>) -> Html {
    let words = phrases(lang);
    let photos =
        el!("button" "type"="button" "class"="bt" "id"="maru-more"; small("#i-photo"), say(words.photos));
    let open = if tray.is_some() { "true" } else { "false" };
    let stickers = el!("button" "type"="button" "class"="bt so" "id"="maru-face" "aria-expanded"=(open)
        "aria-controls"="maru-pad"; small("#i-face"), say(words.stickers));
    el!("section" "class"="cp po" "aria-label"=(words.photos_only) "hidden"=(hidden.then_some("hidden"));
        press(photos, emit, Intent::Images),
        press(stickers, emit, Intent::Tray(turned(tray))),
        el!("p"; say(words.photos_only)))
}

/// What is chosen and not sent yet.
pub fn tray(hidden: bool) -> Html {
    keyed(
        el!("div" "class"="ty" "id"="maru-tray" "hidden"=(hidden.then_some("hidden"))),
        "tray",
    )
}

/// In the keyboard's place: which of the two, and the place that it draws itself into.
pub fn pad(lang: Lang, tray: Option<Tray>, emit: &Callback<Intent>) -> Html {
    let words = phrases(lang);
    let choice = |of: Tray, name: &'static str| {
        let chosen = if tray == Some(of) { "true" } else { "false" };
        let button = el!("button" "type"="button" "aria-pressed"=(chosen); say(name));
        press(button, emit, Intent::Tray(Some(of)))
    };
    let choices = if tray.is_some() {
        el!("div" "class"="pc";
            choice(Tray::Stickers, words.stickers), choice(Tray::Emoji, words.emoji))
    } else {
        none()
    };
    let place = keyed(el!("div" "id"="maru-pad"), "pad");
    let escape = emit.clone();
    let part = el!("section" "class"="pd" "aria-label"=(words.faces) "hidden"=(tray.is_none().then_some("hidden")); place, choices);
    // Escape closes the panel and nothing else, wherever in it the focus is.
    let part = on(part, ListenerKind::onkeydown, move |event| {
        let event: &web_sys::KeyboardEvent = wasm_bindgen::JsCast::unchecked_ref(&event);
        if event.key() == "Escape" && !event.is_composing() {
            event.stop_propagation();
            escape.emit(Intent::Tray(None));
        }
    });
    keyed(part, "pad")
}
