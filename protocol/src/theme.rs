//! How an owner, or a page, wants the chat to look.
//!
//! Invariant: whatever stands here can be written into a style sheet as it is. A colour is six hexadecimal digits, a radius
//! a number in bounds, and a family's name holds letters, digits, spaces and `-` alone, in quotes.

use serde::{Deserialize, Serialize};

use crate::Colour;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Theme {
    /// The owner's one colour. The relay computes the others from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Colour>,
    pub scheme: Scheme,
    /// How round bubbles, cards, sheets, fields and buttons are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<Radius>,
    /// Families before Maru's own. Only what a person's device has: nothing is loaded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<Fonts>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// As the person's device says.
    #[default]
    Auto,
    Light,
    Dark,
}

/// By what the corners are multiplied: 0 for square ones, 1 for Maru's own, at most 1.5. Kept in hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Radius(u8);

impl Radius {
    pub const MAX: f64 = 1.5;

    pub fn new(factor: f64) -> Option<Self> {
        let fits = (0.0..=Self::MAX).contains(&factor);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most 150"
        )]
        fits.then(|| Self((factor * 100.0).round() as u8))
    }

    pub fn factor(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl TryFrom<f64> for Radius {
    type Error = &'static str;
    fn try_from(factor: f64) -> Result<Self, Self::Error> {
        Self::new(factor).ok_or("a radius is a number from 0 to 1.5")
    }
}

impl From<Radius> for f64 {
    fn from(radius: Radius) -> f64 {
        radius.factor()
    }
}

/// A list of font families as a style sheet takes it: `"Noto Serif JP", serif`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fonts(String);

/// What CSS calls a kind of font. In quotes it would be a font of that name.
const GENERIC: [&str; 10] = [
    "serif",
    "sans-serif",
    "monospace",
    "cursive",
    "fantasy",
    "system-ui",
    "ui-serif",
    "ui-sans-serif",
    "ui-monospace",
    "ui-rounded",
];

impl Fonts {
    /// A system falls back through a few; more is no list of fonts.
    const MOST: usize = 8;
    const NAME_CHARS: usize = 40;

    pub fn parse(text: &str) -> Option<Self> {
        let families: Vec<&str> = text.split(',').map(str::trim).collect();
        if families.len() > Self::MOST {
            return None;
        }
        let families: Option<Vec<String>> = families.into_iter().map(family).collect();
        families.map(|families| Self(families.join(", ")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// In quotes or not, as people write it; out comes what cannot end a declaration, a string or a style sheet.
fn family(text: &str) -> Option<String> {
    if GENERIC.contains(&text) {
        return Some(text.to_owned());
    }
    let bare = ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text)
        .trim();
    let fits = !bare.is_empty()
        && bare.chars().count() <= Fonts::NAME_CHARS
        && bare.chars().all(|c| c.is_alphanumeric() || c == ' ' || c == '-');
    fits.then(|| ["\"", bare, "\""].concat())
}

impl TryFrom<String> for Fonts {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
            .ok_or("a font is up to 8 families: letters, digits, spaces and - in each, up to 40")
    }
}

impl From<Fonts> for String {
    fn from(fonts: Fonts) -> String {
        fonts.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fonts(text: &str) -> Option<String> {
        Fonts::parse(text).map(String::from)
    }

    #[test]
    fn e6_a_font_is_a_list_of_families_as_people_write_it() {
        assert_eq!(
            fonts("Noto Serif JP,serif").as_deref(),
            Some("\"Noto Serif JP\", serif")
        );
        assert_eq!(
            fonts(" 'Klee One' , \"나눔명조\", ui-rounded").as_deref(),
            Some("\"Klee One\", \"나눔명조\", ui-rounded")
        );
        // What is written is what is read again.
        let again = fonts("ヒラギノ丸ゴ ProN, system-ui").unwrap();
        assert_eq!(fonts(&again), Some(again));
    }

    #[test]
    fn e6_a_font_cannot_end_what_it_stands_in() {
        for text in [
            "",
            ",",
            "a;b",
            "a}b",
            "\"a\"b\"",
            "a\\b",
            "url(x)",
            "</style>",
            "a/*",
            "'a",
            "a\nb",
            "x,x,x,x,x,x,x,x,x",
            &"x".repeat(41),
        ] {
            assert_eq!(fonts(text), None, "{text:?}");
        }
    }

    #[test]
    fn e6_a_radius_is_from_none_to_half_as_much_again() {
        for (factor, kept) in [
            (0.0, Some(0.0)),
            (1.254, Some(1.25)),
            (1.5, Some(1.5)),
            (1.51, None),
            (-0.1, None),
        ] {
            assert_eq!(Radius::new(factor).map(Radius::factor), kept);
        }
        assert_eq!(Radius::new(f64::NAN), None);
    }
}
