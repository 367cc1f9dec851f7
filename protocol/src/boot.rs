//! What the frame's document carries, so that the app can take over without asking for anything.

use serde::{Deserialize, Serialize};

use crate::{AccountId, Entry, Epoch, Lang, RoomName, Seq, SiteId, UnixMillis, Words};

/// The state that the relay wrote into the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boot {
    pub site: SiteId,
    pub room: RoomName,
    pub lang: Lang,
    pub place: Place,
    /// The origin of the page around the frame, where it is on the site's list: the only one that the app listens to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    pub title: Words,
    pub read_marks: ReadMarks,
    pub accounts: Vec<Account>,
    pub chat: Log,
    /// The site's official posts; absent where the room is itself the feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<Log>,
    pub now: UnixMillis,
}

/// Where the document stands, which decides what frames it: a close button, a border, nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the panel that the launcher opens.
    #[default]
    Panel,
    /// A block of the host's page.
    Inline,
    /// A page of its own: `/r/{room}`.
    Page,
}

/// The newest entries of one log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    pub epoch: Epoch,
    pub head: Seq,
    pub floor: Seq,
    pub list: Vec<Entry>,
}

/// An official account, as everybody sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    pub name: Words,
    #[serde(default)]
    pub crest: Crest,
}

/// An account's portrait: a shape in two colours. Drawn by us, so no stranger's picture or script is loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crest {
    pub shape: CrestShape,
    pub ground: Colour,
    pub ink: Colour,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrestShape {
    #[default]
    Ring,
    Leaf,
    Sun,
    Wave,
    Bag,
    Cup,
}

impl CrestShape {
    pub const ALL: [Self; 6] = [
        Self::Ring,
        Self::Leaf,
        Self::Sun,
        Self::Wave,
        Self::Bag,
        Self::Cup,
    ];
}

/// An opaque colour, `#rrggbb` on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

impl Colour {
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let bits = u32::from_str_radix(hex, 16).ok()?;
        let [_, r, g, b] = bits.to_be_bytes();
        Some(Self { r, g, b })
    }
}

impl TryFrom<String> for Colour {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a colour is # and six hexadecimal digits")
    }
}

impl From<Colour> for String {
    fn from(Colour { r, g, b }: Colour) -> String {
        format!("#{r:02x}{g:02x}{b:02x}")
    }
}

/// How reading is shown, which the two countries do differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadMarks {
    /// How many have read it: 既読 N.
    #[default]
    Read,
    /// How many have not read it yet, counting down to nothing.
    CountDown,
    Off,
}
