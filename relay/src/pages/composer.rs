//! The field. It is a real one, so that what is typed before the app comes is kept.

use look::{phrases, seldom};
use maud::{Markup, html};
use protocol::Lang;

use super::parts;

pub fn of(lang: Lang) -> Markup {
    let words = phrases(lang);
    html! {
        form.cp aria-label=(words.placeholder) {
            button.ib type="button" id="maru-more" aria-label=(words.more) title=(words.more) { (parts::icon("#i-plus")) }
            textarea.fd id="maru-draft" rows="1" placeholder=(words.placeholder) aria-label=(words.placeholder)
                enterkeyhint="enter" autocomplete="off" {}
            button.ib.fc type="button" id="maru-face" aria-label=(words.faces) title=(words.faces)
                aria-expanded="false" aria-controls="maru-pad" { (parts::icon("#i-face")) }
            button.sd type="button" aria-label=(words.send) { i { (parts::icon("#i-send")) } }
        }
    }
}

/// Where one speaks in pictures: there is no field.
pub fn pictures(lang: Lang) -> Markup {
    let words = phrases(lang);
    html! {
        section.cp.po aria-label=(seldom(lang).photos_only) {
            button.bt type="button" id="maru-more" { (parts::small_icon("#i-photo")) (words.photos) }
            button.bt.so type="button" id="maru-face" aria-expanded="false" aria-controls="maru-pad" {
                (parts::small_icon("#i-face")) (words.stickers)
            }
            p { (seldom(lang).photos_only) }
        }
    }
}

pub fn read_only(lang: Lang) -> Markup {
    html! { footer.cp.ro { (parts::small_icon("#i-lock")) span { (seldom(lang).read_only) } } }
}
