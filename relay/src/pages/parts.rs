//! What several of the templates draw: icons, faces, the badge. Symbols are the sprite's.

use look::emoji::{self, Part};
use look::link::REL;
use look::{CrestArt, Piece, Portrait, phrases, pieces};
use maud::{Markup, html};
use protocol::{Emoji, Lang, Log};

pub fn icon(href: &str) -> Markup {
    html! { svg.ic aria-hidden="true" { use href=(href) {} } }
}

pub fn small_icon(href: &str) -> Markup {
    html! { svg.ic.s aria-hidden="true" { use href=(href) {} } }
}

pub fn portrait(portrait: &Portrait) -> Markup {
    match portrait {
        Portrait::Member(avatar) => html! { i class=(avatar.class()) aria-hidden="true" {} },
        Portrait::Account(CrestArt { href, ground, ink }) => html! {
            svg.av viewBox="0 0 48 48" aria-hidden="true" {
                path fill=(ground) d="M0 0h48v48H0z" {}
                use href=(href) fill=(ground) stroke=(ground) color=(ink) {}
            }
        },
    }
}

/// What somebody wrote: text, its addresses as links, and the site's emoji.
pub fn text(text: &str, known: &[Emoji]) -> Markup {
    html! {
        @for piece in pieces(text) {
            @match piece {
                Piece::Plain(text) => { (emoji(text, known, false)) },
                Piece::Link(url) => { a href=(url.as_str()) target="_blank" rel=(REL) { (url.as_str()) } }
            }
        }
    }
}

/// Text, and the site's emoji in it.
pub fn emoji(text: &str, known: &[Emoji], is_large: bool) -> Markup {
    let size = if is_large { "64" } else { "22" };
    html! {
        @for part in emoji::parts(text, known) {
            @match part {
                Part::Plain(text) => { (text) },
                Part::Own(emoji, written) => { img.ej.l[is_large] src={ "/m/" (emoji.key) } alt=(written) title=(written) width=(size) height=(size); }
            }
        }
    }
}

pub fn official(lang: Lang) -> Markup {
    html! {
        span.ob {
            svg.bd viewBox="0 0 14 14" aria-hidden="true" { use href="#i-badge" {} }
            (phrases(lang).official)
        }
    }
}

pub fn sticker(word: &str) -> Markup {
    html! {
        svg.st viewBox="0 0 160 140" aria-hidden="true" {
            use href="#s-hi" {}
            text.w x="74" y="28" text-anchor="middle" { (word) }
        }
    }
}

pub fn asleep() -> Markup {
    html! { svg.mark.zz viewBox="0 0 48 48" aria-hidden="true" { use href="#m-shut" {} } }
}

/// The log goes further back than the document.
pub fn has_older(log: &Log) -> bool {
    log.list.first().is_some_and(|entry| entry.seq > log.floor.next())
}
