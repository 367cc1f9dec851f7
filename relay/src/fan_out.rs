//! Frames on their way to sockets.
//!
//! Invariant: a frame is encoded once, and becomes a value of the runtime once, however many sockets it goes to: bytes, which the
//! runtime hands on as they are, or a string, which it makes UTF-8 anew for each socket of a client that reads nothing else.
//! Delivery is not known here: the runtime queues without telling, and clients look for holes themselves.

use std::cell::LazyCell;

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

pub fn send<'a>(to: impl IntoIterator<Item = &'a (WebSocket, Seat)>, text: &str) {
    let bytes = LazyCell::new(|| JsValue::from(Uint8Array::from(text.as_bytes())));
    let string = LazyCell::new(|| JsValue::from(JsString::from(text)));
    for (socket, seat) in to {
        let wire: &Wire = AsRef::<JsValue>::as_ref(socket.as_ref()).unchecked_ref();
        // It fails on a socket that is closing. Its close event follows, and its client comes back and resumes.
        let _gone = wire.send(if seat.binary { &bytes } else { &string });
    }
}
