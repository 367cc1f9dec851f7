//! A client as a fan's tab runs it, natively: the real mind, a socket, tickets over HTTP.
//!
//! Invariant: one socket at most, and what an earlier one still had to tell is not heard any more. As in the widget,
//! nothing here decides: the mind does, and this performs.

use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, SystemTime};

use client::{Effect, Input};
use protocol::http::{GuestRequest, Problem, TicketReply};
use protocol::{DraftId, Refusal, UnixMillis, codec, version};
use tungstenite::Message;
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;
use tungstenite::protocol::{Role, WebSocket, WebSocketConfig};

use crate::client::{OFFERED, told};
use crate::site::encoded;

/// Longer than the mind waits for anything, so that it is the mind that gives up.
const PATIENCE: Duration = Duration::from_secs(15);
/// A socket that takes nothing for so long is as good as closed. A browser would go on buffering.
const WRITE: Duration = Duration::from_secs(5);
/// What a browser reports for a connection that was never there, or broke.
const ABNORMAL: u16 = 1006;

/// Where a fan goes, and as whom.
#[derive(Clone, Debug)]
pub struct Way {
    /// The relay's origin, or that of a proxy before it.
    pub relay: String,
    pub site: String,
    pub room: String,
    pub guest: DraftId,
    pub name: String,
}

/// What reaches a driver from outside.
#[derive(Debug)]
pub enum Event {
    /// From the socket of that number.
    Socket(u64, Heard),
    /// To the driver of that number.
    Ticket(u64, Result<TicketReply, Option<Refusal>>),
}

#[derive(Debug)]
pub enum Heard {
    /// With the half that is written to.
    Opened(TcpStream),
    Text(String),
    Closed(u16),
}

/// The network's part of a tab. Each event that comes by `inbox` is to be given to [`Driver::hear`].
pub struct Driver<M> {
    way: Way,
    inbox: Sender<M>,
    /// Its own number, and that of the socket that is listened to.
    driver: u64,
    number: u64,
    socket: Option<WebSocket<TcpStream>>,
    wake_at: Option<UnixMillis>,
}

impl<M: From<Event> + Send + 'static> Driver<M> {
    pub fn new(way: Way, inbox: Sender<M>) -> Self {
        Self {
            way,
            inbox,
            driver: next(),
            number: next(),
            socket: None,
            wake_at: None,
        }
    }

    /// What the mind is to be told, if anything.
    pub fn hear(&mut self, event: Event) -> Option<Input> {
        match event {
            Event::Ticket(driver, _) if driver != self.driver => None,
            Event::Ticket(_, Ok(ticket)) => Some(Input::Ticket(ticket)),
            Event::Ticket(_, Err(refusal)) => Some(Input::TicketFailed(refusal)),
            Event::Socket(number, Heard::Opened(stream)) if number != self.number => {
                drop(stream.shutdown(Shutdown::Both));
                None
            }
            Event::Socket(number, _) if number != self.number => None,
            Event::Socket(_, Heard::Opened(stream)) => {
                self.socket = Some(WebSocket::from_raw_socket(stream, Role::Client, Some(small())));
                Some(Input::Opened)
            }
            Event::Socket(_, Heard::Text(text)) if text == version::PONG => Some(Input::Pong),
            // What this version does not know is skipped, as the language asks.
            Event::Socket(_, Heard::Text(text)) => codec::decode_server(&text).ok().map(Input::Frame),
            Event::Socket(_, Heard::Closed(code)) => {
                self.hang_up();
                Some(Input::Closed { code })
            }
        }
    }

    /// Performs what is the network's; the rest of the effects are others' to perform.
    pub fn perform(&mut self, effect: &Effect) {
        match effect {
            Effect::FetchTicket => self.fetch_ticket(),
            Effect::Connect => self.connect(),
            Effect::Disconnect => self.hang_up(),
            Effect::Send(frame) => self.send(&codec::encode_client(frame)),
            Effect::Ping => self.send(version::PING),
            Effect::WakeAt(at) => self.wake_at = Some(*at),
            _ => {}
        }
    }

    /// How long until the mind wants to be woken.
    pub fn sleep(&self, now: UnixMillis) -> Option<Duration> {
        self.wake_at.map(|at| Duration::from_millis(at.since(now)))
    }

    /// The wake-up, once, when its time has come.
    pub fn woken(&mut self, now: UnixMillis) -> Option<Input> {
        self.wake_at.take_if(|at| *at <= now).map(|_| Input::Wake)
    }

    fn fetch_ticket(&self) {
        let (way, inbox, driver) = (self.way.clone(), self.inbox.clone(), self.driver);
        spawn("ticket", move || {
            // Whoever asked may be gone.
            drop(inbox.send(Event::Ticket(driver, ticket(&way)).into()));
        });
    }

    fn connect(&mut self) {
        self.hang_up();
        let (way, inbox, number) = (self.way.clone(), self.inbox.clone(), self.number);
        spawn("socket", move || {
            let tell = |heard| inbox.send(Event::Socket(number, heard).into()).is_ok();
            let code = listen(&way, &tell).unwrap_or(ABNORMAL);
            tell(Heard::Closed(code));
        });
    }

    fn hang_up(&mut self) {
        self.number = next();
        if let Some(socket) = self.socket.take() {
            drop(socket.get_ref().shutdown(Shutdown::Both));
        }
    }

    fn send(&mut self, text: &str) {
        // What is lost is sent again after the next `Welcome`; the listening half tells of the end.
        if let Some(socket) = &mut self.socket
            && socket.send(Message::text(text)).is_err()
        {
            drop(socket.get_ref().shutdown(Shutdown::Both));
        }
    }
}

impl<M> Drop for Driver<M> {
    fn drop(&mut self) {
        if let Some(socket) = self.socket.take() {
            drop(socket.get_ref().shutdown(Shutdown::Both));
        }
    }
}

/// Unlike any other of this process, so that what is under way to a tab that died is not taken for the next one's.
fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

pub fn now() -> UnixMillis {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixMillis(u64::try_from(since.expect("it is after 1970").as_millis()).expect("a time of this age"))
}

/// Opens a socket and reads it to its end. The code that it was closed with, or none where it broke.
fn listen(way: &Way, tell: &impl Fn(Heard) -> bool) -> Option<u16> {
    let address = way.relay.strip_prefix("http://").expect("a local address");
    let url = format!("ws://{address}/s/{}/{}", way.site, encoded(&way.room));
    let mut request = url.into_client_request().expect("an address");
    for (name, value) in [
        ("origin", way.relay.as_str()),
        ("sec-websocket-protocol", OFFERED),
    ] {
        let value = HeaderValue::from_str(value).expect("a header");
        request.headers_mut().insert(name, value);
    }
    let stream = TcpStream::connect(address).ok()?;
    stream.set_nodelay(true).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.set_write_timeout(Some(WRITE)).ok()?;
    let (mut socket, _) = tungstenite::client::client_with_config(request, stream, Some(small())).ok()?;
    socket.get_ref().set_read_timeout(None).ok()?;
    if !tell(Heard::Opened(socket.get_ref().try_clone().ok()?)) {
        return None;
    }
    loop {
        let message = socket.read().ok()?;
        if let Message::Close(close) = &message {
            return close.as_ref().map(|close| close.code.into());
        }
        // Whoever listened may be gone.
        if told(&message).any(|text| !tell(Heard::Text(text.to_owned()))) {
            return None;
        }
    }
}

/// `Err(None)`: the relay was out of reach, or did not answer as a relay does.
pub fn ticket(way: &Way) -> Result<TicketReply, Option<Refusal>> {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(PATIENCE));
    let request = GuestRequest {
        guest: way.guest,
        name: Some(way.name.clone()),
    };
    let answered = ureq::Agent::new_with_config(config.build())
        .post(format!("{}/f/{}/ticket", way.relay, way.site))
        .header("origin", &way.relay)
        .send(codec::encode(&request));
    let mut response = answered.map_err(|_| None)?;
    let text = response.body_mut().read_to_string().map_err(|_| None)?;
    if response.status().is_success() {
        codec::parse(&text).map_err(|_| None)
    } else {
        Err(codec::parse::<Problem>(&text).ok().map(|problem| problem.refusal))
    }
}

/// Five hundred of these fit into one process.
fn small() -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(4 * 1024)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new()
        .name(name.to_owned())
        .stack_size(512 * 1024);
    thread.spawn(work).expect("a thread");
}
