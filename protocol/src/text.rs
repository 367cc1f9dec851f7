//! What a person typed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits;

/// The text of a message. Invariant: not blank, at most [`limits::BODY_UNITS`] UTF-16 units, line breaks are `\n`,
/// and no control character but `\n` and `\t`.
///
/// Whitespace at the ends is kept off; inside, everything that a person can see stays as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Body(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    Blank,
    TooLong { units: usize },
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => f.write_str("the text is blank"),
            Self::TooLong { units } => {
                write!(
                    f,
                    "the text is {units} UTF-16 units long, {} are allowed",
                    limits::BODY_UNITS
                )
            }
        }
    }
}

/// Marks that take no room on the screen: a text of these alone is blank.
pub(crate) fn invisible(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

impl Body {
    /// What stands where there is no text: in an act, and in a tombstone.
    pub fn none() -> Self {
        Self("…".to_owned())
    }

    pub fn parse(text: &str) -> Result<Self, BodyError> {
        let mut kept = String::with_capacity(text.len());
        let mut before = '\0';
        for c in text.chars() {
            match c {
                '\n' if before == '\r' => {}
                '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => kept.push('\n'),
                '\t' => kept.push(c),
                c if c.is_control() => {}
                c => kept.push(c),
            }
            before = c;
        }
        let trimmed = kept.trim();
        if trimmed.chars().all(|c| c.is_whitespace() || invisible(c)) {
            return Err(BodyError::Blank);
        }
        let units = trimmed.encode_utf16().count();
        if units > limits::BODY_UNITS {
            return Err(BodyError::TooLong { units });
        }
        if trimmed.len() == kept.len() {
            Ok(Self(kept))
        } else {
            Ok(Self(trimmed.to_owned()))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Body {
    type Error = BodyError;
    fn try_from(text: String) -> Result<Self, BodyError> {
        Self::parse(&text)
    }
}

impl From<Body> for String {
    fn from(body: Body) -> String {
        body.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, BodyError> {
        Body::parse(text).map(String::from)
    }

    #[test]
    fn line_breaks_are_kept_and_are_one_kind() {
        assert_eq!(
            parsed("하나\r\n둘\r셋\n\n넷"),
            Ok("하나\n둘\n셋\n\n넷".to_owned())
        );
    }

    #[test]
    fn what_cannot_be_seen_is_blank() {
        for blank in [
            "",
            "   ",
            "\n\t\u{3000}",
            "\u{200b}\u{2060}",
            "\u{3164}",
            "\u{202e}\u{feff}",
            "\0\u{7}",
        ] {
            assert_eq!(parsed(blank), Err(BodyError::Blank), "{blank:?}");
        }
    }

    #[test]
    fn length_is_counted_in_utf16_units() {
        assert!(parsed(&"あ".repeat(5_000)).is_ok());
        assert_eq!(
            parsed(&"あ".repeat(5_001)),
            Err(BodyError::TooLong { units: 5_001 })
        );
        assert!(parsed(&"😀".repeat(2_500)).is_ok());
        assert_eq!(
            parsed(&"😀".repeat(2_501)),
            Err(BodyError::TooLong { units: 5_002 })
        );
    }

    #[test]
    fn jamo_kaomoji_and_emoji_families_pass_untouched() {
        for text in [
            "ㅋㅋㅋㅋㅋ ㅠㅠ",
            "(*´ω｀*)ﾉ",
            "👩‍👩‍👧‍👦🏳️‍🌈",
            "ｗｗｗ",
            "<script>alert(1)</script>",
            "  \u{202e}x".trim(),
        ] {
            assert_eq!(parsed(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn control_characters_vanish_and_the_rest_stays() {
        assert_eq!(parsed("a\0b\u{1b}[31mc\td"), Ok("ab[31mc\td".to_owned()));
    }
}
