//! Icons, by their names in the document's sprite.

use yew::{Html, html};

pub fn icon(href: &'static str) -> Html {
    sized("ic", href)
}

/// 18 px.
pub fn small(href: &'static str) -> Html {
    sized("ic s", href)
}

/// 14 px.
pub fn tiny(href: &'static str) -> Html {
    sized("ic xs", href)
}

fn sized(class: &'static str, href: &'static str) -> Html {
    html! { <svg {class} aria-hidden="true"><use href={href} /></svg> }
}

/// The mark of an official account: a shape and a word, never a colour alone.
pub fn badge(word: &'static str) -> Html {
    html! {
        <span class="ob">
            <svg class="bd" viewBox="0 0 14 14" aria-hidden="true"><use href="#i-badge" /></svg>
            { word }
        </span>
    }
}
