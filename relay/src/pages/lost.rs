//! The page for an address that leads nowhere.

use look::sprite::SPRITE;
use look::{phrases, theme};
use maud::{DOCTYPE, PreEscaped, html};
use protocol::Lang;
use protocol::http::Theme;

use super::{LostView, head, parts};

pub fn lost(view: &LostView<'_>) -> String {
    let words = phrases::pages(view.lang);
    let others = Lang::ALL.into_iter().filter(|lang| *lang != view.lang);
    html! {
        (DOCTYPE)
        html lang=(view.lang.tag()) dir="ltr" {
            head {
                meta charset="utf-8";
                (head::viewport())
                meta name="robots" content="noindex";
                title { (words.lost_title) }
                (head::icon(theme::DEFAULT))
                (head::style(view.nonce, view.css, &Theme::default()))
            }
            body {
                (PreEscaped(SPRITE))
                main.lost id="maru" {
                    div.em {
                        (parts::asleep())
                        h1 { (words.lost_title) }
                        p { (words.lost_text) }
                        div.also { @for lang in others { span lang=(lang.tag()) { (phrases::pages(lang).lost_title) } } }
                    }
                }
            }
        }
    }
    .into_string()
}
