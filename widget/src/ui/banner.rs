//! What is the matter with the room, while something is.

use look::{phrases, refusal};
use protocol::Lang;
use yew::{Html, Properties, function_component, html};

use super::icon::icon;
use crate::view::Banner;

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub lang: Lang,
    pub banner: Option<Banner>,
}

/// In an element of its own that stays, so that its coming and going touches no sibling.
#[function_component]
pub fn BannerBar(Props { lang, banner }: &Props) -> Html {
    html! { <div>{ banner.as_ref().map(|banner| bar(*lang, banner)) }</div> }
}

fn bar(lang: Lang, banner: &Banner) -> Html {
    let words = phrases(lang);
    match banner {
        Banner::Shut(reason) => html! {
            <div class="bn bad" role="status">{ icon("#i-ban") }<p>{ refusal(lang, reason) }</p></div>
        },
        Banner::Offline { queued } => off(words.offline_title, words.offline_text, *queued),
        Banner::Unreachable { queued } => off(words.unreachable_title, words.unreachable_text, *queued),
        Banner::Forgetful => html! {
            <div class="bn warn" role="status">
                { icon("#i-lock") }
                <p><b>{ words.storage_title }</b>{ words.storage_text }</p>
            </div>
        },
    }
}

fn off(title: &'static str, text: &'static str, queued: u32) -> Html {
    html! {
        <div class="bn off" role="status">
            { icon("#i-off") }
            <p><b>{ title }</b>{ text }</p>
            if queued > 0 {
                <span class="rn">{ queued }</span>
            }
        </div>
    }
}
