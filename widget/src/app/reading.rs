//! What the person has before their eyes, and so has read.
//!
//! Invariant: a message counts as read when its place in the list was shown: the panel open, the page visible, the
//! tab in front, the list at its end.

use client::Client;
use protocol::{Entry, MemberId, Seq};

use crate::store::Store;
use crate::view::Tab;
use crate::window::Window;

pub struct Reading {
    pub tab: Tab,
    /// The host shows the panel.
    pub open: bool,
    pub visible: bool,
    /// The list is scrolled up.
    pub away: bool,
    pub window: Window,
    /// Groups from here on came while their place was seen, and so may move in.
    pub fresh_chat: Seq,
    pub fresh_posts: Seq,
    /// Counts the jumps to the list's end that were asked for.
    pub jumps: u32,
    read_chat: Seq,
    read_posts: Seq,
}

impl Reading {
    pub fn new(tab: Tab) -> Self {
        Self {
            tab,
            open: true,
            visible: true,
            away: false,
            window: Window::default(),
            fresh_chat: Seq::ZERO,
            fresh_posts: Seq::ZERO,
            jumps: 0,
            read_chat: Seq::ZERO,
            read_posts: Seq::ZERO,
        }
    }

    /// The document's rows were there before: they are read, and nothing of them moves. Of the posts, those that came
    /// since the last visit are news; on the first visit none is.
    pub fn begin(&mut self, room: &Client, feed: Option<&Client>, store: &mut Store) {
        self.read_chat = newest(room);
        self.fresh_chat = newest(room).next();
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
    pub fn look(&mut self, room: &Client, feed: Option<&Client>, store: &mut Store) {
        if self.sees(Tab::Chat) && !self.away {
            self.read_chat = self.read_chat.max(newest(room));
        }
        let posts = newest(feed.unwrap_or(room));
        if self.sees(Tab::Feed) && posts > self.read_posts {
            self.read_posts = posts;
            store.set_seen(posts);
        }
    }

    pub fn unread_chat(&self, room: &Client, me: Option<&MemberId>) -> u32 {
        unread(room.timeline().entries(), self.read_chat, me)
    }

    pub fn unread_posts(&self, feed: &Client) -> u32 {
        unread(feed.timeline().entries(), self.read_posts, None)
    }

    /// The list left its end, where new rows may move in, or came back.
    pub fn set_away(&mut self, away: bool, room: &Client) {
        self.away = away;
        if away {
            self.window.hold(room.timeline().entries());
            self.fresh_chat = Seq(u64::MAX);
        } else {
            self.fresh_chat = newest(room).next();
            if self.window.is_at_newest(room.timeline().entries()) {
                self.window.follow();
            }
        }
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
fn unread(entries: &[Entry], read: Seq, me: Option<&MemberId>) -> u32 {
    let after = entries.iter().rev().take_while(|entry| entry.seq > read);
    u32::try_from(after.filter(|entry| Some(&entry.author.member) != me).count()).unwrap_or(u32::MAX)
}
