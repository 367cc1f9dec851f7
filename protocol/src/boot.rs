//! What the frame's document carries, so that the app can take over without asking for anything.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, EmojiName, Entry, Epoch, ImageKey, Lang, Marks, RoomName, Rules, Seq, SiteId, Tally,
    UnixMillis, Words,
};

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
    /// What holds in the room. Older documents do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
    #[serde(default, skip_serializing_if = "is_sending")]
    pub sticker_tap: StickerTap,
    /// When nothing makes a sound, unless the person chose otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// The site's own. Older documents have none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emoji: Vec<Emoji>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_sending(tap: &StickerTap) -> bool {
    *tap == StickerTap::Send
}

/// A picture that stands in a text in the place of its name between two colons. To who does not know it, it is that text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Emoji {
    pub name: EmojiName,
    pub key: ImageKey,
}

/// What the first tap on a sticker does, which the two countries do differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StickerTap {
    #[default]
    Send,
    /// It is shown above the field; a second tap sends.
    Preview,
}

/// From one minute of the reader's day to another, perhaps over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    pub from_min: u32,
    pub to_min: u32,
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
    /// What stands above the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<Box<Entry>>,
    /// Entries that the listed ones answer, where they are not listed themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quoted: Vec<Entry>,
    /// Reactions to the listed ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tallies: Vec<Tally>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marks: Option<Marks>,
}

impl Log {
    /// With nothing beside its entries.
    pub fn plain(epoch: Epoch, head: Seq, floor: Seq, list: Vec<Entry>) -> Self {
        Self {
            epoch,
            head,
            floor,
            list,
            pin: None,
            quoted: Vec::new(),
            tallies: Vec::new(),
            marks: None,
        }
    }
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
        let bits = u32::from_be_bytes([0, r, g, b]);
        ["#", &crate::ids::hex(bits.into(), 6)].concat()
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
