//! What stands in the document's head: what other services show of the page, the colours, and the app's addresses.

use look::{phrases, theme};
use maud::{Markup, PreEscaped, html};
use protocol::http::{Scheme, Theme};
use protocol::{Colour, Lang, Place};

use super::PageView;

pub fn of(view: &PageView<'_>) -> Markup {
    let boot = view.boot;
    let title = boot.title.get(boot.lang);
    html! {
        meta charset="utf-8";
        (viewport())
        title { (title) }
        @if boot.place == Place::Page { (shared(view, title)) } @else { meta name="robots" content="noindex"; }
        (style(view.nonce, view.css, view.theme))
        link rel="preload" as="fetch" type="application/wasm" crossorigin="anonymous" href=(view.app_wasm);
        script type="module" src=(view.app_js) {}
    }
}

/// A phone's keyboard takes its place from the page, so that the composer stays above it.
pub fn viewport() -> Markup {
    html! {
        meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content";
    }
}

pub fn style(nonce: &str, css: &str, theme: &Theme) -> Markup {
    html! { style nonce=(nonce) { (PreEscaped(look::theme::css(theme))) (PreEscaped(css)) } }
}

fn shared(view: &PageView<'_>, title: &str) -> Markup {
    let lang = view.boot.lang;
    let invitation = phrases::pages(lang).invitation;
    let locale = match lang {
        Lang::Ja => "ja_JP",
        Lang::Ko => "ko_KR",
        Lang::En => "en_US",
    };
    html! {
        meta name="description" content=(invitation);
        meta property="og:type" content="website";
        meta property="og:title" content=(title);
        meta property="og:description" content=(invitation);
        meta property="og:locale" content=(locale);
        meta name="twitter:card" content="summary";
        (icon(view.theme.accent.unwrap_or(theme::DEFAULT)))
        (bars(view.theme.scheme))
    }
}

/// A phone's own bars take the header's colour.
fn bars(scheme: Scheme) -> Markup {
    let [light, dark] = [false, true].map(|dark| String::from(theme::bars(dark)));
    html! {
        @match scheme {
            Scheme::Light => { meta name="theme-color" content=(light); },
            Scheme::Dark => { meta name="theme-color" content=(dark); },
            Scheme::Auto => {
                meta name="theme-color" media="(prefers-color-scheme: light)" content=(light);
                meta name="theme-color" media="(prefers-color-scheme: dark)" content=(dark);
            }
        }
    }
}

/// The mark in the owner's colour, without another request.
pub fn icon(accent: Colour) -> Markup {
    let Colour { r, g, b } = accent;
    let drawing = format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'%3E%3Cpath fill='rgb({r} {g} {b})' \
         d='M24 3a21 21 0 0 1 21 21v15.5a5.5 5.5 0 0 1-5.5 5.5H24a21 21 0 0 1 0-42Z'/%3E%3Cg fill='%23fff'%3E%3Ccircle \
         cx='14.8' cy='22.6' r='3.2'/%3E%3Ccircle cx='33.2' cy='22.6' r='3.2'/%3E%3C/g%3E%3Cpath d='M20 29.6a4.4 4.4 0 0 0 8 0' \
         fill='none' stroke='%23fff' stroke-width='3' stroke-linecap='round'/%3E%3C/svg%3E"
    );
    html! { link rel="icon" href=(drawing); }
}
