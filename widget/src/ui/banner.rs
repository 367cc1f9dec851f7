//! What is the matter with the room, while something is.

use look::{phrases, refusal, seldom};
use protocol::Lang;

use super::el::{Node, el, none, say};
use super::icon::icon;
use crate::view::Banner;

pub fn banner(lang: Lang, banner: &Banner) -> Node {
    let words = phrases(lang);
    let (class, href, title, text, queued) = match banner {
        Banner::Shut(reason) => ("bn bad", "#i-ban", "", refusal(lang, reason), 0),
        Banner::Cut {
            is_online,
            queued,
            works,
        } => {
            let title = if *is_online {
                words.unreachable_title
            } else {
                words.offline_title
            };
            let text = if *works {
                words.outage_text
            } else {
                seldom(lang).unkept_text
            };
            ("bn off", "#i-off", title, text.to_owned(), *queued)
        }
        Banner::Forgetful => (
            "bn warn",
            "#i-lock",
            seldom(lang).storage_title,
            seldom(lang).storage_text.to_owned(),
            0,
        ),
        Banner::Unkept => (
            "bn warn",
            "#i-lock",
            seldom(lang).storage_title,
            seldom(lang).unkept_text.to_owned(),
            0,
        ),
    };
    let title = if title.is_empty() {
        none()
    } else {
        el!("b"; say(title))
    };
    let (queue, number) = if queued > 0 {
        (
            el!("i" "class"="vh"; say(words.waiting)),
            el!("span" "class"="rn"; say(queued.to_string())),
        )
    } else {
        (none(), none())
    };
    el!("div" "class"=(class) "role"="status"; icon(href), el!("p"; title, say(text)), queue, number)
}
