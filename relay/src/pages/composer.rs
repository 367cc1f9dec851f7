//! The field. It is a real one, so that what is typed before the app comes is kept.

use look::phrases;
use maud::{Markup, html};
use protocol::Lang;

use super::parts;

pub fn of(lang: Lang) -> Markup {
    let words = phrases(lang);
    html! {
        form.cp aria-label=(words.placeholder) {
            textarea.fd id="maru-draft" rows="1" placeholder=(words.placeholder) aria-label=(words.placeholder)
                enterkeyhint="enter" autocomplete="off" {}
            button.sd type="button" aria-label=(words.send) { i { (parts::icon("#i-send")) } }
        }
    }
}

pub fn read_only(lang: Lang) -> Markup {
    html! { footer.cp.ro { (parts::small_icon("#i-lock")) span { (phrases(lang).read_only) } } }
}
