//! An object's timer.
//!
//! Invariant: it is the runtime's and not this instance's. A trap, or a fresh instance, loses every future that waits in
//! Rust; what waited to be told would then wait for the next message. So the shim keeps the timer, and asks by an ordinary
//! request to the object, whichever instance answers by then.

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::State;

#[wasm_bindgen]
extern "C" {
    /// The object's state, with what the shim has put on it.
    type Timed;

    #[wasm_bindgen(method, catch)]
    fn later(this: &Timed, ms: f64, url: &str) -> Result<(), JsValue>;
}

/// Asks the object for `url` after `ms`.
pub fn later(state: &State, ms: u64, url: &str) -> Result<(), JsValue> {
    let raw = state.as_raw();
    let timed: &Timed = AsRef::<JsValue>::as_ref(&raw).unchecked_ref();
    // A day is longer than anything waits here, and is exact.
    let ms = u32::try_from(ms).unwrap_or(u32::MAX).min(86_400_000);
    timed.later(f64::from(ms), url)
}
