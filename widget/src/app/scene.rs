//! The whole page, from the state.

use client::Link;
use gloo::timers::callback::Timeout;
use look::{refusal, seldom};
use protocol::{Body, Refusal, RoomKind, Speech, StickerName};
use yew::{AttrValue, Context, html};

use super::{App, Msg};
use crate::browser;
use crate::ui::banner::banner;
use crate::ui::composer::Composer;
use crate::ui::el::{Node, all, el, keyed, lay, none};
use crate::ui::feed::feed;
use crate::ui::header::{Header, Status, header};
use crate::ui::list::{Panel, list};
use crate::ui::teaser::teaser;
use crate::view::{Banner, PATIENCE_MS, Tab};

/// The sheet that asks for a nickname.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What waits for it.
    pub then: Option<Then>,
    pub busy: bool,
    /// `Some(None)`: the relay was out of reach.
    pub error: Option<Option<Refusal>>,
}

/// What somebody wanted to say who had no name yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Then {
    /// True: it stands in the field.
    Say(Body, bool),
    /// With its words.
    Stick(StickerName, Body),
}

/// What is said beside the field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Notice {
    Refused(Refusal),
    /// The outbox holds no more.
    Full,
}

impl App {
    pub(super) fn scene(&self) -> Node {
        let lang = self.reader.lang;
        let client = &self.room.client;
        let is_feed = self.boot.room.kind() == RoomKind::Feed;
        let has_tabs = self.feed.is_some();
        let trouble = Banner::of(
            client,
            browser::now(),
            browser::is_online(),
            self.store.is_kept(),
            self.works,
        );
        let notice = self.notice.map(|notice| match notice {
            Notice::Refused(reason) => AttrValue::from(refusal(lang, &reason)),
            Notice::Full => AttrValue::from(seldom(lang).queue_full),
        });
        let card = self.card();
        let modal = card.is_some();
        let jump = self.reading.away || self.chat.more_below;
        let list = list(Panel {
            chat: &self.chat,
            labelled: has_tabs,
            hidden: self.reading.tab != Tab::Chat,
            jump: jump.then(|| self.unread_on(Tab::Chat)),
            jumps: self.reading.jumps,
            emit: &self.wanted,
        });
        let news = feed(&self.posts, has_tabs, self.reading.tab != Tab::Feed);
        let header = header(Header {
            lang,
            title: self.boot.title.get(lang),
            status: status(client.link(), client.members()),
            place: self.boot.place,
            tab: has_tabs.then_some(self.reading.tab),
            unread: self.unread,
            me: self
                .reader
                .me
                .as_ref()
                .filter(|_| self.is_named() && !is_feed && !self.is_vouched()),
            inert: modal,
        });
        let main = el!("main" "class"="fl" "inert"=(modal.then_some("inert"));
            if is_feed { none() } else { list },
            if is_feed || has_tabs { news } else { none() });
        let composer = lay(html! {
            <Composer
                key="composer"
                {lang}
                {notice}
                read_only={is_feed}
                hidden={self.reading.tab == Tab::Feed && !is_feed}
                taken={self.taken.0}
                text={&self.taken.1}
                enter={self.wishes.enter}
                extra={self.extra()}
                tray={self.tray}
                pictures={self.pictures}
                turn={client.turn_at(browser::now())}
                photos_only={client.rules().speech == Speech::Photos && self.is_fan()}
                before={self.before.clone()}
                inert={modal}
                emit={&self.wanted}
            />
        });
        let trouble = trouble.map_or_else(none, |trouble| banner(lang, &trouble));
        all(&[
            header,
            keyed(el!("div"; trouble), "banner"),
            keyed(main, "panels"),
            composer,
            keyed(el!("div" "class"="ts" "role"="status"; self.toasted()), "toast"),
            card.map_or_else(none, |card| teaser(&card)),
        ])
    }

    /// What the notice says is waited for is there.
    pub(super) fn has_come(&self) -> bool {
        let client = &self.room.client;
        match self.notice {
            Some(Notice::Refused(Refusal::StorageFull)) => client.outbox().waiting() == 0,
            Some(Notice::Refused(Refusal::SlowMode { .. } | Refusal::Busy)) => {
                client.held_back(browser::now()).is_none()
            }
            _ => false,
        }
    }

    /// A cut is told after a moment, and an outage is told as one.
    pub(super) fn plan_tick(&mut self, ctx: &Context<Self>) {
        let Link::Offline { since, .. } = self.room.client.link() else {
            self.tick = None;
            return;
        };
        if self.tick.is_none() {
            let link = ctx.link().clone();
            let ms = if browser::now().since(since) < PATIENCE_MS {
                1_050
            } else {
                5_000
            };
            self.tick = Some(Timeout::new(ms, move || link.send_message(Msg::Tick)));
        }
    }
}

fn status(link: Link, members: Option<u32>) -> Status {
    match (link, members) {
        (Link::Live, Some(members)) => Status::Live(members),
        (Link::Live | Link::Idle | Link::Connecting, _) => Status::Connecting,
        (Link::Offline { .. } | Link::Shut(_), _) => Status::Off,
    }
}
