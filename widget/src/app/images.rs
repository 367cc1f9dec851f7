//! Pictures, between the script that prepares them and the mind that sends messages.
//!
//! Invariant: the script says which message it is by a number that it keeps; so whatever happens between the two, the room has
//! it once.

use client::Input;
use look::path::segment;
use protocol::{Body, Post, Speech, codec};
use yew::Context;

use super::scene::Sheet;
use super::{App, Side};
use crate::browser;
use crate::later::Heard;

const SCRIPT: &str = "images";

impl App {
    /// It takes up what an earlier page left, and hears what is pasted and dropped.
    pub(super) fn begin_images(&mut self) {
        if self.listens {
            return;
        }
        self.listens = true;
        self.ask_images("0");
    }

    /// The person chooses some.
    pub(super) fn choose_images(&mut self) {
        self.listens = true;
        self.ask_images("1");
    }

    fn ask_images(&self, pick: &str) {
        let rules = self.room.client.rules();
        let own = if rules.speech == Speech::Photos { "1" } else { "0" };
        let room = segment(self.boot.room.as_str());
        self.later.ask(
            SCRIPT,
            &[
                "{\"lang\":\"",
                self.reader.lang.tag(),
                "\",\"own\":",
                own,
                ",\"pick\":",
                pick,
                ",\"to\":\"/f/",
                self.boot.site.as_str(),
                "/",
                &room,
                "/image\"}",
            ]
            .concat(),
        );
    }

    /// They go with this text, as soon as they are all there. It may be none.
    pub(super) fn send_images(&mut self, text: &str) -> bool {
        let body = match Body::parse(&browser::composed(text)) {
            Ok(body) => String::from(body),
            Err(protocol::BodyError::Blank) => String::new(),
            Err(error) => {
                self.notice = Some(super::scene::Notice::Refused(error.into()));
                return true;
            }
        };
        self.later
            .ask(SCRIPT, &["{\"send\":", &codec::encode(&body), "}"].concat());
        self.taken_from_field();
        true
    }

    /// Nothing in the place of a ticket: there was none to be had.
    pub(super) fn give_ticket(&self, ticket: Option<&str>) {
        self.later.ask(
            SCRIPT,
            &["{\"ticket\":\"", ticket.unwrap_or_default(), "\"}"].concat(),
        );
    }

    pub(super) fn heard_images(&mut self, ctx: &Context<Self>, heard: &Heard) -> bool {
        if let Some(n) = heard.is::<u32>() {
            self.pictures = n;
            return true;
        }
        let Some(Post {
            draft, body, with, ..
        }) = heard.is::<Post>()
        else {
            // It has no other words: it wants a ticket, which somebody has who has a name.
            if self.is_named() {
                self.ask_for_images(ctx);
            } else {
                self.desk_waits_with_images();
                self.sheet = Some(Sheet::default());
            }
            return true;
        };
        let Ok(body) = Body::parse(&body) else {
            return false;
        };
        self.drive(ctx, Side::Room, Input::Post { draft, body, with });
        self.jump_to_newest();
        true
    }
}
