//! Frames on their way to sockets.
//!
//! Invariant: a frame is encoded once, and becomes a string of the runtime once, however many sockets it goes to.
//! Delivery is not known here: the runtime queues without telling, and clients look for holes themselves.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::WebSocket;
use worker::js_sys::JsString;

#[wasm_bindgen]
extern "C" {
    /// A socket whose `send` takes a string that the runtime has already: the usual binding copies it each time.
    type Wire;

    #[wasm_bindgen(method, catch, js_name = send)]
    fn send_text(this: &Wire, text: &JsString) -> Result<(), JsValue>;
}

pub fn send<'a>(sockets: impl IntoIterator<Item = &'a WebSocket>, text: &str) {
    let text = JsString::from(text);
    for socket in sockets {
        let wire: &Wire = AsRef::<JsValue>::as_ref(socket.as_ref()).unchecked_ref();
        // It fails on a socket that is closing. Its close event follows, and its client comes back and resumes.
        let _gone = wire.send_text(&text);
    }
}
