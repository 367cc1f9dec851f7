//! The whole page, from the state.

use client::Link;
use look::{phrases, refusal};
use protocol::{Body, Refusal, RoomKind, Speech, StickerName};
use yew::{AttrValue, Html, html};

use super::App;
use crate::browser;
use crate::ui::banner::banner;
use crate::ui::composer::Composer;
use crate::ui::el::{all, el, keyed, none};
use crate::ui::feed::feed;
use crate::ui::header::{Header, Status, header};
use crate::ui::list::{Panel, list};
use crate::ui::nickname::NicknameSheet;
use crate::ui::teaser::teaser;
use crate::view::{Banner, Tab};

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
    pub(super) fn scene(&self) -> Html {
        let lang = self.reader.lang;
        let words = phrases(lang);
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
            Notice::Full => AttrValue::from(words.queue_full),
        });
        let card = self.card();
        let modal = self.sheet.is_some() || card.is_some();
        let sheet = self.sheet.as_ref().map(|sheet| {
            let error = sheet.error.map(|error| match error {
                Some(reason) => AttrValue::from(refusal(lang, &reason)),
                None => AttrValue::from(words.unreachable_title),
            });
            let name = self
                .store
                .name()
                .map(|name| AttrValue::from(name.as_str().to_owned()));
            html! { <NicknameSheet {lang} {name} {error} busy={sheet.busy} emit={&self.wanted} /> }
        });
        let jump = self.reading.away || self.chat.more_below;
        let list = list(Panel {
            chat: &self.chat,
            labelled: has_tabs,
            hidden: self.reading.tab != Tab::Chat,
            jump: jump.then(|| self.unread_on(Tab::Chat)),
            jumps: self.reading.jumps,
            emit: &self.wanted,
        });
        let news = feed(&self.posts, has_tabs, self.reading.tab != Tab::Feed, &self.wanted);
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
            emit: &self.wanted,
        });
        let main = el!("main" "class"="fl" "inert"=(modal.then_some("inert"));
            if is_feed { none() } else { list },
            if is_feed || has_tabs { news } else { none() });
        let composer = html! {
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
                photos_only={client.rules().speech == Speech::Photos && self.is_fan()}
                before={self.before.clone()}
                inert={modal}
                emit={&self.wanted}
            />
        };
        let trouble = trouble.map_or_else(none, |trouble| banner(lang, &trouble));
        all(vec![
            header,
            keyed(el!("div"; trouble), "banner"),
            keyed(el!("div"; sheet.unwrap_or_default()), "sheet"),
            keyed(main, "panels"),
            composer,
            keyed(el!("div" "class"="ts" "role"="status"; self.toasted()), "toast"),
            card.map_or_else(none, |card| teaser(&card, &self.wanted)),
        ])
    }
}

fn status(link: Link, members: Option<u32>) -> Status {
    match (link, members) {
        (Link::Live, Some(members)) => Status::Live(members),
        (Link::Live | Link::Idle | Link::Connecting, _) => Status::Connecting,
        (Link::Offline { .. } | Link::Shut(_), _) => Status::Off,
    }
}
