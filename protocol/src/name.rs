//! What a person is called.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits;

/// A nickname. Invariant: 1 to [`limits::NAME_CHARS`] characters on one line, single spaces inside, something to
/// see, and nothing that hides, reverses or towers over the text beside it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    Blank,
    TooLong,
    /// It has an invisible or direction-changing character, or a pile of marks.
    Hostile,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blank => f.write_str("the name is blank"),
            Self::TooLong => write!(f, "the name is longer than {} characters", limits::NAME_CHARS),
            Self::Hostile => f.write_str("the name has characters that hide or disturb text"),
        }
    }
}

/// Characters that change what stands beside them, or that let two names look alike. U+200D and U+FE0F stay:
/// emoji are made with them; [`DisplayName::parse`] asks that something visible stands before a joiner.
fn hostile(c: char) -> bool {
    matches!(c, '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e001f}')
}

/// Marks that stack. The blocks made of nothing else, and Thai's.
fn mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0483}'..='\u{0489}' | '\u{0e31}' | '\u{0e34}'..='\u{0e3a}' | '\u{0e47}'..='\u{0e4e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

impl DisplayName {
    /// What stands where nobody is named: in a tombstone.
    pub fn none() -> Self {
        Self("…".to_owned())
    }

    pub fn parse(text: &str) -> Result<Self, NameError> {
        let mut name = String::with_capacity(text.len().min(4 * limits::NAME_CHARS));
        let (mut chars, mut marks) = (0_usize, 0_usize);
        let mut before = ' ';
        for c in text.trim().chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if c.is_control() || hostile(c) || (c == '\u{200d}' && before == ' ') {
                return Err(NameError::Hostile);
            }
            if c == ' ' && before == ' ' {
                continue;
            }
            marks = if mark(c) { marks.saturating_add(1) } else { 0 };
            if marks > limits::NAME_MARKS {
                return Err(NameError::Hostile);
            }
            chars = chars.saturating_add(1);
            if chars > limits::NAME_CHARS {
                return Err(NameError::TooLong);
            }
            name.push(c);
            before = c;
        }
        let seen = |c: char| c != ' ' && c != '\u{200d}' && c != '\u{fe0f}' && !mark(c);
        if name.chars().any(seen) {
            Ok(Self(name))
        } else {
            Err(NameError::Blank)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DisplayName {
    type Error = NameError;
    fn try_from(text: String) -> Result<Self, NameError> {
        Self::parse(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> String {
        name.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, NameError> {
        DisplayName::parse(text).map(String::from)
    }

    #[test]
    fn ordinary_names_of_three_languages_pass() {
        for name in ["もか🌿ルアン担", "윤슬지기", "콩떡", "José", "さくら　"] {
            assert_eq!(parsed(name).as_deref(), Ok(name.trim()));
        }
        assert_eq!(parsed("👩‍👩‍👧‍👦").as_deref(), Ok("👩‍👩‍👧‍👦"));
    }

    #[test]
    fn spaces_become_single_ones() {
        assert_eq!(parsed(" a \n\u{3000} b ").as_deref(), Ok("a b"));
    }

    #[test]
    fn names_that_hide_or_disturb_text_are_refused() {
        for name in [
            "\u{202e}evil",
            "a\u{200b}b",
            "z\u{300}\u{301}\u{302}\u{303}\u{304}",
            "\u{3164}",
            "a\0b",
            "\u{2067}x",
            "\u{200d}a",
        ] {
            assert_eq!(parsed(name), Err(NameError::Hostile), "{name:?}");
        }
    }

    #[test]
    fn blank_and_long_names_are_refused() {
        assert_eq!(parsed("  "), Err(NameError::Blank));
        assert_eq!(parsed("\u{fe0f}"), Err(NameError::Blank));
        assert!(parsed(&"가".repeat(24)).is_ok());
        assert_eq!(parsed(&"가".repeat(25)), Err(NameError::TooLong));
    }
}
