//! What the page around asks for, done.

use client::{Input, Link};
use protocol::Lang;
use yew::{Component, Context};

use super::{App, Msg, SIDES, Side};
use crate::browser;
use crate::driver::{Driver, Event};
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

    /// The page goes.
    pub(super) fn hang_up(&mut self, ctx: &Context<Self>) {
        if !self.whole {
            // Nothing was said to anybody. The socket goes with the page.
            return;
        }
        for side in SIDES {
            let todo = self.driver(side).map(Driver::leave);
            self.settle(ctx, side, todo.unwrap_or_default());
        }
    }

    /// The rest of the app is there, and with it whoever understands what the rooms and the disk say.
    pub(super) fn is_whole(&mut self, ctx: &Context<Self>) -> bool {
        self.whole = true;
        let mut changed = false;
        for msg in std::mem::take(&mut self.held) {
            changed |= self.update(ctx, msg);
        }
        changed
    }

    pub(super) fn unless_held(&mut self, msg: Msg) -> Option<Msg> {
        if self.whole || !matches!(msg, Msg::Heard(..) | Msg::Told(_)) {
            return Some(msg);
        }
        self.held.push(msg);
        None
    }

    pub(super) fn hear(&mut self, ctx: &Context<Self>, side: Side, event: Event) -> bool {
        let todo = self.driver(side).map(|driver| driver.hear(event));
        self.settle(ctx, side, todo.unwrap_or_default())
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
