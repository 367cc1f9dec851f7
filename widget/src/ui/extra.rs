//! What stands around the field: what is answered or changed above it, ＋ and the face beside it, the places of the trays.
//!
//! Invariant: the two places, `maru-tray` above the field and `maru-pad` in the keyboard's place, are empty here: what loads later
//! writes into them, and nobody else does.

use look::{Around, Phrases, phrases, seldom};
use protocol::Lang;

use super::el::{Node, el, keyed, none, say};
use super::icon::{icon, small};
use crate::view::{Extra, Tray};

/// One line of what is answered, or that something is changed, and the way out of it.
pub fn bar(lang: Lang, extra: Option<&Extra>) -> Node {
    let Some(Extra { edits, name, line }) = extra else {
        return el!("div" "hidden"="hidden");
    };
    let words = seldom(lang);
    let title = if *edits {
        words.editing.to_owned()
    } else {
        let Around(before, after) = words.replying;
        [before, name, after].concat()
    };
    let close = el!("button" "type"="button" "class"="ib" "data-do"="plain" "aria-label"=(words.cancel) "title"=(words.cancel); icon("#i-x"));
    el!("section" "class"="rb" "aria-label"=(title.clone());
        el!("p"; el!("b"; say(title)), el!("span"; say(line))),
        close)
}

pub fn plus(words: &Phrases) -> Node {
    el!("button" "type"="button" "class"="ib" "id"="maru-more" "data-do"="images" "aria-label"=(words.more)
        "title"=(words.more); icon("#i-plus"))
}

/// Within the field's end. Pressed again, the keyboard is back.
pub fn face(words: &Phrases, tray: Option<Tray>) -> Node {
    let mark = if tray.is_some() { "#i-keys" } else { "#i-face" };
    let open = if tray.is_some() { "true" } else { "false" };
    el!("button" "type"="button" "class"="ib fc" "id"="maru-face" "data-do"=(turned(tray)) "aria-label"=(words.faces)
        "title"=(words.faces) "aria-expanded"=(open) "aria-controls"="maru-pad"; icon(mark))
}

const fn turned(tray: Option<Tray>) -> &'static str {
    match tray {
        None => "tray stickers",
        Some(_) => "tray",
    }
}

/// In the field's place, where one speaks in pictures.
pub fn pictures(lang: Lang, tray: Option<Tray>, hidden: bool) -> Node {
    let words = phrases(lang);
    let photos = el!("button" "type"="button" "class"="bt" "id"="maru-more" "data-do"="images"; small("#i-photo"), say(words.photos));
    let open = if tray.is_some() { "true" } else { "false" };
    let stickers = el!("button" "type"="button" "class"="bt so" "id"="maru-face" "data-do"=(turned(tray)) "aria-expanded"=(open)
        "aria-controls"="maru-pad"; small("#i-face"), say(words.stickers));
    el!("section" "class"="cp po" "aria-label"=(seldom(lang).photos_only) "hidden"=(hidden.then_some("hidden"));
        photos,
        stickers,
        el!("p"; say(seldom(lang).photos_only)))
}

/// What is chosen and not sent yet.
pub fn tray(hidden: bool) -> Node {
    keyed(
        el!("div" "class"="ty" "id"="maru-tray" "hidden"=(hidden.then_some("hidden"))),
        "tray",
    )
}

/// In the keyboard's place: which of the two, and the place that it draws itself into.
pub fn pad(lang: Lang, tray: Option<Tray>) -> Node {
    let words = phrases(lang);
    let choice = |of: Tray, word: &'static str, name: &'static str| {
        let chosen = if tray == Some(of) { "true" } else { "false" };
        el!("button" "type"="button" "aria-pressed"=(chosen) "data-do"=(word); say(name))
    };
    let choices = if tray.is_some() {
        el!("div" "class"="pc";
            choice(Tray::Stickers, "tray stickers", words.stickers),
            choice(Tray::Emoji, "tray emoji", words.emoji))
    } else {
        none()
    };
    let place = keyed(el!("div" "id"="maru-pad"), "pad");
    let part = el!("section" "class"="pd" "aria-label"=(words.faces) "hidden"=(tray.is_none().then_some("hidden")); place, choices);
    keyed(part, "pad")
}
