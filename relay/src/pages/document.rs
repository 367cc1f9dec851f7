//! The frame's document and the page of a room: the elements of look's markup contract, which the app then takes over.

use look::phrases;
use look::sprite::SPRITE;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use protocol::{Place, Speech, codec};

use super::{PageView, chat, composer, feed, head, header, parts};

pub fn document(view: &PageView<'_>) -> String {
    let boot = view.boot;
    html! {
        (DOCTYPE)
        html lang=(boot.lang.tag()) dir="ltr" data-app-wasm=(view.app_wasm) data-app-rest=(view.app_rest) data-stickers=(view.stickers) {
            head { (head::of(view)) }
            body {
                (PreEscaped(SPRITE))
                div id="maru" class={ "maru " (place(boot.place)) } { (room(view)) }
                script type="application/json" id="boot" { (PreEscaped(escaped(&codec::encode(boot)))) }
            }
        }
    }
    .into_string()
}

fn room(view: &PageView<'_>) -> Markup {
    let boot = view.boot;
    let words = phrases::pages(boot.lang);
    let is_feed = feed::is_all(boot);
    html! {
        (header::of(boot))
        noscript { p.bn.warn { (parts::icon("#i-eye")) span { (words.no_script) } } }
        p.bn.warn id="maru-plain" role="status" hidden { (parts::icon("#i-eye")) span { (words.no_wasm) } }
        main.fl {
            @if is_feed {
                section.pl id="p-feed" { (feed::of(boot, &boot.chat)) }
            } @else if let Some(log) = &boot.feed {
                section.pl id="p-chat" role="tabpanel" aria-labelledby="t-chat" { (chat::of(view)) }
                section.pl id="p-feed" role="tabpanel" aria-labelledby="t-feed" hidden { (feed::of(boot, log)) }
            } @else {
                section.pl id="p-chat" { (chat::of(view)) }
            }
        }
        @if is_feed {
            (composer::read_only(boot.lang))
        } @else if boot.rules.is_some_and(|rules| rules.speech == Speech::Photos) {
            (composer::pictures(boot.lang))
        } @else {
            (composer::of(boot.lang))
        }
    }
}

const fn place(place: Place) -> &'static str {
    match place {
        Place::Panel => "panel",
        Place::Inline => "inline",
        Place::Page => "page",
    }
}

/// JSON that cannot end its script element: `<` occurs in strings only, and there it has an escape.
fn escaped(json: &str) -> String {
    json.replace('<', "\\u003c")
}
