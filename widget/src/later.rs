//! The bridge to what loads later: the scripts of `js/lazy`, by name.
//!
//! Invariant: nothing is waited for here, and whatever was asked for is answered: what the person did in it comes back as
//! [`Heard`], also that it could not be brought.

use gloo::events::EventListener;
use protocol::Lang;
use protocol::codec::{self, Decode, Value};
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

    pub fn answer(&self) -> Option<Answer> {
        codec::decode(&self.text).ok()
    }
}

/// What they answer: what to do, with which message, and with what; or what was picked. What is not said is empty.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub act: String,
    pub of: String,
    pub with: String,
    pub pick: String,
}

impl Decode for Answer {
    fn decode(value: &Value<'_>) -> Option<Self> {
        Some(Self {
            act: value.get_or_default("act")?,
            of: value.get_or_default("of")?,
            with: value.get_or_default("with")?,
            pick: value.get_or_default("pick")?,
        })
    }
}

/// What one is asked for, as the JSON text that it reads.
#[derive(Clone, Default, PartialEq)]
pub struct Spec(String);

impl Spec {
    /// Every one of them speaks.
    pub fn new(lang: Lang) -> Self {
        Self::default().text("lang", lang.tag())
    }

    /// Nobody waits for it: where it cannot be had, nothing is said.
    pub fn quiet(lang: Lang) -> Self {
        Self::new(lang).number("quiet", 1)
    }

    /// A value that is JSON.
    pub fn put(mut self, name: &str, json: &str) -> Self {
        let open = if self.0.is_empty() { "{\"" } else { ",\"" };
        for part in [open, name, "\":", json] {
            self.0.push_str(part);
        }
        self
    }

    pub fn text(self, name: &str, text: &str) -> Self {
        let json = codec::encode(&text);
        self.put(name, &json)
    }

    pub fn number(self, name: &str, n: impl ToString) -> Self {
        self.put(name, &n.to_string())
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

    /// It opens, or takes up what has changed.
    pub fn ask(&self, what: &str, mut spec: Spec) {
        spec.0.push('}');
        ask(what, &spec.0);
    }

    pub fn end(&self, what: &str) {
        ask(what, "null");
    }
}
