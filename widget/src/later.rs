//! The bridge to what loads later: the scripts of `js/lazy`, by name.
//!
//! Invariant: nothing is waited for here, and whatever was asked for is answered: what the person did in it comes back as
//! [`Heard`], also that it could not be brought.

use gloo::events::EventListener;
use protocol::codec;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{EventTarget, MessageEvent};
use yew::Callback;

#[wasm_bindgen(raw_module = "./later.js")]
extern "C" {
    fn begin() -> EventTarget;
    fn ask(what: &str, text: &str);
}

/// What one of them has to say.
#[derive(Clone, Debug)]
pub struct Heard {
    pub what: String,
    /// Nothing: its files could not be had. It is tried again when it is asked for again.
    pub text: String,
}

impl Heard {
    pub fn is_lost(&self) -> bool {
        self.text.is_empty()
    }

    pub fn is<T: codec::Decode>(&self) -> Option<T> {
        codec::decode(&self.text).ok()
    }
}

pub struct Later {
    _ear: EventListener,
}

impl Later {
    pub fn open(hear: Callback<Heard>) -> Self {
        let ear = EventListener::new(&begin(), "message", move |event| {
            let text = event
                .dyn_ref::<MessageEvent>()
                .and_then(|event| event.data().as_string())
                .unwrap_or_default();
            let (what, text) = text.split_once(' ').unwrap_or_default();
            hear.emit(Heard {
                what: what.to_owned(),
                text: text.to_owned(),
            });
        });
        Self { _ear: ear }
    }

    /// It opens, or takes up what has changed, as the JSON text says; `null` closes it.
    pub fn ask(&self, what: &str, spec: &str) {
        ask(what, spec);
    }
}
