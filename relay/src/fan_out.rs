//! Frames on their way to sockets.
//!
//! Invariant: a frame is encoded once, and becomes a value of the runtime once, however many sockets it goes to: bytes, which the
//! runtime hands on as they are, or a string, which it makes UTF-8 anew for each socket of a client that reads nothing else.
//! Delivery is not known here: the runtime queues without telling, and clients look for holes themselves.

use std::cell::OnceCell;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::WebSocket;
use worker::js_sys::{JsString, Uint8Array};

use crate::object::seat::Seat;

#[wasm_bindgen]
extern "C" {
    /// A socket whose `send` takes what the runtime has already: the usual binding copies it each time.
    type Wire;

    #[wasm_bindgen(method, catch)]
    fn send(this: &Wire, frame: &JsValue) -> Result<(), JsValue>;
}

pub struct Frame {
    text: String,
    bytes: OnceCell<JsValue>,
    string: OnceCell<JsValue>,
}

impl Frame {
    pub fn new(text: String) -> Self {
        Self {
            text,
            bytes: OnceCell::new(),
            string: OnceCell::new(),
        }
    }

    /// To somebody who has been greeted, or is being.
    pub fn send(&self, (socket, seat): &(WebSocket, Seat)) {
        let wire: &Wire = AsRef::<JsValue>::as_ref(socket.as_ref()).unchecked_ref();
        let frame = if seat.binary {
            self.bytes
                .get_or_init(|| Uint8Array::from(self.text.as_bytes()).into())
        } else {
            self.string
                .get_or_init(|| JsString::from(self.text.as_str()).into())
        };
        // It fails on a socket that is closing. Its close event follows, and its client comes back and resumes.
        let _gone = wire.send(frame);
    }

    /// To everybody who has been greeted.
    pub fn tell(&self, seated: &(WebSocket, Seat)) {
        if seated.1.card.is_some() {
            self.send(seated);
        }
    }
}
