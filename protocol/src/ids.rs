//! The names of things: parsed once, bounded, and never mistaken for each other.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits;
use crate::text::invisible;

/// Why a name was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdError {
    Empty,
    TooLong { max: usize },
    Forbidden,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("must not be empty"),
            Self::TooLong { max } => write!(f, "must be at most {max} bytes"),
            Self::Forbidden => f.write_str("has a character that is not allowed there"),
        }
    }
}

fn check(text: &str, max: usize, allowed: impl Fn(char) -> bool) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > max {
        return Err(IdError::TooLong { max });
    }
    // As a segment of a path these two mean another path, even percent-encoded.
    if text == "." || text == ".." {
        return Err(IdError::Forbidden);
    }
    if text.chars().all(allowed) {
        Ok(())
    } else {
        Err(IdError::Forbidden)
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $max:expr, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn parse(text: &str) -> Result<Self, IdError> {
                check(text, $max, $allowed)?;
                Ok(Self(text.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                check(&text, $max, $allowed)?;
                Ok(Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

fn slug(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

text_id! {
    /// A site: the owner's name for one set of pages, settings and accounts.
    SiteId, limits::ID_BYTES, slug
}

text_id! {
    /// An official account of a site.
    AccountId, limits::ID_BYTES, slug
}

text_id! {
    /// A person in one site. Guests are `g…`, officials `@account`, members of the site's own what its key minted.
    ///
    /// Pairwise: the same person has unrelated ids on two sites.
    MemberId, limits::MEMBER_ID_BYTES,
    |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '@')
}

text_id! {
    /// A room of a site: a word, or the path of a page.
    ///
    /// A name that starts with `@` is the site's own log, such as [`RoomName::FEED`]; see [`RoomName::kind`].
    RoomName, limits::ROOM_NAME_BYTES,
    |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '?' | '#' | '\\' | '<' | '>' | '"' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

text_id! {
    /// An emoji of a site's own, as it is written between two colons: `:ルアン:`, `:light_stick:`.
    EmojiName, limits::EMOJI_NAME_BYTES,
    |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+') || is_letter_elsewhere(c)
}

/// Not in ASCII, and seen. Of every script, since fans name things in their own.
fn is_letter_elsewhere(c: char) -> bool {
    !c.is_ascii() && !c.is_control() && !c.is_whitespace() && !invisible(c) && c < '\u{e0000}'
}

/// Who may write is the whole difference between a chat and a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomKind {
    /// Whoever has a name may write.
    Chat,
    /// Official accounts of the site may write.
    Feed,
}

impl RoomName {
    /// The site's official posts.
    pub const FEED: &'static str = "@feed";

    pub fn feed() -> Self {
        Self(Self::FEED.to_owned())
    }

    pub fn kind(&self) -> RoomKind {
        if self.0.starts_with('@') {
            RoomKind::Feed
        } else {
            RoomKind::Chat
        }
    }
}

impl MemberId {
    /// The member that an official account is.
    pub fn official(account: &AccountId) -> Self {
        Self(["@", account.as_str()].concat())
    }

    /// The account, if this member is one.
    pub fn account(&self) -> Option<AccountId> {
        AccountId::parse(self.0.strip_prefix('@')?).ok()
    }
}

/// The last digits of a number. Not by `format!`: its ways of writing numbers are 2 KB, which the app has for nothing else.
pub(crate) fn hex(bits: u128, digits: usize) -> String {
    let bytes = bits.to_be_bytes().into_iter();
    let all = bytes.flat_map(|byte| [byte >> 4, byte & 15]);
    let skip = (2 * size_of::<u128>()).saturating_sub(digits);
    all.skip(skip)
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $int:ty, $digits:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name($int);

        impl $name {
            /// From random bits: chance is the caller's.
            pub const fn from_bits(bits: $int) -> Self {
                Self(bits)
            }

            pub fn parse(text: &str) -> Result<Self, IdError> {
                check(text, $digits, |c| matches!(c, '0'..='9' | 'a'..='f'))?;
                if text.len() != $digits {
                    return Err(IdError::Forbidden);
                }
                <$int>::from_str_radix(text, 16).map(Self).map_err(|_| IdError::Forbidden)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                hex(id.0.into(), $digits)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&String::from(*self))
            }
        }
    };
}

hex_id! {
    /// One press of Enter: 128 random bits, chosen by the client. With the member it is the message's identity,
    /// however often it is sent.
    DraftId, u128, 32
}

hex_id! {
    /// One history of a room: 64 random bits, changed only when the history itself was replaced.
    Epoch, u64, 16
}

/// A place in a room's order: 1, 2, 3 … without a gap. 0 is before the first.
///
/// Below 2^53, since numbers pass SQL and JavaScript as doubles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_string())
    }
}

/// Milliseconds since 1970, by whoever's clock the context names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMillis(pub u64);

impl UnixMillis {
    #[must_use]
    pub const fn plus(self, ms: u64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// How long ago `earlier` was; 0 if it was not.
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_an_emoji_is_called_in_any_script_and_its_name_is_seen() {
        for name in ["ルアン", "축하", "light_stick", "+1", "Ü"] {
            assert!(EmojiName::parse(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "a:b",
            "a b",
            "a/b",
            "<b>",
            "a\u{200b}",
            "\u{3164}",
            "\u{e0041}",
            "..",
            &"あ".repeat(17),
        ] {
            assert!(EmojiName::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn e2_a_room_is_a_word_or_a_path_and_can_stand_in_an_address() {
        for name in [
            "lounge",
            "/articles/komorebi/",
            "ルアン",
            "방",
            "@feed",
            "a.b",
            "%E3%81%82",
        ] {
            assert!(RoomName::parse(name).is_ok(), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "a b",
            "a?b",
            "a#b",
            "a\\b",
            "<b>",
            "a\u{202e}b",
            "a\nb",
        ] {
            assert!(RoomName::parse(name).is_err(), "{name:?}");
        }
        assert_eq!(
            RoomName::parse(&"a".repeat(201)),
            Err(IdError::TooLong { max: 200 })
        );
        assert_eq!(RoomName::feed().kind(), RoomKind::Feed);
    }

    #[test]
    fn ids_of_digits_have_one_spelling() {
        let draft = DraftId::from_bits(0xab);
        assert_eq!(draft.to_string(), "000000000000000000000000000000ab");
        assert_eq!(DraftId::parse(&draft.to_string()), Ok(draft));
        for other in [
            "ab",
            "000000000000000000000000000000AB",
            "+00000000000000000000000000000ab",
        ] {
            assert!(DraftId::parse(other).is_err(), "{other}");
        }
    }

    #[test]
    fn an_account_is_a_member_and_back() {
        let account = AccountId::parse("ruan").unwrap();
        assert_eq!(MemberId::official(&account).account(), Some(account));
        assert_eq!(MemberId::parse("guest").unwrap().account(), None);
    }
}
