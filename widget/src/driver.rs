//! Performs what a client's mind asks for, in order.
//!
//! Invariant: one socket at most, and what an earlier one still had to tell is not heard any more.

mod socket;
pub mod ticket;

use client::{Client, Effect, Input, Unsent};
use gloo::timers::callback::Timeout;
use protocol::version::PING;
use protocol::{DraftId, Refusal, SiteId, UnixMillis, codec};
use yew::Callback;

use crate::browser;
pub use socket::Heard;
use socket::Socket;

/// What reaches a driver from outside.
#[derive(Clone, Debug)]
pub enum Event {
    /// From the socket of that number.
    Socket(u32, Heard),
    Wake,
}

/// What a step leaves to the app: the driver has neither the ticket desk, nor the store, nor the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Todo {
    pub fetch_ticket: bool,
    pub keep: Vec<Unsent>,
    pub forget: Vec<DraftId>,
    pub changed: bool,
    /// And all that has changed is that entries have come at the end.
    pub grown: bool,
    pub refused: Option<Refusal>,
    /// A report is kept.
    pub noted: bool,
}

pub struct Driver {
    pub client: Client,
    url: String,
    emit: Callback<Event>,
    socket: Option<Socket>,
    sockets: u32,
    alarm: Option<Timeout>,
}

impl Driver {
    pub fn new(site: &SiteId, client: Client, emit: Callback<Event>) -> Self {
        let url = socket::url(site, client.room());
        Self {
            client,
            url,
            emit,
            socket: None,
            sockets: 0,
            alarm: None,
        }
    }

    pub fn hear(&mut self, event: Event) -> Todo {
        let input = match event {
            Event::Wake => Input::Wake,
            Event::Socket(number, _) if number != self.sockets => return Todo::default(),
            Event::Socket(_, Heard::Opened) => Input::Opened,
            Event::Socket(_, Heard::Pong) => Input::Pong,
            Event::Socket(_, Heard::Frame(frame)) => Input::Frame(*frame),
            Event::Socket(_, Heard::Closed(code)) => {
                self.hang_up();
                Input::Closed { code }
            }
        };
        self.drive(input)
    }

    pub fn drive(&mut self, input: Input) -> Todo {
        let mut todo = Todo::default();
        for effect in self.client.step(browser::moment(), input) {
            match effect {
                Effect::FetchTicket => todo.fetch_ticket = true,
                Effect::Connect => self.connect(),
                Effect::Disconnect => self.hang_up(),
                Effect::Send(frame) => self.send(&codec::encode_client(&frame)),
                Effect::Ping => self.send(PING),
                Effect::WakeAt(at) => self.wake_at(at),
                Effect::Keep(unsent) => todo.keep.push(unsent),
                Effect::Forget(draft) => todo.forget.push(draft),
                Effect::Changed => todo.changed = true,
                Effect::Refused(refusal) => todo.refused = Some(refusal),
                // Nobody can report anything here yet.
                Effect::Noted(_) => todo.noted = true,
            }
        }
        todo.grown = self.client.has_grown();
        todo
    }

    /// The page goes, perhaps only into the back/forward cache, where an open socket would be a lie to the room.
    pub fn leave(&mut self) -> Todo {
        self.hang_up();
        let mut todo = self.drive(Input::Visible(false));
        let closed = self.drive(Input::Closed { code: socket::AWAY });
        todo.changed |= closed.changed;
        todo
    }

    fn connect(&mut self) {
        self.hang_up();
        let number = self.sockets;
        let emit = self.emit.clone();
        self.socket = Socket::open(&self.url, move |heard| emit.emit(Event::Socket(number, heard)));
        if self.socket.is_none() {
            // The browser would not even try. The client hears of it as of any other failure.
            self.emit
                .emit(Event::Socket(number, Heard::Closed(socket::ABNORMAL)));
        }
    }

    fn hang_up(&mut self) {
        self.socket = None;
        self.sockets = self.sockets.wrapping_add(1);
    }

    fn send(&self, text: &str) {
        if let Some(socket) = &self.socket {
            socket.send(text);
        }
    }

    fn wake_at(&mut self, at: UnixMillis) {
        let emit = self.emit.clone();
        let ms = u32::try_from(at.since(browser::now())).unwrap_or(u32::MAX);
        // A browser takes a delay beyond 2^31 for none.
        self.alarm = Some(Timeout::new(ms.min(0x7fff_ffff), move || emit.emit(Event::Wake)));
    }
}
