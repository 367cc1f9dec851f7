//! Pictures, between the script that prepares them and the mind that sends messages.
//!
//! Invariant: the script says which message it is by a number that it keeps; so whatever happens between the two, the room has
//! it once.

use client::Input;
use look::path::segment;
use protocol::{Body, BodyError, Post, RoomKind, Speech, codec};
use yew::Context;

use super::scene::{Notice, Sheet};
use super::writing::Writing;
use super::{App, Side};
use crate::browser;
use crate::later::{Heard, Spec};

const SCRIPT: &str = "images";

impl App {
    /// As soon as one may write here: it takes up what an earlier page left, and hears what is pasted and dropped.
    pub(super) fn begin_images(&mut self) {
        if !self.listens && self.room.client.you().is_some() && self.boot.room.kind() == RoomKind::Chat {
            self.listens = true;
            self.images(false);
        }
    }

    /// The person chooses some.
    pub(super) fn images(&self, pick: bool) {
        let is_own = self.room.client.rules().speech == Speech::Photos && self.is_fan();
        let (site, room) = (self.boot.site.as_str(), segment(self.boot.room.as_str()));
        let spec = Spec::new(self.reader.lang)
            .number("own", u8::from(is_own))
            .number("pick", u8::from(pick))
            .number("quiet", u8::from(!pick))
            .text("to", &["/f/", site, "/", &room, "/image"].concat());
        self.later.ask(SCRIPT, spec);
    }

    /// They go with this text, which may be none, as soon as they are all there.
    pub(super) fn send_images(&mut self, text: &str) -> bool {
        let text = browser::composed(text);
        match Body::parse(&text) {
            Ok(_) | Err(BodyError::Blank) => {
                self.later.ask(SCRIPT, Spec::default().text("send", text.trim()));
                self.fill(String::new());
                self.notice = None;
            }
            Err(error) => self.notice = Some(Notice::Refused(error.into())),
        }
        true
    }

    /// Nothing in its place: there was none to be had.
    pub(super) fn give_ticket(&mut self, ticket: Option<&str>) {
        if std::mem::take(&mut self.desk.images) {
            let ticket = ticket.unwrap_or_default();
            self.later.ask(SCRIPT, Spec::default().text("ticket", ticket));
        }
    }

    pub(super) fn heard_images(&mut self, ctx: &Context<Self>, heard: &Heard) -> bool {
        if let Ok(n) = codec::decode(&heard.text) {
            self.pictures = n;
        } else if let Ok(post) = codec::decode::<Post>(&heard.text) {
            return self.post_images(ctx, post);
        } else {
            // It has no other words: it wants a ticket, which whoever has a name can have.
            self.desk.images = true;
            if self.is_named() {
                self.request_once(ctx);
            } else {
                self.offered = true;
                self.sheet = Some(Sheet::default());
            }
        }
        true
    }

    fn post_images(&mut self, ctx: &Context<Self>, post: Post) -> bool {
        let Ok(body) = Body::parse(&post.body) else {
            return false;
        };
        let mut with = post.with.unwrap_or_default();
        if let Writing::Reply(seq) = self.writing {
            with.reply = Some(seq);
            self.writing = Writing::Plain;
            self.store.set_writing("");
        }
        let (draft, with) = (post.draft, Some(with));
        self.drive(ctx, Side::Room, Input::Post { draft, body, with });
        self.jump_to_newest(ctx);
        true
    }
}
