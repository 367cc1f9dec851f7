//! The drawings that both edges refer to by name, once in the document.
//!
//! Invariant: every name that this crate gives out is one of them.

/// Inlined at the start of the body.
pub const SPRITE: &str = include_str!("sprite.svg");

#[cfg(test)]
mod tests {
    use protocol::{Colour, Crest, CrestShape};

    use super::*;
    use crate::CrestArt;

    fn is_drawn(href: &str) {
        let id = href.trim_start_matches('#');
        assert!(
            SPRITE.contains(&format!("id=\"{id}\"")),
            "{href} is not in the sprite"
        );
    }

    #[test]
    fn every_crest_is_drawn() {
        for shape in CrestShape::ALL {
            is_drawn(
                CrestArt::of(Crest {
                    shape,
                    ground: Colour::default(),
                    ink: Colour::default(),
                })
                .href,
            );
        }
    }

    #[test]
    fn it_needs_no_style_attribute_and_no_other_file() {
        for forbidden in ["style=", "<style", "<script", "http", "url("] {
            assert!(!SPRITE.contains(forbidden), "{forbidden}");
        }
    }
}
