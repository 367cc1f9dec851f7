//! The root component: the one owner of everything that changes.
//!
//! Invariant: whatever happens is one message here; it is handled to its end, and then the page is drawn once. The
//! text in the field is the exception: it lives in the composer, so that a key draws nothing else.

mod acts;
mod calls;
mod cards;
mod desk;
mod images;
mod intents;
mod later;
mod notice;
mod orders;
mod reading;
mod scene;
mod settings;
mod shelf;
mod writing;

use std::rc::Rc;

use client::{Client, Input};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use gloo::utils::{document, window};
use protocol::{Boot, RoomKind, RoomName};
use yew::{AttrValue, Callback, Component, Context, Html, Properties};

use crate::boot::{self, Before, Logs};
use crate::browser::{self, escape, listen};
use crate::driver::{Driver, Event, Todo};
use crate::host::{Host, Letter, Order};
use crate::keep::{Keep, Told};
use crate::later::{Heard, Later, Spec};
use crate::store::Store;
use crate::ui::el::drawn;
use crate::ui::wants::Wants;
use crate::view::{Chat, Feed, Intent, Reader, Tab, Tray};
use calls::Called;
use cards::Cards;
use desk::Desk;
use later::Toast;
use notice::Wishes;
pub use reading::Left;
use reading::Reading;
use scene::{Notice, Sheet};
use shelf::Shelf;
pub use writing::Writing;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub boot: Rc<Boot>,
    pub logs: Logs,
    pub before: Before,
}

/// The two logs that one frame follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Room,
    Feed,
}

const SIDES: [Side; 2] = [Side::Room, Side::Feed];

pub enum Msg {
    Heard(Side, Event),
    Wanted(Intent),
    Ordered(Order),
    Desk(desk::Answer),
    Told(Told),
    /// From what loads later.
    Later(Heard),
    Online,
    Visibility,
    /// The page goes: for ever, or into the back/forward cache.
    Leave,
    /// Nothing was said for a moment.
    Rest,
    /// Something that is shown depends on the time.
    Tick,
    /// A toast has been there long enough.
    Toasted,
}

pub struct App {
    boot: Rc<Boot>,
    before: Rc<Before>,
    store: Store,
    keep: Keep,
    /// The disk takes what is written.
    works: bool,
    shelf: Shelf,
    host: Host,
    room: Driver,
    /// Absent where the room is itself the feed.
    feed: Option<Driver>,
    desk: Desk,
    reader: Reader,
    reading: Reading,
    chat: Rc<Chat>,
    posts: Feed,
    sheet: Option<Sheet>,
    /// As its script was told.
    asking: Option<Spec>,
    notice: Option<Notice>,
    later: Later,
    toast: Option<Toast>,
    /// How often the field was given another text, and which the last time.
    taken: (u32, AttrValue),
    writing: Writing,
    /// The text of the last change of a message, until it is known what became of it.
    edited: Option<String>,
    tray: Option<Tray>,
    /// Pictures above the field.
    pictures: u32,
    /// Their script has been told where it is.
    listens: bool,
    wishes: Wishes,
    called: Called,
    /// The sheet has been offered once; from then on it comes only when it is needed.
    offered: bool,
    /// Unread messages and posts.
    unread: (u32, u32),
    cards: Cards,
    wanted: Callback<Intent>,
    tick: Option<Timeout>,
    _ears: [EventListener; 5],
    wants: Option<Wants>,
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let (Props { boot, logs, before }, link) = (ctx.props().clone(), ctx.link());
        let (chat, posts) = logs.take(&boot);
        let store = Store::open(&boot.site, &boot.room);
        let before = Rc::new(before.or(store.draft()));
        let reader = Reader {
            lang: store.lang().unwrap_or(boot.lang),
            me: store.member(),
            folded: store.folded(),
            stickers: browser::stickers().into(),
            accounts: boot.accounts.as_slice().into(),
            emoji: boot.emoji.as_slice().into(),
            blocked: store.blocked().into(),
            offset_minutes: browser::offset_minutes(),
            now: browser::now(),
        };
        let driver = |side, client| {
            Driver::new(
                &boot.site,
                client,
                link.callback(move |event| Msg::Heard(side, event)),
            )
        };
        let room = Client::new(boot.room.clone(), chat).under(boot.rules);
        let feed = posts.map(|log| Client::new(RoomName::feed(), log));
        let ears = [
            listen(&window(), "online", link.callback(|()| Msg::Online)),
            listen(
                &document(),
                "visibilitychange",
                link.callback(|()| Msg::Visibility),
            ),
            listen(&window(), "pageshow", link.callback(|()| Msg::Visibility)),
            listen(&window(), "pagehide", link.callback(|()| Msg::Leave)),
            escape(link.callback(|()| Msg::Wanted(Intent::Escape))),
        ];
        let mut app = Self {
            room: driver(Side::Room, room),
            feed: feed.map(|feed| driver(Side::Feed, feed)),
            keep: Keep::open(&boot.site, &boot.room, link.callback(Msg::Told)),
            works: true,
            shelf: Shelf::default(),
            host: Host::new(boot.host.as_deref(), link.callback(Msg::Ordered)),
            desk: Desk::default(),
            chat: Rc::new(Chat::empty(reader.lang)),
            posts: Feed::empty(reader.lang),
            reading: Reading::new(
                if boot.room.kind() == RoomKind::Feed {
                    Tab::Feed
                } else {
                    Tab::Chat
                },
                boot.host.is_none(),
            ),
            sheet: None,
            asking: None,
            notice: None,
            later: Later::open(link.callback(Msg::Later)),
            toast: None,
            taken: (0, AttrValue::default()),
            writing: store
                .writing()
                .and_then(|text| Writing::parse(&text))
                .unwrap_or_default(),
            edited: None,
            tray: None,
            pictures: 0,
            listens: false,
            wishes: settings::wishes(&store, &boot),
            called: Called::default(),
            offered: false,
            unread: (0, 0),
            cards: Cards::default(),
            wanted: link.callback(Msg::Wanted),
            tick: None,
            _ears: ears,
            wants: None,
            reader,
            store,
            before,
            boot,
        };
        app.reading.begin(
            &app.room.client,
            app.feed.as_ref().map(|feed| &feed.client),
            &mut app.store,
            &app.reader,
        );
        app.redraw();
        app.begin_calls();
        app.tell_blocked(ctx);
        // A panel that nobody has ever opened hears nothing: a page's visitors are many more than its room's.
        if app.reading.open || app.before.caret.is_some() {
            app.come(ctx);
        } else if app.store.follows() {
            app.both(ctx, || Input::Start);
        }
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Heard(side, event) => {
                let todo = self.driver(side).map(|driver| driver.hear(event));
                self.settle(ctx, side, todo.unwrap_or_default())
            }
            Msg::Wanted(intent) => {
                self.come(ctx);
                self.intend(ctx, intent)
            }
            Msg::Ordered(order) => self.obey(ctx, order),
            Msg::Desk(answer) => self.answered(ctx, answer),
            Msg::Told(told) => self.told(ctx, told),
            Msg::Later(heard) => self.heard(ctx, &heard),
            Msg::Toasted => self.toast.take().is_some(),
            Msg::Online => self.both(ctx, || Input::Online),
            Msg::Visibility => {
                let visible = browser::is_visible();
                self.reading.visible = visible;
                self.reading.leaving &= !visible;
                let changed = self.both(ctx, || Input::Visible(visible));
                if visible {
                    // It may be another day.
                    self.redraw();
                } else {
                    self.put_away();
                }
                self.show_card();
                self.look_around(ctx) || changed || visible
            }
            Msg::Leave => {
                self.reading.leaving = true;
                self.put_away();
                for side in SIDES {
                    let todo = self.driver(side).map(Driver::leave);
                    self.settle(ctx, side, todo.unwrap_or_default());
                }
                false
            }
            Msg::Rest => {
                self.rested(ctx);
                false
            }
            Msg::Tick => {
                self.tick = None;
                true
            }
        }
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        drawn(|| self.scene())
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            browser::set_lang(self.reader.lang);
            browser::set_scheme(&self.store.choice("theme").unwrap_or_default());
            boot::restore_scroll(&self.before);
            self.wants = boot::root().map(|root| Wants::of(&root, self.wanted.clone()));
            self.host.say(Letter::Ready);
        }
        self.tell_card();
        self.tell_sheet();
        self.plan_tick(ctx);
    }
}

impl App {
    fn driver(&mut self, side: Side) -> Option<&mut Driver> {
        match side {
            Side::Room => Some(&mut self.room),
            Side::Feed => self.feed.as_mut(),
        }
    }

    /// One step of a client's mind, performed to its end. True: the page must be drawn anew.
    fn drive(&mut self, ctx: &Context<Self>, side: Side, input: Input) -> bool {
        let todo = self.driver(side).map(|driver| driver.drive(input));
        self.settle(ctx, side, todo.unwrap_or_default())
    }

    fn both(&mut self, ctx: &Context<Self>, input: impl Fn() -> Input) -> bool {
        let [room, feed] = SIDES.map(|side| self.drive(ctx, side, input()));
        room || feed
    }

    /// What a step has left to do.
    fn settle(&mut self, ctx: &Context<Self>, side: Side, todo: Todo) -> bool {
        if todo.fetch_ticket {
            self.ask(ctx, side);
        }
        for unsent in &todo.keep {
            self.keep.keep(unsent);
        }
        for draft in todo.forget {
            self.keep.forget(draft);
        }
        if let Some(refusal) = todo.refused
            && side == Side::Room
        {
            self.notice = Some(Notice::Refused(refusal));
            self.refused_act(refusal);
        }
        if todo.noted {
            self.later
                .ask("toast", Spec::quiet(self.reader.lang).text("is", "noted"));
        }
        if todo.changed {
            if self.has_come() {
                self.notice = None;
            }
            if let Some(you) = self
                .room
                .client
                .you()
                .filter(|you| self.reader.me.as_ref() != Some(&you.member))
            {
                self.store.set_member(&you.member);
                self.reader.me = Some(you.member.clone());
            }
            if side == Side::Room
                && let Some(seq) = self.room.client.landing()
            {
                self.reading.reveal(&self.room.client, seq, seq);
            }
            self.look_around(ctx);
            self.call();
            self.show_card();
            self.begin_images();
            self.redraw_side(side, todo.grown);
            self.plan_rest(ctx);
        }
        todo.changed || todo.refused.is_some()
    }

    /// Makes the rows anew from the minds' state.
    fn redraw(&mut self) {
        for side in SIDES {
            self.redraw_side(side, false);
        }
    }

    /// `grown`: since this was done last, entries have come at the end, and nothing else has changed.
    fn redraw_side(&mut self, side: Side, grown: bool) {
        self.reader.now = browser::now();
        let reading = &self.reading;
        if side == Side::Room && self.boot.room.kind() == RoomKind::Chat {
            let mut chat = self.reader.chat(
                &self.room.client,
                reading.window,
                &reading.flow,
                (reading.fresh_chat, reading.line),
                grown.then_some(&*self.chat),
            );
            chat.appended = chat.continues(&self.chat);
            self.chat = Rc::new(chat);
        }
        if side == Side::Feed || self.feed.is_none() {
            let posts = self.feed.as_ref().unwrap_or(&self.room);
            self.posts = self.reader.feed(&posts.client, reading.fresh_posts);
        }
    }
}
