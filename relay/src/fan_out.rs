//! Frames on their way to sockets.
//!
//! Invariant: a frame is encoded once, and becomes a value of the runtime once, however many sockets it goes to, or once a portion
//! where it is joined with others: bytes, which the runtime hands on as they are, or a string, which it makes UTF-8 anew for each socket
//! of a client that reads nothing else. What goes to one socket together is one message of bytes, a frame a line: each message costs the
//! runtime as much as another.
//! Delivery is not known here: the runtime queues without telling, and clients look for holes themselves.

use std::cell::OnceCell;
use std::rc::Rc;

use protocol::version::BETWEEN;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::WebSocket;
use worker::js_sys::{JsString, Uint8Array};

use crate::object::round::Joins;
use crate::object::seat::Seat;

#[wasm_bindgen]
extern "C" {
    /// A socket whose `send` takes what the runtime has already: the usual binding copies it each time.
    type Wire;

    #[wasm_bindgen(method, catch)]
    fn send(this: &Wire, frame: &JsValue) -> Result<(), JsValue>;
}

pub struct Frame {
    /// One, or those that were joined.
    lines: Vec<Rc<str>>,
    bytes: OnceCell<JsValue>,
    strings: OnceCell<Vec<JsValue>>,
}

impl Frame {
    pub fn new(text: String) -> Self {
        Self::of(vec![text.into()])
    }

    fn of(lines: Vec<Rc<str>>) -> Self {
        Self {
            lines,
            bytes: OnceCell::new(),
            strings: OnceCell::new(),
        }
    }

    /// To somebody who has been greeted, or is being.
    pub fn send(&self, (socket, seat): &(WebSocket, Seat)) {
        let wire: &Wire = AsRef::<JsValue>::as_ref(socket.as_ref()).unchecked_ref();
        // It fails on a socket that is closing. Its close event follows, and its client comes back and resumes.
        if seat.binary {
            let bytes = || Uint8Array::from(self.lines.join(&*BETWEEN.to_string()).as_bytes()).into();
            let _gone = wire.send(self.bytes.get_or_init(bytes));
        } else {
            let string = |line: &Rc<str>| JsString::from(&**line).into();
            for line in self
                .strings
                .get_or_init(|| self.lines.iter().map(string).collect())
            {
                let _gone = wire.send(line);
            }
        }
    }

    /// To everybody who has been greeted.
    pub fn tell(&self, seated: &(WebSocket, Seat)) {
        if seated.1.card.is_some() {
            self.send(seated);
        }
    }
}

impl Joins for Frame {
    fn joined(frames: &[&Self]) -> Self {
        Self::of(frames.iter().flat_map(|frame| &frame.lines).cloned().collect())
    }
}
