//! One WebSocket to a room.
//!
//! Invariant: dropping it closes it and takes its listeners away, so that nothing is heard of it any more.
//! Used directly and not through `gloo::net`, whose stream and sink cost 4.8 KB of the frame's first load.

use gloo::events::EventListener;
use gloo::utils::window;
use js_sys::{Array, Uint8Array};
use look::path::segment;
use protocol::version::{BETWEEN, BINARY, PONG, SUBPROTOCOL};
use protocol::{RoomName, ServerFrame, SiteId, codec};
use wasm_bindgen::JsCast;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

/// This page left.
pub const AWAY: u16 = 1001;
/// What a browser reports for a connection that was never there, or broke.
pub const ABNORMAL: u16 = 1006;

#[derive(Clone, Debug)]
pub enum Heard {
    Opened,
    Frame(Box<ServerFrame>),
    Pong,
    Closed(u16),
}

pub struct Socket {
    socket: WebSocket,
    _ears: [EventListener; 3],
}

impl Socket {
    pub fn open(url: &str, hear: impl Fn(Heard) + Clone + 'static) -> Option<Self> {
        // A relay of an earlier release knows the second alone.
        let offered = Array::of2(&BINARY.into(), &SUBPROTOCOL.into());
        let socket = WebSocket::new_with_str_sequence(url, &offered).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let opened = hear.clone();
        let closed = hear.clone();
        let ears = [
            EventListener::new(&socket, "open", move |_| opened(Heard::Opened)),
            EventListener::new(&socket, "message", move |event| {
                let text = event.dyn_ref::<MessageEvent>().and_then(text_of);
                for heard in text.unwrap_or_default().split(BETWEEN).filter_map(understand) {
                    hear(heard);
                }
            }),
            EventListener::new(&socket, "close", move |event| {
                closed(Heard::Closed(
                    event.dyn_ref::<CloseEvent>().map_or(ABNORMAL, CloseEvent::code),
                ));
            }),
        ];
        Some(Self { socket, _ears: ears })
    }

    pub fn send(&self, text: &str) {
        // It throws while connecting. What is lost then is sent again after the next `Welcome`.
        drop(self.socket.send_with_str(text));
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        drop(self.socket.close());
    }
}

/// Where the room's socket is: on the document's own relay.
pub fn url(site: &SiteId, room: &RoomName) -> String {
    let location = window().location();
    let scheme = match location.protocol().as_deref() {
        Ok("http:") => "ws://",
        _ => "wss://",
    };
    let host = location.host().unwrap_or_default();
    [scheme, &host, "/s/", site.as_str(), "/", &segment(room.as_str())].concat()
}

/// Of a message of either kind.
fn text_of(event: &MessageEvent) -> Option<String> {
    let data = event.data();
    let bytes = || String::from_utf8(Uint8Array::new(&data).to_vec()).ok();
    data.as_string().or_else(bytes)
}

/// What this version does not know is skipped, as the language asks.
fn understand(text: &str) -> Option<Heard> {
    if text == PONG {
        return Some(Heard::Pong);
    }
    let frame = codec::decode_server(text).ok()?;
    Some(Heard::Frame(Box::new(frame)))
}
