//! What loads later, asked for and heard, and the toast that tells how it went.
//!
//! Invariant: what could not be brought is said in words, and is asked for again by the next press.

use gloo::timers::callback::Timeout;
use look::phrases;
use yew::{Context, Html};

use super::{App, Msg};
use crate::later::Heard;
use crate::ui::el::{el, none, say};

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
            self.toast(ctx, Said::Lost);
            return true;
        }
        match heard.what.as_str() {
            "images" => self.heard_images(ctx, heard),
            _ => false,
        }
    }

    pub(super) fn toast(&mut self, ctx: &Context<Self>, is: Said) {
        let link = ctx.link().clone();
        self.toast = Some(Toast {
            is,
            _end: Timeout::new(TOAST_MS, move || link.send_message(Msg::Toasted)),
        });
    }

    pub(super) fn toasted(&self) -> Html {
        let words = phrases(self.reader.lang);
        match self.toast.as_ref().map(|toast| &toast.is) {
            Some(Said::Lost) => el!("p" "class"="to"; say(words.later_lost)),
            None => none(),
        }
    }
}
