//! What is the matter with the room, while something is.

use look::{phrases, refusal};
use protocol::Lang;
use yew::{Html, html};

use super::icon::icon;
use crate::view::Banner;

pub fn banner(lang: Lang, banner: &Banner) -> Html {
    let words = phrases(lang);
    let (class, href, title, text, queued) = match banner {
        Banner::Shut(reason) => ("bn bad", "#i-ban", "", refusal(lang, reason), 0),
        Banner::Offline { queued } => (
            "bn off",
            "#i-off",
            words.offline_title,
            words.offline_text.to_owned(),
            *queued,
        ),
        Banner::Unreachable { queued } => (
            "bn off",
            "#i-off",
            words.unreachable_title,
            words.unreachable_text.to_owned(),
            *queued,
        ),
        Banner::Forgetful => (
            "bn warn",
            "#i-lock",
            words.storage_title,
            words.storage_text.to_owned(),
            0,
        ),
    };
    html! {
        <div {class} role="status">
            { icon(href) }
            <p>
                if !title.is_empty() {
                    <b>{ title }</b>
                }
                { text }
            </p>
            if queued > 0 {
                <span class="rn">{ queued }</span>
            }
        </div>
    }
}
