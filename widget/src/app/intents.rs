//! What a person wants, done.

use client::Input;
use protocol::{Body, DraftId, Place, Refusal};
use yew::Context;

use super::scene::{Notice, Sheet, Then};
use super::writing::Writing;
use super::{App, Side};
use crate::browser;
use crate::host::Letter;
use crate::view::{Intent, Tab};

impl App {
    /// True: the page must be drawn anew.
    pub(super) fn intend(&mut self, ctx: &Context<Self>, intent: Intent) -> bool {
        match intent {
            Intent::Close => self.close(),
            Intent::Show(tab) => {
                self.reading.tab = tab;
                self.look_around(ctx);
                return true;
            }
            Intent::Speak(lang) => {
                self.store.set_lang(lang);
                self.speak(lang);
                return true;
            }
            Intent::Rename => {
                self.sheet = Some(Sheet::default());
                return true;
            }
            Intent::FieldPressed => {
                // A phone's keyboard takes the panel's place again.
                if self.tray.is_some() && browser::is_touch() {
                    return self.show_tray(None);
                }
                if self.is_named() || self.offered || self.is_vouched() {
                    return false;
                }
                self.offered = true;
                self.sheet = Some(Sheet::default());
                return true;
            }
            Intent::Escape if self.tray.is_some() => return self.show_tray(None),
            Intent::Escape if self.writing == Writing::Plain => self.close(),
            Intent::Plain | Intent::Escape => return self.write(Writing::Plain),
            Intent::Menu { of, at } => self.menu(of, at),
            Intent::Reply(seq) => return self.write(Writing::Reply(seq)),
            Intent::React(seq, kind) => return self.react(ctx, seq, kind),
            Intent::Tray(tray) => return self.show_tray(tray),
            Intent::Suggest => self.suggest(),
            Intent::Images => self.images(true),
            Intent::Settings => self.settings(),
            Intent::Send(text) if self.pictures > 0 && !matches!(self.writing, Writing::Edit(_)) => {
                return self.send_images(&text);
            }
            Intent::Send(text) => return self.say(ctx, &text, true),
            Intent::Say(text) => return self.say(ctx, &text, false),
            Intent::Draft(text) => {
                self.store.set_draft(&text);
                // A notice is about the text as it was.
                return self.notice.take().is_some();
            }
            Intent::Enter(enter) => {
                self.wishes.enter = enter;
                self.store.choose("enter", enter.word());
                return true;
            }
            Intent::Retry(draft) => {
                let anew = DraftId::from_bits(browser::dice128());
                return self.drive(ctx, Side::Room, Input::Retry { draft, anew });
            }
            Intent::Discard(draft) => return self.drive(ctx, Side::Room, Input::Discard(draft)),
            Intent::Up => return self.up(ctx),
            Intent::Down => return self.down(ctx),
            Intent::Away(away) => {
                self.reading.set_away(away, &self.room.client);
                self.look_around(ctx);
                self.redraw();
                return true;
            }
            Intent::Card(opens) => {
                self.answer_card(opens);
                return true;
            }
            Intent::Newest => {
                self.jump_to_newest(ctx);
                return true;
            }
            Intent::Go(seq) => return self.drive(ctx, Side::Room, Input::Jump(seq)),
            Intent::Unfold(first, last) => {
                self.reading.reveal(&self.room.client, first, last);
                self.redraw();
                return true;
            }
            Intent::Landed => return self.drive(ctx, Side::Room, Input::Landed),
            Intent::Fold(folds) => {
                let pin = self.room.client.pin().filter(|_| folds);
                self.reader.folded = pin.map(|pin| pin.seq);
                self.store.set_folded(self.reader.folded);
                self.redraw();
                return true;
            }
            Intent::OlderPosts => {
                let side = if self.feed.is_some() {
                    Side::Feed
                } else {
                    Side::Room
                };
                return self.drive(ctx, side, Input::Older);
            }
        }
        false
    }

    fn close(&self) {
        if self.boot.place == Place::Panel {
            self.host.say(Letter::Close);
        }
    }

    fn up(&mut self, ctx: &Context<Self>) -> bool {
        if self
            .reading
            .window
            .up(self.room.client.shown(), &self.reading.flow)
        {
            self.redraw();
            return true;
        }
        self.drive(ctx, Side::Room, Input::Older)
    }

    fn down(&mut self, ctx: &Context<Self>) -> bool {
        if self
            .reading
            .window
            .down(self.room.client.shown(), &self.reading.flow)
        {
            self.redraw();
            return true;
        }
        self.drive(ctx, Side::Room, Input::Newer)
    }

    pub(super) fn jump_to_newest(&mut self, ctx: &Context<Self>) {
        if self.room.client.is_aside() {
            self.drive(ctx, Side::Room, Input::Return);
        }
        self.reading.jump(&self.room.client);
        self.look_around(ctx);
        self.redraw();
    }

    /// Whoever has a name may write: the relay's word, or until it comes, the name that is kept. The name of somebody whom the
    /// site vouches for is the site's.
    pub(super) fn is_named(&self) -> bool {
        let named = self.room.client.you().map(|you| you.name.is_some());
        if self.is_vouched() {
            named != Some(false)
        } else {
            named == Some(true) || self.store.name().is_some()
        }
    }

    /// A text is taken or it stays where it is, with the reason beside it.
    fn say(&mut self, ctx: &Context<Self>, text: &str, from_field: bool) -> bool {
        match Body::parse(&browser::composed(text)) {
            Err(error) => self.notice = Some(Notice::Refused(error.into())),
            Ok(_) if self.room.client.outbox().is_full() => self.notice = Some(Notice::Full),
            Ok(body) if self.is_named() => self.post(ctx, body, from_field),
            Ok(_) if self.is_vouched() => self.notice = Some(Notice::Refused(Refusal::NameMissing)),
            Ok(body) => {
                self.offered = true;
                self.sheet = Some(Sheet {
                    then: Some(Then::Say(body, from_field)),
                    ..Sheet::default()
                });
            }
        }
        true
    }

    /// Notes what is read now, and tells the room, and the host how much is not. True: something on the page has changed.
    pub(super) fn look_around(&mut self, ctx: &Context<Self>) -> bool {
        let line = self.reading.line;
        let feed = self.feed.as_ref().map(|feed| &feed.client);
        self.reading
            .look(&self.room.client, feed, &mut self.store, &self.reader);
        let chat = self.reading.unread_chat(&self.room.client, &self.reader);
        let posts = feed.map_or(0, |feed| self.reading.unread_posts(feed));
        if let Some(seq) = self.reading.untold() {
            self.drive(ctx, Side::Room, Input::Read(seq));
        }
        let moved = line != self.reading.line;
        if moved {
            self.redraw_side(Side::Room, false);
        }
        let unread = (chat, posts);
        let is_there = self.reading.open && self.reading.visible;
        self.tell_unread(if is_there { 0 } else { chat.saturating_add(posts) });
        std::mem::replace(&mut self.unread, unread) != unread || moved
    }

    pub(super) fn unread_on(&self, tab: Tab) -> u32 {
        match tab {
            Tab::Chat => self.unread.0,
            Tab::Feed => self.unread.1,
        }
    }
}
