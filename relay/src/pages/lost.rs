//! The page for an address that leads nowhere.

use maud::{DOCTYPE, PreEscaped, html};
use protocol::Lang;

use super::LostView;

const fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "このチャットは見つかりませんでした。",
        Lang::Ko => "이 채팅방을 찾을 수 없어요.",
        Lang::En => "There is no such chat.",
    }
}

pub fn lost(view: &LostView<'_>) -> String {
    let others = Lang::ALL.into_iter().filter(|lang| *lang != view.lang);
    html! {
        (DOCTYPE)
        html lang=(view.lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Maru" }
                style nonce=(view.nonce) { (PreEscaped(view.css)) }
            }
            body {
                main {
                    h1 lang=(view.lang.tag()) { (text(view.lang)) }
                    @for lang in others {
                        p lang=(lang.tag()) { (text(lang)) }
                    }
                }
            }
        }
    }
    .into_string()
}
