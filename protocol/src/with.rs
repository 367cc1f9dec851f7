//! What an entry carries beside its text: an answer, mentions, a sticker, images; and entries that act on another one.
//!
//! Invariant: an entry is text first. Whoever knows nothing of this (an older release, a bot) has a text that can be shown,
//! and nothing here changes what that text is.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::boot::Colour;
use crate::{IdError, MemberId, Seq, limits};

/// Left out where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct With {
    /// The entry that this one answers. What it says is looked up ([`crate::Look`]), never copied: so what is unsent is gone
    /// from the quotes too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<Seq>,
    /// Whom the text calls by name. At most [`limits::MENTIONS`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<MemberId>,
    /// Shown in the text's place, which is the sticker's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sticker: Option<StickerName>,
    /// Shown in the text's place. At most [`limits::IMAGES`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
    /// It is no message: it does something to the room. It has a place in the order as any other, so everybody sees it done at
    /// the same place, however they come to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
    /// What a later act has made of this entry. The room's word alone; in a post it is not looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fate: Option<Fate>,
}

impl With {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Within the bounds of [`limits`].
    pub fn is_bounded(&self) -> bool {
        self.mentions.len() <= limits::MENTIONS && self.images.len() <= limits::IMAGES
    }
}

/// On the wire: `{"edit": 41}`; joining is `"join"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The entry's text becomes this one's.
    Edit(Seq),
    /// The entry becomes a tombstone.
    Unsend(Seq),
    /// The entry stands above the list until another is pinned.
    Pin(Seq),
    Unpin(Seq),
    /// A member has come: a line of the system's.
    Join,
}

impl Act {
    /// The entry that it is about.
    pub const fn target(self) -> Option<Seq> {
        match self {
            Self::Edit(seq) | Self::Unsend(seq) | Self::Pin(seq) | Self::Unpin(seq) => Some(seq),
            Self::Join => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    Edited,
    /// A tombstone: text, name, images and all are gone, here and in the ledger.
    Gone,
}

/// A sticker: its pack's id and its own, `maru/thanks`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StickerName(String);

impl StickerName {
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let is_slug = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        if text.len() > limits::STICKER_NAME_BYTES {
            return Err(IdError::TooLong {
                max: limits::STICKER_NAME_BYTES,
            });
        }
        match text.split_once('/') {
            Some((pack, own)) if is_slug(pack) && is_slug(own) => Ok(Self(text.to_owned())),
            _ => Err(IdError::Forbidden),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StickerName {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<StickerName> for String {
    fn from(name: StickerName) -> String {
        name.0
    }
}

impl fmt::Display for StickerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A picture that was uploaded before: `POST /f/{site}/{room}/image` gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Image {
    pub key: ImageKey,
    /// Pixels.
    pub w: u32,
    pub h: u32,
    /// What stands in its place until it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tint: Option<Colour>,
}

/// A reader's way to a picture: 128 random bits, chosen by the relay. It is at `/m/{key}`, its thumbnail at `/m/{key}/t`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ImageKey(pub crate::DraftId);

impl ImageKey {
    pub fn parse(text: &str) -> Result<Self, IdError> {
        crate::DraftId::parse(text).map(Self)
    }
}

impl fmt::Display for ImageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_a_sticker_is_named_by_its_pack_and_itself() {
        for name in ["maru/thanks", "tobi-2/ok", "a/b"] {
            assert_eq!(StickerName::parse(name).map(String::from), Ok(name.to_owned()));
        }
        for name in [
            "",
            "maru",
            "maru/",
            "/ok",
            "maru/ok/2",
            "Maru/ok",
            "maru/../x",
            "maru/ありがとう",
        ] {
            assert!(StickerName::parse(name).is_err(), "{name}");
        }
        assert!(StickerName::parse(&format!("a/{}", "b".repeat(80))).is_err());
    }
}
