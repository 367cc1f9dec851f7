//! The rows of a room, from what the mind has to show.
//!
//! Invariant: a group that shows the same compares equal, so whoever comes, reads or reacts elsewhere draws nothing here.

use std::rc::Rc;

use client::{Client, Link, Unsent, UnsentState};
use look::{Row, Sight, known_as, lang_of, phrases, rows, said};
use protocol::{Act, DraftId, Entry, Joins, Lang, Refusal, Seq};
use yew::AttrValue;

use super::blocks::{BlockView, Kept, Made, blocks};
use super::bubble::Bubble;
use super::flow::{Flow, crowd};
use super::group::{GroupState, GroupView, Way, Who};
use super::{Known, Reader};
use crate::window::{BLOCK, Window};

#[derive(Clone, Debug, PartialEq)]
pub struct Chat {
    pub lang: Lang,
    pub blocks: Vec<BlockView>,
    pub(super) made: Made,
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

#[derive(Clone, Debug, PartialEq, Eq)]
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

/// Where people talk faster than this, rows stand at once: a stream of rows that rise is no calmer for it, and each rise is drawn
/// picture by picture.
const CALM_MS: u64 = 1_000;

/// The key of the one group that is on its way.
pub const ON_ITS_WAY: Seq = Seq(u64::MAX);

impl Chat {
    pub fn empty(lang: Lang) -> Self {
        Self {
            lang,
            blocks: Vec::new(),
            made: Made::default(),
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
        self.blocks.is_empty() && !self.more_above && !self.more_below
    }

    /// Only the end has grown since: what a screen reader should read, and nothing else.
    pub fn continues(&self, before: &Self) -> bool {
        self.lang == before.lang
            && !self.more_below
            && !before.more_below
            && before.newest() > Seq::ZERO
            && self.newest() >= before.newest()
            && self.begins().saturating_add(BLOCK) > before.begins()
    }

    /// Whoever scrolls up is given back the rows that a whole block was short of.
    fn begins(&self) -> u64 {
        self.items().find_map(Item::told).unwrap_or(Seq::ZERO).0
    }

    pub fn items(&self) -> impl DoubleEndedIterator<Item = &Item> {
        self.blocks.iter().flat_map(|block| block.items.iter())
    }

    /// The last place that the log has.
    pub fn newest(&self) -> Seq {
        self.items().rev().find_map(Item::told).unwrap_or(Seq::ZERO)
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
    /// The rows of a room. Groups from `fresh` on came while their place was seen; what came after `read` was not. `grown`: what was shown
    /// before, where entries have come at the end since and nothing else has changed.
    pub fn chat(
        &self,
        client: &Client,
        window: Window,
        flow: &Flow,
        (fresh, read): (Seq, Option<Seq>),
        grown: Option<&Chat>,
    ) -> Chat {
        let entries = client.shown();
        let range = window.range(entries, flow);
        let more_below = !window.is_at_newest(entries) || client.has_newer();
        let more_above = range.start > 0 || client.has_older();
        let hides = |entry: &Entry| self.hides(client, entry);
        let page = entries.get(range).unwrap_or_default();
        let made = Made {
            first: page.first().map_or(Seq::ZERO, |first| first.seq),
            fresh,
            read,
        };
        let kept = grown.and_then(|grown| Kept::of(grown, made)).unwrap_or_default();
        let sight = Sight {
            // Of a page that is kept the line is among what is kept.
            read: read.filter(|_| kept.blocks.is_empty()),
            ..self.sight(client, &hides)
        };
        let mut items = Vec::new();
        let mut today = kept.day;
        // When the row before was said.
        let mut before = kept.last(page).map(|entry| entry.at);
        let mut parts = flow.parts(kept.rest(page)).into_iter();
        while let Some(shown) = parts.next() {
            for row in rows(shown, sight) {
                items.push(match row {
                    // Each part begins with its day.
                    Row::Day(day) if today == Some(day.0) => continue,
                    Row::Day(day) => {
                        today = Some(day.0);
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
            blocks: [kept.blocks, blocks(items)].concat(),
            made,
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
