//! The frame's document and the page of a room.

use maud::{DOCTYPE, PreEscaped, html};
use protocol::{What, codec};

use super::PageView;

pub fn document(view: &PageView<'_>) -> String {
    let boot = view.boot;
    html! {
        (DOCTYPE)
        html lang=(boot.lang.tag()) dir="ltr" data-app-wasm=(view.app_wasm) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (boot.title.get(boot.lang)) }
                style nonce=(view.nonce) { (PreEscaped(view.css)) }
            }
            body {
                div id="maru" {
                    @for entry in &boot.chat.list {
                        @let What::Said { body } = &entry.what;
                        p { b { (entry.author.name) } " " (body.as_str()) }
                    }
                }
                script type="application/json" id="boot" { (PreEscaped(escaped(&codec::encode(boot)))) }
                script type="module" src=(view.app_js) {}
            }
        }
    }
    .into_string()
}

/// JSON that cannot end its script element: `<` occurs in strings only, and there it has an escape.
fn escaped(json: &str) -> String {
    json.replace('<', "\\u003c")
}
