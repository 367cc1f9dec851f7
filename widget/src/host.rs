//! The page around the frame.
//!
//! Invariant: a letter counts only from the window that holds this frame and from the origin that the relay found on
//! the site's list, and letters go to that origin alone. Without one (a page of its own, a host that is not on the
//! list) nothing is heard and nothing is said.

use gloo::events::EventListener;
use gloo::utils::window;
use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Window};
use yew::Callback;

/// What the host asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Open,
    Close,
}

/// What the host is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    Ready,
    Close,
    Unread(u32),
}

pub struct Host {
    to: Option<(Window, String)>,
    _ear: Option<EventListener>,
}

impl Host {
    pub fn new(origin: Option<&str>, heard: Callback<Order>) -> Self {
        let to = parent().zip(origin.map(str::to_owned));
        let ear = to.clone().map(|(parent, origin)| {
            EventListener::new(&window(), "message", move |event| {
                let Some(event) = event.dyn_ref::<MessageEvent>() else {
                    return;
                };
                let from_parent = event
                    .source()
                    .is_some_and(|source| JsValue::from(source) == JsValue::from(parent.clone()));
                if from_parent
                    && event.origin() == origin
                    && let Some(order) = order(&event.data())
                {
                    heard.emit(order);
                }
            })
        });
        Self { to, _ear: ear }
    }

    pub fn say(&self, letter: Letter) {
        let Some((parent, origin)) = &self.to else { return };
        let (is, n) = match letter {
            Letter::Ready => ("ready", None),
            Letter::Close => ("close", None),
            Letter::Unread(n) => ("unread", Some(n)),
        };
        let data = Object::new();
        put(&data, "maru", &JsValue::from(1));
        put(&data, "is", &JsValue::from(is));
        if let Some(n) = n {
            put(&data, "n", &JsValue::from(n));
        }
        drop(parent.post_message(&data, origin));
    }
}

/// The window around this one, if there is one.
fn parent() -> Option<Window> {
    let window = window();
    window.parent().ok().flatten().filter(|parent| *parent != window)
}

fn order(data: &JsValue) -> Option<Order> {
    if !data.is_object() || get(data, "maru")?.as_f64() != Some(1.0) {
        return None;
    }
    match get(data, "do")?.as_string()?.as_str() {
        "open" => Some(Order::Open),
        "close" => Some(Order::Close),
        _ => None,
    }
}

fn get(data: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(data, &JsValue::from(key)).ok()
}

fn put(data: &Object, key: &str, value: &JsValue) {
    // A plain object takes every key.
    drop(Reflect::set(data, &JsValue::from(key), value));
}
