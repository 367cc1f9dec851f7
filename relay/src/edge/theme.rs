//! How a room looks in one page: as the site's owner has it, with what the page's tag or script asked for in its place.
//!
//! Invariant: what a page asks for is parsed as an owner's setting is, and what cannot be is as if it were not said.

use protocol::http::{Fonts, Radius, Scheme, Theme};
use protocol::{Colour, SiteId};

use super::answer::{Answer, style};
use super::{Visit, sites};

/// `?accent=%23bc2461&scheme=dark&radius=0.5&font=Klee%20One`.
pub fn asked(visit: &Visit, owners: &Theme) -> Theme {
    let scheme = match visit.query("scheme").as_deref() {
        Some("light") => Scheme::Light,
        Some("dark") => Scheme::Dark,
        Some("auto") => Scheme::Auto,
        _ => owners.scheme,
    };
    let accent = visit.query("accent").and_then(|text| Colour::parse(&text));
    let radius = visit
        .query("radius")
        .and_then(|text| Radius::new(text.parse().ok()?));
    let font = visit.query("font").and_then(|text| Fonts::parse(&text));
    Theme {
        accent: accent.or(owners.accent),
        scheme,
        radius: radius.or(owners.radius),
        font: font.or_else(|| owners.font.clone()),
    }
}

/// The tokens alone, for a frame whose page has chosen others: `GET /t/{site}`.
pub async fn sheet(visit: &Visit, site: &SiteId) -> Answer {
    let view = sites::view(&visit.env, site).await?;
    let css = look::theme::css(&asked(visit, &view.settings.theme));
    Ok(style(css)?)
}
