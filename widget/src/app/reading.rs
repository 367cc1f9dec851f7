//! What the person has before their eyes, and so has read.
//!
//! Invariant: a message counts as read when its place in the list was shown: the panel open, the page visible, the
//! tab in front, the list at its end.

use client::Client;
use protocol::{Entry, Seq, UnixMillis};

use super::Side;
use crate::store::Store;
use crate::view::{Flow, Reader, Tab};
use crate::window::Window;

/// Who is back so soon has not been away: it was a reload.
const BACK_MS: u64 = 30_000;

/// Where somebody was when they left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Left {
    pub line: Seq,
    pub read: Seq,
    pub at: UnixMillis,
}

pub struct Reading {
    pub tab: Tab,
    /// The host shows the panel.
    pub open: bool,
    pub visible: bool,
    /// The list is scrolled up.
    pub away: bool,
    pub window: Window,
    pub flow: Flow,
    /// Groups from here on came while their place was seen, and so may move in.
    pub fresh_chat: Seq,
    pub fresh_posts: Seq,
    /// Counts the jumps to the list's end that were asked for.
    pub jumps: u32,
    /// Where the line stands above which everything was read when the person came.
    pub line: Option<Seq>,
    read_chat: Seq,
    read_posts: Seq,
    /// What was read is told to the room up to here.
    told: Seq,
    /// It was before the person's eyes when that was last looked at.
    seeing: bool,
    /// The page goes; what hides it then is not the person.
    pub leaving: bool,
}

impl Reading {
    /// `open`: it is not for a host to say whether it is shown.
    pub fn new(tab: Tab, open: bool) -> Self {
        Self {
            tab,
            open,
            visible: true,
            away: false,
            window: Window::default(),
            flow: Flow::default(),
            fresh_chat: Seq::ZERO,
            fresh_posts: Seq::ZERO,
            jumps: 0,
            line: None,
            read_chat: Seq::ZERO,
            read_posts: Seq::ZERO,
            told: Seq::ZERO,
            seeing: false,
            leaving: false,
        }
    }

    /// The document's rows were there before: nothing of them moves. What came since the last visit is news, and a line is drawn
    /// above it; on the first visit nothing is. Whoever comes back at once finds the line where it was.
    pub fn begin(&mut self, room: &Client, feed: Option<&Client>, store: &mut Store, reader: &Reader) {
        let newest_here = newest(room);
        let left = store.left().unwrap_or(Left {
            line: newest_here,
            read: newest_here,
            at: UnixMillis(0),
        });
        let is_back = reader.now.since(left.at) < BACK_MS;
        self.read_chat = left.read.min(newest_here);
        let line = if is_back { left.line } else { left.read };
        self.line = (reader.news(room, line) > 0).then_some(line);
        self.fresh_chat = newest_here.next();
        let posts = newest(feed.unwrap_or(room));
        self.fresh_posts = posts.next();
        self.read_posts = store.seen().unwrap_or_else(|| {
            store.set_seen(posts);
            posts
        });
    }

    pub fn sees(&self, tab: Tab) -> bool {
        self.open && self.visible && self.tab == tab
    }

    /// Notes what is seen right now.
    pub fn look(&mut self, room: &Client, feed: Option<&Client>, store: &mut Store, reader: &Reader) {
        let sees = self.sees(Tab::Chat);
        let stands = sees && !self.away && !room.is_aside();
        self.flow.follow(room, reader, stands);
        if stands {
            self.read_chat = self.read_chat.max(newest(room));
        }
        if !sees && !self.leaving {
            if self.seeing && self.read_chat >= newest(room) {
                // They had caught up, and left.
                self.line = None;
            }
            if self.line.is_none() && reader.news(room, self.read_chat) > 0 {
                self.line = Some(self.read_chat);
            }
        }
        self.seeing = sees;
        let posts = newest(feed.unwrap_or(room));
        if self.sees(Tab::Feed) && posts > self.read_posts {
            self.read_posts = posts;
            store.set_seen(posts);
        }
    }

    /// What the room is still to be told, now that somebody has seen it.
    pub fn untold(&mut self) -> Option<Seq> {
        let is_news = self.seeing && self.read_chat > self.told;
        is_news.then(|| {
            self.told = self.read_chat;
            self.told
        })
    }

    /// For the next visit.
    pub fn left(&self, now: UnixMillis) -> Left {
        Left {
            line: self.line.unwrap_or(self.read_chat),
            read: self.read_chat,
            at: now,
        }
    }

    /// Up to where a log is read.
    pub fn read(&self, side: Side) -> Seq {
        match side {
            Side::Room => self.read_chat,
            Side::Feed => self.read_posts,
        }
    }

    pub fn unread_chat(&self, room: &Client, reader: &Reader) -> u32 {
        reader.news(room, self.read_chat)
    }

    pub fn unread_posts(&self, feed: &Client) -> u32 {
        unread(feed.timeline().entries(), self.read_posts)
    }

    /// The list left its end, where new rows may move in, or came back.
    pub fn set_away(&mut self, away: bool, room: &Client) {
        self.away = away;
        if away {
            self.window.hold(room.shown());
            self.fresh_chat = Seq(u64::MAX);
        } else {
            self.fresh_chat = newest(room).next();
            if self.window.is_at_newest(room.shown()) {
                self.window.follow();
            }
        }
    }

    /// Before the eyes, and from there on all of what stood behind a row.
    pub fn reveal(&mut self, room: &Client, first: Seq, last: Seq) {
        self.flow.open(first, last);
        self.window.reveal(room.shown(), &self.flow, first);
    }

    /// To the newest row, wherever the list stands.
    pub fn jump(&mut self, room: &Client) {
        self.window.follow();
        if self.away {
            self.away = false;
            self.fresh_chat = newest(room).next();
        }
        self.jumps = self.jumps.wrapping_add(1);
    }
}

fn newest(client: &Client) -> Seq {
    client
        .timeline()
        .entries()
        .last()
        .map_or(Seq::ZERO, |entry| entry.seq)
}

/// Entries are in order, so only the end is looked at.
fn unread(entries: &[Entry], read: Seq) -> u32 {
    let after = entries.iter().rev().take_while(|entry| entry.seq > read);
    u32::try_from(after.count()).unwrap_or(u32::MAX)
}
