//! The room's title, who is there, and the two views.

use look::phrases;
use look::phrases::own_name;
use maud::{Markup, html};
use protocol::{Boot, Lang, Place};

use super::parts;

pub fn of(boot: &Boot) -> Markup {
    let words = phrases(boot.lang);
    html! {
        header.hd {
            div.hr {
                @if boot.place == Place::Panel {
                    button.ib type="button" id="maru-close" aria-label=(words.close) { (parts::icon("#i-down")) }
                }
                div.t {
                    h1 { (boot.title.get(boot.lang)) }
                    p.ps role="status" { span.dot.of {} span { (words.connecting) } }
                }
                label.ib.lg {
                    (parts::icon("#i-globe"))
                    select id="maru-lang" aria-label=(words.language) {
                        @for lang in Lang::ALL {
                            option value=(lang.tag()) selected[lang == boot.lang] { (own_name(lang)) }
                        }
                    }
                }
                button.ib type="button" id="maru-menu" aria-label=(words.settings) title=(words.settings) aria-haspopup="dialog" {
                    (parts::icon("#i-menu"))
                }
            }
            @if boot.feed.is_some() {
                div.tb role="tablist" aria-label=(words.views) {
                    button type="button" role="tab" id="t-chat" aria-controls="p-chat" aria-selected="true" tabindex="0" { (words.chat) }
                    button type="button" role="tab" id="t-feed" aria-controls="p-feed" aria-selected="false" tabindex="-1" { (words.news) }
                }
            }
        }
    }
}
