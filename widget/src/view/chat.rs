//! The rows of a room, from what the mind has to show.
//!
//! Invariant: a group that shows the same compares equal, so whoever comes, reads or reacts elsewhere draws nothing here.

use std::rc::Rc;

use client::{Client, Link, Unsent, UnsentState};
use look::{Group, Portrait, Row, Sight, known_as, lang_of, phrases, rows, said};
use protocol::{Act, DraftId, Entry, Fate, Joins, Lang, ReadMarks, Refusal, Role, Seq};
use yew::AttrValue;

use super::bubble::Bubble;
use super::flow::{Flow, crowd};
use super::{Known, Reader};
use crate::window::Window;

#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    pub lang: Lang,
    pub items: Vec<Item>,
    pub pin: Option<Pin>,
    /// There is something above the first row, here or at the relay.
    pub more_above: bool,
    pub more_below: bool,
    /// It is on its way.
    pub loading: [bool; 2],
    /// A jump has led here.
    pub landing: Option<Seq>,
    /// The first of what was unfolded last.
    pub opened: Option<Seq>,
    /// The last change only added rows at the end: it may be read aloud.
    pub appended: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Day {
        key: i32,
        text: AttrValue,
    },
    Unread,
    /// Told by a word.
    Line {
        key: Seq,
        text: AttrValue,
    },
    Gone {
        key: Seq,
        mine: bool,
        time: AttrValue,
    },
    Group(Rc<GroupView>),
    /// What a crowd has said, behind one row: so many messages, from the first to the last.
    Crowd {
        key: Seq,
        last: Seq,
        n: u32,
    },
    Failed {
        draft: DraftId,
        body: Bubble,
        refusal: Refusal,
    },
}

/// What stands above the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Pin {
    pub seq: Seq,
    pub text: AttrValue,
    pub emoji: Known,
    pub folded: bool,
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

/// Where people talk faster than this, rows stand at once: a stream of rows that rise is no calmer for it, and each rise is drawn
/// picture by picture.
const CALM_MS: u64 = 1_000;

/// The key of the one group that is on its way.
pub const ON_ITS_WAY: Seq = Seq(u64::MAX);

impl Chat {
    pub fn empty(lang: Lang) -> Self {
        Self {
            lang,
            items: Vec::new(),
            pin: None,
            more_above: false,
            more_below: false,
            loading: [false; 2],
            landing: None,
            opened: None,
            appended: false,
        }
    }

    /// Nothing was said here, or nothing that can be seen.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && !self.more_above && !self.more_below
    }

    /// Only the end has grown since: what a screen reader should read, and nothing else.
    pub fn continues(&self, before: &Self) -> bool {
        self.lang == before.lang
            && !self.more_below
            && !before.more_below
            && before.newest() > Seq::ZERO
            && self.newest() >= before.newest()
            && self.items.iter().find_map(Item::told) >= before.items.iter().find_map(Item::told)
    }

    /// The last place that the log has.
    pub fn newest(&self) -> Seq {
        self.items.iter().rev().find_map(Item::told).unwrap_or(Seq::ZERO)
    }
}

impl Item {
    /// The last place in a row that the log has.
    fn told(&self) -> Option<Seq> {
        match self {
            Self::Group(group) => group.bubbles.last()?.seq,
            Self::Gone { key, .. } | Self::Line { key, .. } | Self::Crowd { last: key, .. } => Some(*key),
            _ => None,
        }
    }
}

impl Reader {
    /// The rows of a room. Groups from `fresh` on came while their place was seen; what came after `read` was not.
    pub fn chat(&self, client: &Client, window: Window, flow: &Flow, fresh: Seq, read: Option<Seq>) -> Chat {
        let entries = client.shown();
        let range = window.range(entries, flow);
        let more_below = !window.is_at_newest(entries) || client.has_newer();
        let more_above = range.start > 0 || client.has_older();
        let hides = |entry: &Entry| self.hides(client, entry);
        let sight = Sight {
            read,
            ..self.sight(client, &hides)
        };
        let mut items = Vec::new();
        let mut today = None;
        // When the row before was said.
        let mut before = None;
        let mut parts = flow.parts(entries.get(range).unwrap_or_default()).into_iter();
        while let Some(shown) = parts.next() {
            for row in rows(shown, sight) {
                items.push(match row {
                    // Each part begins with its day.
                    Row::Day(day) if today == Some(day) => continue,
                    Row::Day(day) => {
                        today = Some(day);
                        Item::Day {
                            key: day.0,
                            text: day.chip(self.lang).into(),
                        }
                    }
                    Row::Unread => Item::Unread,
                    Row::Line(entry) => Item::Line {
                        key: entry.seq,
                        text: self.line(entry).into(),
                    },
                    Row::Gone(entry) => Item::Gone {
                        key: entry.seq,
                        mine: self.is_mine(entry),
                        time: self.civil(entry.at).time(self.lang).into(),
                    },
                    Row::Group(group) => {
                        let is_calm = before.is_none_or(|before| group.began_at().since(before) >= CALM_MS);
                        before = Some(group.at());
                        let fresh = is_calm && group.key() >= fresh;
                        Item::Group(Rc::new(self.group(client, group, fresh)))
                    }
                });
            }
            crowd(&mut items, parts.next().unwrap_or_default(), &hides);
        }
        if !more_below {
            self.unsent(client, &mut items);
        }
        let pin = client.pin().filter(|pin| !pin.what.is_gone() && !hides(pin));
        Chat {
            lang: self.lang,
            items,
            pin: pin.map(|pin| {
                let line = said::line(pin.what.body().as_str());
                Pin {
                    seq: pin.seq,
                    text: line.to_owned().into(),
                    emoji: self.emoji_in(line),
                    folded: self.folded == Some(pin.seq),
                }
            }),
            more_above,
            more_below,
            loading: [client.is_loading_older(), client.is_loading_newer()],
            landing: client.landing(),
            opened: flow.opened,
            appended: false,
        }
    }

    /// How many messages of others came later, and can be seen.
    pub fn news(&self, client: &Client, read: Seq) -> u32 {
        let hides = |entry: &Entry| self.hides(client, entry);
        let sight = self.sight(client, &hides);
        // They are in order, so only the end is looked at.
        let entries = client.timeline().entries().iter().rev();
        let later = entries.take_while(|entry| entry.seq > read);
        u32::try_from(later.filter(|entry| sight.is_news(entry)).count()).unwrap_or(u32::MAX)
    }

    pub(super) fn sight<'a>(&'a self, client: &Client, hides: &'a dyn Fn(&Entry) -> bool) -> Sight<'a> {
        Sight {
            offset_minutes: self.offset_minutes,
            joins: client.rules().joins == Joins::Shown,
            me: self.me.as_ref(),
            read: None,
            hides,
        }
    }

    /// It is by somebody whom the reader has blocked, answers them, or calls nobody else.
    pub(super) fn hides(&self, client: &Client, entry: &Entry) -> bool {
        if self.blocked.is_empty() {
            return false;
        }
        let is_blocked = |member| self.is_blocked(member);
        let is_to_them = entry.what.with().is_some_and(|with| {
            let answered = with.reply.and_then(|seq| client.entry(seq));
            answered.is_some_and(|entry| is_blocked(&entry.author.member))
                || (!with.mentions.is_empty() && with.mentions.iter().all(is_blocked))
        });
        is_to_them || is_blocked(&entry.author.member)
    }

    pub(super) fn is_mine(&self, entry: &Entry) -> bool {
        self.me.as_ref() == Some(&entry.author.member)
    }

    fn line(&self, entry: &Entry) -> String {
        let words = phrases(self.lang);
        let phrase = if entry.what.act() == Some(Act::Join) {
            words.joined
        } else {
            words.pinned
        };
        phrase.around(known_as(&entry.author, &self.accounts, self.lang))
    }

    fn group(&self, client: &Client, group: Group<'_>, fresh: bool) -> GroupView {
        let author = group.author();
        let mine = self.me.as_ref() == Some(&author.member);
        let mut bubbles: Vec<Bubble> = group
            .entries()
            .map(|entry| self.told(client, entry, mine))
            .collect();
        if client.rules().read_marks == ReadMarks::Read {
            // Where the next one was read by as many, it speaks for both.
            let mut next = None;
            for bubble in bubbles.iter_mut().rev() {
                if bubble.mark == next {
                    bubble.mark = None;
                } else {
                    next.clone_from(&bubble.mark);
                }
            }
        }
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
            bubbles,
            state: GroupState::Told {
                time: self.civil(group.at()).time(self.lang).into(),
            },
            // One's own rose when it was written.
            fresh: fresh && !mine,
        }
    }

    fn told(&self, client: &Client, entry: &Entry, mine: bool) -> Bubble {
        let with = entry.what.with();
        let body = entry.what.body();
        Bubble {
            seq: Some(entry.seq),
            edited: with.is_some_and(|with| with.fate == Some(Fate::Edited)),
            mark: self.mark(client, entry.seq, mine),
            pills: client
                .tally(entry.seq)
                .map(super::bubble::pills)
                .unwrap_or_default(),
            ..self.bubble(client, entry.seq.to_string(), body, with)
        }
    }

    /// What stands over the time: of one's own how many have read it, or of each how many have not.
    fn mark(&self, client: &Client, seq: Seq, mine: bool) -> Option<AttrValue> {
        let n = client.mark(seq)?;
        let text = match client.rules().read_marks {
            ReadMarks::Read if mine && n > 1 => said::read(phrases(self.lang), n.saturating_sub(1)),
            ReadMarks::CountDown if n > 0 => said::mark(n),
            _ => return None,
        };
        Some(text.into())
    }

    /// All that is on its way as one group, each that failed by itself with its reason. What is no message is not drawn.
    fn unsent(&self, client: &Client, items: &mut Vec<Item>) {
        let mut bubbles = Vec::new();
        let mut ways = Vec::new();
        for unsent in client.outbox().list().iter().filter(|unsent| !unsent.is_act()) {
            let Unsent {
                draft, body, with, ..
            } = unsent;
            let draft = *draft;
            let body = self.bubble(client, draft.to_string(), body, with.as_deref());
            let way = match unsent.state {
                UnsentState::Failed(refusal) => {
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
}

/// Which language a text says that it is in.
pub(super) fn tongue(text: &str) -> (AttrValue, Option<Lang>) {
    (text.to_owned().into(), lang_of(text))
}
