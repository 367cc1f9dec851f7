//! A spoke's end of the link: what its sockets said waits here, and what the room wants is done here or not at all.
//!
//! Invariants: after a number that is missing nothing is done until the room has made the link anew, and has been told which sockets
//! there are; one report is under way at a time; words that may or may not have been heard are never said twice: a word that made
//! the room fall would do so for ever. Whoever spoke them comes back, and asks what became of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use protocol::{UnixMillis, limits};
use room::Conn;

use crate::{Answer, Order, Push, Reply, Report, Word};

/// A room that has answered nothing for so long is not to be reached from here: the sockets have to find another way.
const PATIENCE_MS: u64 = 30_000;
const AGAIN_MS: u64 = 100;
const AGAIN_MOST_MS: u64 = 5_000;
/// The first report was quicker than the answer that made the link, or the room is busy with what was reported before.
const EARLY_MS: u64 = 20;
/// The room was about to make the link anew, and has not for so long: it is asked once more.
const NUDGE_MS: u64 = 2_000;
/// What may wait for the room of all sockets together.
const WAITING_BYTES: usize = 4 * 1024 * 1024;
const REPORT_BYTES: usize = 1024 * 1024;
/// One report holds so much: were each answered by the longest page, that would be 8 MiB.
const REPORT_WORDS: usize = 32;

#[derive(Clone, Debug, Default)]
pub struct Rim {
    /// 0: this memory has been told of none.
    link: u64,
    /// The last push that was done.
    told: u64,
    /// The last report that was heard.
    said: u64,
    waiting: VecDeque<Word>,
    bytes: usize,
    /// How many texts of each socket wait.
    texts: BTreeMap<u64, u32>,
    under_way: Option<Report>,
    /// It was said more than once, or its answer was lost.
    is_doubted: bool,
    /// The room has to make the link first.
    is_stopped: bool,
    fails: u32,
    failing_since: Option<UnixMillis>,
}

/// More of a socket waits than any client sends: it is to be closed, and its end told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overrun;

/// What a push comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// To be done, in this order, and then answered with [`Answer::Done`].
    Orders(Vec<Order>),
    /// To be answered with [`Answer::Roster`].
    Roster,
    /// It needs nothing but this answer.
    Answer(Answer),
}

/// What follows from the room's answer, or from there being none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Whatever waits goes on.
    Heard,
    /// Nothing more is said until the room has made the link, or so many milliseconds are over: then [`Rim::nudge`].
    Stopped(u64),
    /// The same report again, after so long.
    Again(u64),
    /// These sockets spoke and do not know whether they were heard: they are to be closed with a fault, and their ends told.
    Doubted(BTreeSet<Conn>),
    /// There is no way to the room: every socket is to be closed, and comes back another way.
    Over,
}

impl Rim {
    pub fn hear(&mut self, word: Word) -> Result<(), Overrun> {
        if let Word::Said { conn, .. } | Word::Odd { conn, .. } = &word {
            let texts = self.texts.entry(*conn).or_default();
            if *texts >= limits::BURST_FRAMES || self.bytes.saturating_add(word.bytes()) > WAITING_BYTES {
                return Err(Overrun);
            }
            *texts = texts.saturating_add(1);
        }
        self.bytes = self.bytes.saturating_add(word.bytes());
        self.waiting.push_back(word);
        Ok(())
    }

    /// What the room has not heard yet, as far as is known.
    pub fn unheard(&self) -> impl Iterator<Item = &Word> {
        let under_way = self.under_way.iter().flat_map(|report| &report.words);
        under_way.chain(&self.waiting)
    }

    pub fn pushed(&mut self, push: Push) -> Done {
        if push.n == 0 {
            self.link = push.link;
            (self.told, self.said, self.is_stopped) = (0, 0, false);
            return Done::Roster;
        }
        if push.link != self.link || push.n > self.told.saturating_add(1) {
            return Done::Answer(Answer::Stale);
        }
        if push.n <= self.told {
            return Done::Answer(Answer::Done);
        }
        self.told = push.n;
        Done::Orders(push.orders)
    }

    /// What to say now, if anything.
    pub fn next(&mut self, place: u16) -> Option<Report> {
        if self.under_way.is_some() || self.is_stopped || self.waiting.is_empty() {
            return None;
        }
        let mut report = Report {
            place,
            link: self.link,
            n: 0,
            words: Vec::new(),
        };
        if self.link > 0 {
            report.n = self.said.saturating_add(1);
            let mut bytes = 0_usize;
            while let Some(word) = self.waiting.pop_front_if(|word| {
                let fits = bytes.saturating_add(word.bytes()) <= REPORT_BYTES;
                report.words.is_empty() || (fits && report.words.len() < REPORT_WORDS)
            }) {
                bytes = bytes.saturating_add(word.bytes());
                report.words.push(word);
            }
        }
        self.under_way = Some(report.clone());
        Some(report)
    }

    pub fn answered(&mut self, reply: Reply) -> Said {
        (self.fails, self.failing_since) = (0, None);
        if reply == Reply::Early {
            return Said::Again(EARLY_MS);
        }
        let is_doubted = std::mem::take(&mut self.is_doubted);
        let Some(report) = self.under_way.take() else {
            return Said::Heard;
        };
        match reply {
            Reply::Early => Said::Heard,
            Reply::Done => {
                if report.link == self.link {
                    self.said = report.n;
                }
                report.words.iter().for_each(|word| self.is_over(word));
                Said::Heard
            }
            Reply::Stale => {
                let is_same = report.link == self.link;
                let doubted = self.put_back(report, is_doubted);
                if !doubted.is_empty() {
                    self.is_stopped |= is_same;
                    return Said::Doubted(doubted);
                }
                if is_same {
                    self.is_stopped = true;
                    return Said::Stopped(NUDGE_MS);
                }
                Said::Heard
            }
            Reply::Unknown => {
                *self = Self::default();
                Said::Over
            }
        }
    }

    /// No answer came, whatever became of the report.
    pub fn failed(&mut self, now: UnixMillis) -> Said {
        // A clock that went back begins the wait anew.
        let since = self.failing_since.filter(|since| *since <= now).unwrap_or(now);
        self.failing_since = Some(since);
        if now.since(since) >= PATIENCE_MS {
            *self = Self::default();
            return Said::Over;
        }
        self.is_doubted = true;
        self.fails = self.fails.saturating_add(1);
        let doubled = AGAIN_MS.saturating_mul(1_u64.checked_shl(self.fails.min(16)).unwrap_or(u64::MAX) / 2);
        Said::Again(doubled.min(AGAIN_MOST_MS))
    }

    /// After [`Said::Again`]: the same once more, as long as it is the same link.
    pub fn again(&mut self) -> Result<Option<Report>, BTreeSet<Conn>> {
        match self.under_way.take() {
            Some(report) if report.link == self.link => {
                self.under_way = Some(report.clone());
                Ok(Some(report))
            }
            Some(report) => {
                let is_doubted = std::mem::take(&mut self.is_doubted);
                let doubted = self.put_back(report, is_doubted);
                if doubted.is_empty() {
                    Ok(None)
                } else {
                    Err(doubted)
                }
            }
            None => Ok(None),
        }
    }

    /// The room has not made the link: it is asked to.
    pub fn nudge(&mut self) {
        if std::mem::take(&mut self.is_stopped) {
            self.link = 0;
        }
    }

    /// Whose words may have been heard, or not; the others are said later. That a socket has come or is gone may be told twice.
    fn put_back(&mut self, report: Report, is_doubted: bool) -> BTreeSet<Conn> {
        let mut doubted = BTreeSet::new();
        for word in report.words.into_iter().rev() {
            if is_doubted && matches!(word, Word::Said { .. } | Word::Odd { .. }) {
                self.is_over(&word);
                doubted.insert(word.conn());
            } else {
                self.waiting.push_front(word);
            }
        }
        // What they said after it is not to be heard without it.
        let is_theirs = |word: &Word| {
            doubted.contains(&word.conn()) && matches!(word, Word::Said { .. } | Word::Odd { .. })
        };
        let (theirs, rest): (VecDeque<Word>, VecDeque<Word>) =
            std::mem::take(&mut self.waiting).into_iter().partition(is_theirs);
        self.waiting = rest;
        theirs.iter().for_each(|word| self.is_over(word));
        doubted
    }

    fn is_over(&mut self, word: &Word) {
        self.bytes = self.bytes.saturating_sub(word.bytes());
        if let Word::Said { conn, .. } | Word::Odd { conn, .. } = word
            && let Some(texts) = self.texts.get_mut(conn)
        {
            *texts = texts.saturating_sub(1);
            if *texts == 0 {
                self.texts.remove(conn);
            }
        }
    }
}
