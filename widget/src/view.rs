//! What the components get: plain data, made from the minds' state, and what they give back.
//!
//! Invariant: nothing here knows the browser. A row that has not changed compares equal, and is not drawn again.

use std::rc::Rc;

use client::{Client, Link, UnsentState};
use look::clock::Civil;
use look::{Group, Portrait, Row, known_as, lang_of, rows};
use protocol::{Account, DraftId, Lang, MemberId, Refusal, Role, Seq, UnixMillis};
use yew::AttrValue;

use crate::window::Window;

/// What a person wants, as the components understood it.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    Close,
    Show(Tab),
    Speak(Lang),
    /// Choose a nickname, or another one.
    Rename,
    /// The sheet's answer.
    Named(String),
    NotNow,
    Escape,
    /// The field was pressed.
    FieldPressed,
    /// From the field.
    Send(String),
    /// Pictures are to be chosen.
    Pictures,
    /// A line that was offered.
    Say(AttrValue),
    /// What stands in the field, now and then.
    Draft(String),
    Retry(DraftId),
    Discard(DraftId),
    /// The list's first or last row is near.
    Up,
    Down,
    /// The list left its end, or came back.
    Away(bool),
    Newest,
    OlderPosts,
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
    pub accounts: Rc<[Account]>,
    pub offset_minutes: i32,
    pub now: UnixMillis,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    pub lang: Lang,
    pub items: Vec<Item>,
    /// There is something above the first row, here or at the relay.
    pub more_above: bool,
    pub more_below: bool,
    pub loading: bool,
    /// The last change only added rows at the end: it may be read aloud.
    pub appended: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Day {
        key: i32,
        text: AttrValue,
    },
    Group(Rc<GroupView>),
    Failed {
        draft: DraftId,
        body: Bubble,
        refusal: Refusal,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct GroupView {
    pub key: Seq,
    pub lang: Lang,
    pub who: Who,
    pub bubbles: Vec<Bubble>,
    pub state: GroupState,
    pub fresh: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Me,
    Other {
        name: AttrValue,
        portrait: Portrait,
        official: bool,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub enum GroupState {
    Told {
        time: AttrValue,
    },
    /// Bubble by bubble.
    Unsent(Vec<Way>),
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Way {
    Waiting,
    Sending,
    /// Durable; its entry is about to arrive.
    Stored,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Bubble {
    pub key: AttrValue,
    pub text: AttrValue,
    pub lang: Option<Lang>,
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
    pub fresh: bool,
}

/// The key of the one group that is on its way.
const ON_ITS_WAY: Seq = Seq(u64::MAX);

impl Chat {
    pub fn empty(lang: Lang) -> Self {
        Self {
            lang,
            items: Vec::new(),
            more_above: false,
            more_below: false,
            loading: false,
            appended: false,
        }
    }

    /// Only the end has grown since: what a screen reader should read, and nothing else.
    pub fn continues(&self, before: &Self) -> bool {
        let newest = |chat: &Self| chat.items.iter().rev().find_map(Item::told);
        self.lang == before.lang
            && !self.more_below
            && !before.more_below
            && newest(before).is_some_and(|before| newest(self) >= Some(before))
            && self.items.iter().find_map(Item::told) >= before.items.iter().find_map(Item::told)
    }
}

impl Item {
    /// The place of a group that the log has.
    fn told(&self) -> Option<Seq> {
        match self {
            Self::Group(group) if group.key != ON_ITS_WAY => Some(group.key),
            _ => None,
        }
    }
}

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
    /// The rows of a room. Groups from `fresh` on came while their place was seen.
    pub fn chat(&self, client: &Client, window: Window, fresh: Seq) -> Chat {
        let entries = client.timeline().entries();
        let range = window.range(entries);
        let more_below = !window.is_at_newest(entries);
        let more_above = range.start > 0 || client.timeline().has_older();
        let mut items: Vec<Item> = rows(entries.get(range).unwrap_or_default(), self.offset_minutes)
            .map(|row| match row {
                Row::Day(day) => Item::Day {
                    key: day.0,
                    text: day.chip(self.lang).into(),
                },
                Row::Group(group) => Item::Group(Rc::new(self.group(group, fresh))),
            })
            .collect();
        if !more_below {
            self.unsent(client, &mut items);
        }
        Chat {
            lang: self.lang,
            items,
            more_above,
            more_below,
            loading: client.is_loading_older(),
            appended: false,
        }
    }

    fn group(&self, group: Group<'_>, fresh: Seq) -> GroupView {
        let author = group.author();
        let mine = self.me.as_ref() == Some(&author.member);
        GroupView {
            key: group.key(),
            lang: self.lang,
            who: if mine {
                Who::Me
            } else {
                Who::Other {
                    name: known_as(author, &self.accounts, self.lang).to_owned().into(),
                    portrait: Portrait::of(author, &self.accounts),
                    official: author.role == Role::Official,
                }
            },
            bubbles: group
                .entries
                .iter()
                .map(|entry| {
                    let body = entry.what.body();
                    bubble(entry.seq.to_string(), body.as_str())
                })
                .collect(),
            state: GroupState::Told {
                time: self.civil(group.at()).time(self.lang).into(),
            },
            // One's own rose when it was written.
            fresh: !mine && group.key() >= fresh,
        }
    }

    /// All that is on its way as one group, each that failed by itself with its reason.
    fn unsent(&self, client: &Client, items: &mut Vec<Item>) {
        let mut bubbles = Vec::new();
        let mut ways = Vec::new();
        for unsent in client.outbox().list() {
            let body = bubble(unsent.draft.to_string(), unsent.body.as_str());
            let way = match unsent.state {
                UnsentState::Failed(refusal) => {
                    let draft = unsent.draft;
                    items.push(Item::Failed { draft, body, refusal });
                    continue;
                }
                // The moment until its record is kept is a part of the sending.
                UnsentState::Waiting if unsent.kept || client.link() != Link::Live => Way::Waiting,
                UnsentState::Waiting | UnsentState::Sent => Way::Sending,
                UnsentState::Stored(_) => Way::Stored,
            };
            bubbles.push(body);
            ways.push(way);
        }
        if !bubbles.is_empty() {
            let group = GroupView {
                key: ON_ITS_WAY,
                lang: self.lang,
                who: Who::Me,
                bubbles,
                state: GroupState::Unsent(ways),
                fresh: true,
            };
            items.push(Item::Group(Rc::new(group)));
        }
    }

    /// The official posts, newest first.
    pub fn feed(&self, client: &Client, fresh: Seq) -> Feed {
        let today = self.civil(self.now).day;
        let cards = client
            .timeline()
            .entries()
            .iter()
            .rev()
            .map(|entry| {
                let body = entry.what.body();
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
                    fresh: entry.seq >= fresh,
                }
            })
            .collect();
        Feed {
            lang: self.lang,
            cards,
            more: client.timeline().has_older(),
        }
    }

    fn civil(&self, at: UnixMillis) -> Civil {
        Civil::of(at, self.offset_minutes)
    }
}

fn bubble(key: String, text: &str) -> Bubble {
    Bubble {
        key: key.into(),
        text: text.to_owned().into(),
        lang: lang_of(text),
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
