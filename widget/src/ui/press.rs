//! Presses of messages, and where a jump has led: `js/press.js` hears and does it, since the browser's events cost less there.

use protocol::{DraftId, Seq};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::Element;
use yew::Callback;

use crate::view::{Intent, Of};

type Tell = Closure<dyn Fn(String, i32, i32)>;

#[wasm_bindgen(raw_module = "./press.js")]
extern "C" {
    fn presses(list: &Element, tell: &Tell);
    fn land(list: &Element, id: &str);
}

/// No pointer's place: the message was drawn to the right.
const SWIPED: i32 = -2;

/// Lives as long as the list whose presses it tells.
pub struct Presses {
    _tell: Tell,
}

impl Presses {
    pub fn of(list: &Element, emit: Callback<Intent>) -> Self {
        let tell = Tell::new(move |key: String, x, y| {
            let unsent = || DraftId::parse(&key).ok().map(Of::Unsent);
            let told = || key.parse().ok().map(|seq| Of::Told(Seq(seq)));
            match unsent().or_else(told) {
                Some(Of::Told(seq)) if x == SWIPED => emit.emit(Intent::Reply(seq)),
                Some(of) => {
                    // A pointer is in the page.
                    let at = (x >= 0).then_some((x, y));
                    emit.emit(Intent::Menu { of, at });
                }
                None => {}
            }
        });
        presses(list, &tell);
        Self { _tell: tell }
    }
}

/// Brings an entry before the eyes, and shows which it is.
pub fn bring(list: &Element, seq: Seq) {
    land(list, &["m", &seq.to_string()].concat());
}
