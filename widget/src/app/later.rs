//! What loads later, asked for and heard, and the toast that tells how it went.
//!
//! Invariant: what could not be brought is said in words, and is asked for again by the next press.

use gloo::timers::callback::Timeout;
use look::seldom;
use protocol::StickerName;
use yew::Context;

use super::{App, Msg};
use crate::browser;
use crate::later::Heard;
use crate::ui::el::{Node, el, none, say};
use crate::view::Tray;

/// How long a toast stays: as long as somebody may change their mind.
const TOAST_MS: u32 = 5_000;

/// A line of ink above the field, for a moment.
pub struct Toast {
    pub is: Said,
    _end: Timeout,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Said {
    /// It could not be brought.
    Lost,
}

impl App {
    /// True: the page must be drawn anew.
    pub(super) fn heard(&mut self, ctx: &Context<Self>, heard: &Heard) -> bool {
        if heard.is_lost() {
            // Nor is what was to be shown in the keyboard's place.
            self.tray = None;
            self.sheet = None;
            self.toast(ctx, Said::Lost);
            return true;
        }
        if heard.what == "images" {
            return self.heard_images(ctx, heard);
        }
        let Some(answer) = heard.answer() else {
            return false;
        };
        match heard.what.as_str() {
            "menu" => self.act(ctx, &answer),
            "nickname" if answer.act == "named" => self.choose(ctx, &answer.with),
            "nickname" => self.sheet.take().is_some(),
            "settings" => self.set(ctx, &answer),
            "toast" => self.unblock(ctx, &answer.with),
            "stickers" => match StickerName::parse(&answer.pick) {
                Ok(sticker) => self.stick(ctx, sticker, &answer.with),
                Err(_) => self.tray_ended(Tray::Stickers),
            },
            "emoji" if !answer.pick.is_empty() => {
                browser::insert(&answer.pick);
                false
            }
            "emoji" => self.tray_ended(Tray::Emoji),
            _ => false,
        }
    }

    /// It was closed from within: unless the other one was opened for it.
    fn tray_ended(&mut self, tray: Tray) -> bool {
        let ended = self.tray == Some(tray);
        if ended {
            self.tray = None;
        }
        ended
    }

    pub(super) fn toast(&mut self, ctx: &Context<Self>, is: Said) {
        let link = ctx.link().clone();
        self.toast = Some(Toast {
            is,
            _end: Timeout::new(TOAST_MS, move || link.send_message(Msg::Toasted)),
        });
    }

    pub(super) fn toasted(&self) -> Node {
        match self.toast.as_ref().map(|toast| &toast.is) {
            Some(Said::Lost) => el!("p" "class"="to"; say(seldom(self.reader.lang).later_lost)),
            None => none(),
        }
    }
}
