//! A face, or an account's crest, from the parts in the document's sprite.

use look::{CrestArt, Portrait};
use yew::{Html, html};

pub fn portrait(portrait: &Portrait) -> Html {
    match portrait {
        Portrait::Member(avatar) => html! {
            <svg class={avatar.class} viewBox="0 0 48 48" aria-hidden="true">
                { for avatar.parts.iter().map(|part| html! { <use href={part.href} y={part.y} /> }) }
            </svg>
        },
        Portrait::Account(CrestArt { href, ground, ink }) => html! {
            <svg class="av" viewBox="0 0 48 48" aria-hidden="true">
                <path fill={ground.clone()} d="M0 0h48v48H0z" />
                <use href={*href} fill={ground.clone()} stroke={ground.clone()} color={ink.clone()} />
            </svg>
        },
    }
}
