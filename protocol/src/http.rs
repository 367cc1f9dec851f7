//! The bodies of the relay's HTTP API: settings, accounts, tickets, posts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::boot::{Account, Crest, Emoji, Quiet, StickerTap};
pub use crate::theme::{Fonts, Radius, Scheme, Theme};
use crate::{
    AccountId, DisplayName, DraftId, Entry, Epoch, Grounds, Joins, Lang, MemberId, ReadMarks, Refusal, Role,
    RoomName, Rules, Seq, Speech, UnixMillis, Words, Writers,
};

/// A site's settings: what its owner says about it. `PUT /api/v1/sites/{site}` replaces them whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Pages that may embed the widget: `https://example.com`, scheme and host and port, nothing else.
    pub origins: Vec<String>,
    #[serde(default)]
    pub title: Words,
    /// The language of a page that names none that Maru speaks.
    #[serde(default)]
    pub lang: Lang,
    #[serde(default)]
    pub theme: Theme,
    #[serde(default)]
    pub read_marks: ReadMarks,
    /// Titles of single rooms; every other room carries the site's.
    #[serde(default)]
    pub rooms: BTreeMap<String, Words>,
    #[serde(default, skip_serializing_if = "ChatSettings::is_usual")]
    pub chat: ChatSettings,
    /// Rooms in which one speaks in images and stickers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photo_rooms: Vec<String>,
    /// Rooms in which each fan says one thing in so many seconds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub slow_rooms: BTreeMap<String, u32>,
    /// Rooms in which moderators and officials alone write.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frozen_rooms: Vec<String>,
}

impl Settings {
    /// What holds in one of the site's rooms.
    pub fn rules(&self, room: &RoomName) -> Rules {
        let is_photos = self.photo_rooms.iter().any(|name| name == room.as_str());
        let is_frozen = self.frozen_rooms.iter().any(|name| name == room.as_str());
        Rules {
            speech: if is_photos { Speech::Photos } else { Speech::Free },
            read_marks: self.read_marks,
            unsend_min: self.chat.unsend_min,
            edit_min: self.chat.edit_min,
            joins: self.chat.joins,
            slow_s: self.slow_rooms.get(room.as_str()).copied().unwrap_or(0),
            writers: if is_frozen {
                Writers::Staff
            } else {
                Writers::Everybody
            },
        }
    }

    /// Rooms that are named for how fast one may speak there.
    pub fn paced_rooms(&self) -> impl Iterator<Item = &str> {
        let slow = self.slow_rooms.keys();
        slow.chain(&self.frozen_rooms).map(String::as_str)
    }
}

/// How the site's rooms are, where an owner wants them otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChatSettings {
    /// Minutes in which a message can be taken back; 0: never.
    pub unsend_min: u32,
    /// And changed.
    pub edit_min: u32,
    pub joins: Joins,
    pub sticker_tap: StickerTap,
    /// When no open page makes a sound, unless its person chose otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
}

impl Default for ChatSettings {
    fn default() -> Self {
        let Rules {
            unsend_min,
            edit_min,
            joins,
            ..
        } = Rules::default();
        Self {
            unsend_min,
            edit_min,
            joins,
            sticker_tap: StickerTap::default(),
            quiet: None,
        }
    }
}

impl ChatSettings {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// The answer to a `PUT` of settings. `key` is the site's key, told once, when the site is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteReply {
    pub settings: Settings,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// `PUT /api/v1/sites/{site}/accounts/{account}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRequest {
    pub name: Words,
    #[serde(default)]
    pub crest: Crest,
}

/// `key` is the account's key, told once, when the account is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountReply {
    pub account: Account,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

/// The answer to each request about a site's emoji: all of them, as they stand now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmojiReply {
    pub emoji: Vec<Emoji>,
}

/// A guest asks for a ticket: `POST /f/{site}/ticket`, from the frame alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuestRequest {
    /// 128 random bits that the frame keeps. Whoever has them is this guest; the member id is derived from them and
    /// tells nothing about them.
    pub guest: DraftId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Who a guest is, and what they were writing: `POST /f/{site}/handover`, from the frame alone, answered with a
/// [`HandoverReply`]; and the answer to `POST /f/{site}/takeover`, in the browser in which they go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub guest: DraftId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// At most [`crate::limits::BODY_UNITS`] UTF-16 units.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub draft: String,
}

/// What stands in the address instead of who they are: good once, until `expires_at`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverReply {
    pub code: DraftId,
    pub expires_at: UnixMillis,
}

/// `POST /f/{site}/takeover`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeoverRequest {
    pub code: DraftId,
}

/// The site's server asks for a ticket for one of its people: `POST /api/v1/sites/{site}/tickets`, with the site's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MintRequest {
    pub role: Role,
    /// Whom it is for. For an official, the account's id.
    pub member: String,
    /// What they are called; an official is called as its account is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A signed, short-lived ticket. It opens sockets until `expires_at`; an open socket outlives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketReply {
    pub ticket: String,
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
    pub role: Role,
    pub expires_at: UnixMillis,
}

/// `POST /api/v1/sites/{site}/posts`, with an account's key: a post in the site's feed, or in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostRequest {
    pub body: String,
    /// Sending it again with the same draft does not post twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomName>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostReply {
    pub room: RoomName,
    pub account: AccountId,
    pub draft: DraftId,
    pub seq: Seq,
    pub at: UnixMillis,
}

/// The answer to `PUT /api/v1/sites/{site}/rooms/{room}/import`: where the room stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReply {
    pub room: RoomName,
    /// A new one: whoever was here before begins anew.
    pub epoch: Epoch,
    pub head: Seq,
    pub floor: Seq,
    /// What stood there until now, where anything did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Replaced>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    pub epoch: Epoch,
    pub head: Seq,
}

/// The body of every answer that is not 2xx.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub refusal: Refusal,
    /// For a developer, in English: which field, and what it may be.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u32>,
}

/// `GET /api/v1/sites/{site}/rooms/{room}/reports`: what people said is wrong, oldest first, [`REPORTS_AT_ONCE`] at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportsReply {
    pub reports: Vec<Reported>,
    /// How many there are. `?skip=100` leaves out the oldest hundred.
    pub total: u64,
}

/// Reports in one answer.
pub const REPORTS_AT_ONCE: usize = 100;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    pub seq: Seq,
    /// Who reported it. They are told that it was noted, and the other is told nothing.
    pub by: MemberId,
    pub grounds: Grounds,
    pub at: UnixMillis,
    /// The entry as it is now, with the five before it and the five after.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<Entry>,
}
