//! What the page around asks for, done.

use client::{Input, Link};
use protocol::Lang;
use yew::Context;

use super::App;
use crate::browser;
use crate::host::{Letter, Order};

impl App {
    /// True: the page must be drawn anew.
    pub(super) fn obey(&mut self, ctx: &Context<Self>, order: Order) -> bool {
        match order {
            Order::Open => {
                self.reading.open = true;
                self.come(ctx);
                self.end_card();
                self.look_around(ctx);
                true
            }
            Order::Close => {
                self.reading.open = false;
                self.look_around(ctx);
                self.show_card();
                true
            }
            Order::Greet => {
                self.host.say(Letter::Ready);
                false
            }
            Order::Speak(lang) => {
                self.speak(lang);
                true
            }
            Order::Vouch(ticket) => self.vouch(ctx, ticket),
        }
    }

    /// Somebody is here. From now on they are told what is said, also while the panel is closed.
    pub(super) fn come(&mut self, ctx: &Context<Self>) {
        if self.room.client.link() == Link::Idle {
            self.store.set_follows();
            self.both(ctx, || Input::Start);
        }
    }

    /// The draft is the composer's, and stays.
    pub(super) fn speak(&mut self, lang: Lang) {
        self.reader.lang = lang;
        browser::set_lang(lang);
        self.redraw();
        // It speaks too.
        self.show_tray(self.tray);
    }
}
