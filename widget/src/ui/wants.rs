//! What a press wants, as it stands at the element that is pressed: `data-do`, a word and perhaps what it is about.
//!
//! `js/press.js` hears every press of the page in one place and tells it here, since the browser's events cost less there; an element
//! needs no listener. Invariant: a word that nobody knows does nothing.

use protocol::{DraftId, Lang, Reaction, Seq};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::Element;
use yew::{AttrValue, Callback};

use crate::view::{Intent, Of, Tab, Tray};

type Tell = Closure<dyn Fn(String)>;

#[wasm_bindgen(raw_module = "./press.js")]
extern "C" {
    fn presses(root: &Element, tell: &Tell);
    fn land(id: &str);
    fn stand(id: &str);
}

/// Hears what is pressed in the page, as long as it lives.
pub struct Wants {
    _tell: Tell,
}

impl Wants {
    pub fn of(root: &Element, emit: Callback<Intent>) -> Self {
        let tell = Tell::new(move |text: String| {
            if let Some(intent) = wanted(&text) {
                emit.emit(intent);
            }
        });
        presses(root, &tell);
        Self { _tell: tell }
    }
}

/// Brings an entry before the eyes, and shows which it is.
pub fn bring(seq: Seq) {
    land(&about("m", seq));
}

/// The keyboard goes on from an entry.
pub fn go_on(seq: Seq) {
    stand(&about("m", seq));
}

/// The word, and an entry.
pub fn about(word: &str, seq: Seq) -> String {
    [word, &seq.to_string()].concat()
}

fn wanted(text: &str) -> Option<Intent> {
    let (word, of) = text.split_once(' ').unwrap_or((text, ""));
    let seq = || of.parse().ok().map(Seq);
    let draft = || DraftId::parse(of).ok();
    Some(match word {
        "card" => Intent::Card(!of.is_empty()),
        "chat" => Intent::Show(Tab::Chat),
        "close" => Intent::Close,
        "discard" => Intent::Discard(draft()?),
        "fold" => Intent::Fold(!of.is_empty()),
        "go" => Intent::Go(seq()?),
        "images" => Intent::Images,
        "menu" => menu(of)?,
        "newest" => Intent::Newest,
        "news" => Intent::Show(Tab::Feed),
        "older" => Intent::OlderPosts,
        "plain" => Intent::Plain,
        "react" => {
            let (seq, kind) = of.split_once(' ')?;
            Intent::React(Seq(seq.parse().ok()?), Reaction::of_word(kind))
        }
        "rename" => Intent::Rename,
        "reply" => Intent::Reply(seq()?),
        "retry" => Intent::Retry(draft()?),
        "say" => Intent::Say(AttrValue::from(of.to_owned())),
        "settings" => Intent::Settings,
        "speak" => Intent::Speak(Lang::of_tag(of)?),
        "tray" => Intent::Tray(Tray::of_word(of)),
        "unfold" => {
            let (first, last) = of.split_once(' ')?;
            Intent::Unfold(Seq(first.parse().ok()?), Seq(last.parse().ok()?))
        }
        "up" => Intent::Up,
        _ => return None,
    })
}

/// An entry or a message that waits, and where the pointer is, if there is one.
fn menu(of: &str) -> Option<Intent> {
    let mut parts = of.split(' ');
    let key = parts.next()?;
    let unsent = || DraftId::parse(key).ok().map(Of::Unsent);
    let told = || key.parse().ok().map(|seq| Of::Told(Seq(seq)));
    let of = unsent().or_else(told)?;
    let mut number = || parts.next()?.parse().ok();
    let at = number().zip(number());
    Some(Intent::Menu { of, at })
}
