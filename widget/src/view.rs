//! What the components get: plain data, made from the minds' state, and what they give back.
//!
//! Invariant: nothing here knows the browser. A row that has not changed compares equal, and is not drawn again.

mod blocks;
mod bubble;
mod chat;
mod flow;
mod group;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use client::ime::Enter;
use client::{Client, Link};
use look::clock::Civil;
use look::{Portrait, known_as, lang_of};
use protocol::{Account, DraftId, Emoji, Entry, Lang, MemberId, Reaction, Refusal, Role, Seq, UnixMillis};
use yew::AttrValue;

pub use blocks::BlockView;
pub use bubble::{Bare, Beside, Bubble, Quote};
pub use chat::{Chat, Item, Pin};
pub use flow::Flow;
pub use group::{GroupState, GroupView, Way, Who};

/// What a person wants, as the components understood it.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    Close,
    Show(Tab),
    Speak(Lang),
    /// Choose a nickname, or another one.
    Rename,
    Escape,
    /// The field was pressed.
    FieldPressed,
    /// From the field.
    Send(String),
    /// A line that was offered.
    Say(AttrValue),
    /// What stands in the field, now and then.
    Draft(String),
    /// What Enter shall do.
    Enter(Enter),
    /// An `@` was typed: somebody may be called.
    Suggest,
    Retry(DraftId),
    Discard(DraftId),
    /// The list's first or last row is near.
    Up,
    Down,
    /// The list left its end, or came back.
    Away(bool),
    Newest,
    OlderPosts,
    /// The card over the launcher: pressed, or put away.
    Card(bool),
    /// To an entry, wherever it is: a quote, or what is pinned.
    Go(Seq),
    /// The list has got there.
    Landed,
    /// What a crowd has said from one place to another is shown.
    Unfold(Seq, Seq),
    /// The pinned bar is folded, or unfolded.
    Fold(bool),
    /// What can be done with this message: at the pointer, or where the focus is.
    Menu {
        of: Of,
        at: Option<(i32, i32)>,
    },
    /// It was drawn to the right.
    Reply(Seq),
    /// One of the reactions under a message was pressed: the person's own, or not any more.
    React(Seq, Option<Reaction>),
    /// The answer, or the change, that is being written is given up.
    Plain,
    /// The panel in the keyboard's place.
    Tray(Option<Tray>),
    /// Choose pictures.
    Images,
    Settings,
}

/// A message: in the log, or still here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Told(Seq),
    Unsent(DraftId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tray {
    Stickers,
    Emoji,
}

impl Tray {
    /// Which of the scripts draws it.
    pub const fn script(self) -> &'static str {
        match self {
            Self::Stickers => "stickers",
            Self::Emoji => "emoji",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Stickers, Self::Emoji]
            .into_iter()
            .find(|tray| tray.script() == word)
    }
}

/// What stands above the field: which message is answered, or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Extra {
    pub edits: bool,
    pub name: AttrValue,
    pub line: AttrValue,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Chat,
    Feed,
}

/// Whoever reads, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Reader {
    pub lang: Lang,
    pub me: Option<MemberId>,
    /// Whom the person does not want to meet, with their names as they were.
    pub blocked: Rc<[(MemberId, String)]>,
    /// What stood above the list when they folded it.
    pub folded: Option<Seq>,
    /// The stickers of this build, behind the question mark of their addresses.
    pub stickers: AttrValue,
    pub accounts: Rc<[Account]>,
    pub emoji: Rc<[Emoji]>,
    pub offset_minutes: i32,
    pub now: UnixMillis,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    pub lang: Lang,
    /// Newest first.
    pub cards: Vec<CardView>,
    pub more: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct CardView {
    pub key: Seq,
    pub lang: Lang,
    pub name: AttrValue,
    pub portrait: Portrait,
    pub official: bool,
    pub time: AttrValue,
    pub text: AttrValue,
    pub text_lang: Option<Lang>,
    pub emoji: Known,
    pub fresh: bool,
}

/// The site's emoji, beside a text that has some of them.
pub type Known = Option<Rc<[Emoji]>>;

impl Feed {
    pub fn empty(lang: Lang) -> Self {
        Self {
            lang,
            cards: Vec::new(),
            more: false,
        }
    }
}

impl Reader {
    pub fn is_blocked(&self, member: &MemberId) -> bool {
        self.blocked.iter().any(|(blocked, _)| blocked == member)
    }

    /// The official posts, newest first.
    pub fn feed(&self, client: &Client, fresh: Seq) -> Feed {
        let entries = client.timeline().entries().iter().rev();
        Feed {
            lang: self.lang,
            cards: entries
                .map(|entry| self.card(entry, entry.seq >= fresh))
                .collect(),
            more: client.timeline().has_older(),
        }
    }

    pub fn minute_of_day(&self) -> u32 {
        let Civil { hour, minute, .. } = self.civil(self.now);
        u32::from(hour) * 60 + u32::from(minute)
    }

    pub fn card(&self, entry: &Entry, fresh: bool) -> CardView {
        let body = entry.what.body();
        let today = self.civil(self.now).day;
        CardView {
            key: entry.seq,
            lang: self.lang,
            name: known_as(&entry.author, &self.accounts, self.lang)
                .to_owned()
                .into(),
            portrait: Portrait::of(&entry.author, &self.accounts),
            official: entry.author.role == Role::Official,
            time: self.civil(entry.at).feed_time(today, self.lang).into(),
            text: body.as_str().to_owned().into(),
            text_lang: lang_of(body.as_str()),
            emoji: self.emoji_in(body.as_str()),
            fresh,
        }
    }

    fn emoji_in(&self, text: &str) -> Known {
        look::emoji::has_any(text, &self.emoji).then(|| self.emoji.clone())
    }

    fn civil(&self, at: UnixMillis) -> Civil {
        Civil::of(at, self.offset_minutes)
    }
}

/// What stands between the header and the rows, if something must be said.
#[derive(Clone, Debug, PartialEq)]
pub enum Banner {
    Shut(Refusal),
    /// The device is off the network, or the relay cannot be reached from it. What waits may be kept on the device or not.
    Cut {
        is_online: bool,
        queued: u32,
        works: bool,
    },
    /// After a reload, the person would be somebody else.
    Forgetful,
    /// After a reload, what waits would be gone.
    Unkept,
}

/// A cut shorter than this is nobody's business.
pub const PATIENCE_MS: u64 = 1_000;
/// From here on it is not a cut but an outage.
const OUTAGE_MS: u64 = 15_000;

impl Banner {
    pub fn of(client: &Client, now: UnixMillis, is_online: bool, is_kept: bool, works: bool) -> Option<Self> {
        let queued = u32::try_from(client.outbox().waiting()).unwrap_or(u32::MAX);
        match client.link() {
            Link::Shut(refusal) => Some(Self::Shut(refusal)),
            Link::Offline { since, .. } if !is_online || queued > 0 || now.since(since) >= PATIENCE_MS => {
                // What is only a cut yet is not the relay's fault.
                let is_online = is_online && now.since(since) >= OUTAGE_MS;
                Some(Self::Cut {
                    is_online,
                    queued,
                    works,
                })
            }
            _ if !is_kept => Some(Self::Forgetful),
            _ if !works => Some(Self::Unkept),
            _ => None,
        }
    }
}
