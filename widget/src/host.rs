//! The page around the frame.
//!
//! Invariant: a word counts only from the window that holds this frame and from the origin that the relay found on the
//! site's list, and words go to that origin alone (`js/page.js`). Without one (a page of its own, a host that is not on
//! the list) nothing is heard and nothing is said. No text of a message is in anything that is said.

use protocol::http::TicketReply;
use protocol::{Lang, codec};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use yew::Callback;

#[wasm_bindgen(raw_module = "./page.js")]
extern "C" {
    fn listen(origin: &str, hear: &JsValue);
    fn say(origin: &str, is: &str, n: u32, signs: u32);
}

/// What the host asks for.
#[derive(Clone, Debug)]
pub enum Order {
    Open,
    Close,
    /// It has come later than this frame, and wants to know what it missed.
    Greet,
    Speak(Lang),
    /// The site's own server vouches for this person, or no longer does.
    Vouch(Option<TicketReply>),
}

/// What the host is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    Ready,
    Open,
    Close,
    Unread(u32),
    /// An entry has come: its place, and what it is to this person.
    Message(u32, u32),
    /// The frame shows nothing but a card, so many pixels high; 0: no longer.
    Card(u32),
    /// The site's ticket is needed anew.
    Ticket,
}

pub struct Host {
    to: Option<String>,
}

impl Host {
    pub fn new(origin: Option<&str>, heard: Callback<Order>) -> Self {
        if let Some(origin) = origin {
            let hear = move |said: String| {
                if let Some(order) = order(&said) {
                    heard.emit(order);
                }
            };
            // For as long as there is this document.
            listen(origin, &Closure::<dyn Fn(String)>::new(hear).into_js_value());
        }
        Self {
            to: origin.map(str::to_owned),
        }
    }

    pub fn say(&self, letter: Letter) {
        let Some(to) = &self.to else { return };
        let (is, n, signs) = match letter {
            Letter::Ready => ("ready", 0, 0),
            Letter::Open => ("open", 0, 0),
            Letter::Close => ("close", 0, 0),
            Letter::Unread(n) => ("unread", n, 0),
            Letter::Message(seq, signs) => ("message", seq, signs),
            Letter::Card(height) => ("card", height, 0),
            Letter::Ticket => ("ticket", 0, 0),
        };
        say(to, is, n, signs);
    }
}

/// A word, and what belongs to it.
fn order(said: &str) -> Option<Order> {
    let (word, rest) = said.split_once(' ')?;
    Some(match word {
        "open" => Order::Open,
        "close" => Order::Close,
        "hi" => Order::Greet,
        "lang" => Order::Speak(Lang::of_tag(rest)?),
        "user" if rest.is_empty() => Order::Vouch(None),
        "user" => Order::Vouch(Some(codec::decode(rest).ok()?)),
        _ => return None,
    })
}
