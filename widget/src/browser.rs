//! The few things that are asked of the browser itself: time, chance, and its manners.

use client::Moment;
use gloo::events::EventListener;
use gloo::utils::{document, document_element, window};
use protocol::{Lang, UnixMillis};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{EventTarget, HtmlElement, InputEvent, KeyboardEvent};
use yew::Callback;

#[wasm_bindgen(raw_module = "./count.js")]
extern "C" {
    /// Units that still fit, or less than nothing: the characters that have to go.
    pub fn left(text: &str, most: u32) -> i32;
}

#[wasm_bindgen]
extern "C" {
    /// `String.prototype.normalize`, called on a value that is surely a string.
    #[wasm_bindgen(js_namespace = ["String", "prototype", "normalize"], js_name = call)]
    fn normalize(text: &str, form: &str) -> String;

    /// A string that is measured without being copied.
    type Measured;

    #[wasm_bindgen(method, getter)]
    fn length(this: &Measured) -> u32;

    type Inserted;

    #[wasm_bindgen(method, getter, structural)]
    fn data(this: &Inserted) -> Option<Measured>;
}

pub fn now() -> UnixMillis {
    // A clock before 1970 is a clock at 1970; milliseconds are far below 2^53.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates"
    )]
    UnixMillis(js_sys::Date::now() as u64)
}

/// When a step happens, and the chance that it may use.
pub fn moment() -> Moment {
    let [a, b, c, d, e, f, g, h, ..] = random();
    Moment {
        now: now(),
        dice: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
    }
}

/// Which stickers the document's build has.
pub fn stickers() -> String {
    document_element()
        .get_attribute("data-stickers")
        .unwrap_or_default()
}

pub fn dice128() -> u128 {
    u128::from_le_bytes(random())
}

/// From the generator that is good enough for keys: one of these draws is the guest's secret.
fn random() -> [u8; 16] {
    let mut bytes = [0; 16];
    if let Ok(crypto) = window().crypto() {
        // It throws for more than 65,536 bytes only.
        drop(crypto.get_random_values_with_u8_array(&mut bytes));
    }
    bytes
}

/// Minutes ahead of UTC, on this device, today.
pub fn offset_minutes() -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "at most 14 hours")]
    let behind = js_sys::Date::new_0().get_timezone_offset() as i32;
    -behind
}

/// A finger, not a mouse: Enter is then a new line, and the button sends.
pub fn is_touch() -> bool {
    window()
        .match_media("(pointer: coarse)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

pub fn is_visible() -> bool {
    document().visibility_state() != web_sys::VisibilityState::Hidden
}

pub fn set_lang(lang: Lang) {
    drop(document_element().set_attribute("lang", lang.tag()));
}

/// The composed form, so that what looks the same is the same: macOS hands out Hangul in pieces.
pub fn composed(text: &str) -> String {
    normalize(text, "NFC")
}

pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// The notice that the document carries for a page without its app.
pub fn show_plain_notice() {
    if let Some(notice) = document().get_element_by_id("maru-plain") {
        drop(notice.remove_attribute("hidden"));
    }
}

#[wasm_bindgen(raw_module = "./field.js")]
extern "C" {
    /// Into the field, where the caret is.
    pub fn insert(text: &str);
}

#[wasm_bindgen(raw_module = "./scheme.js")]
extern "C" {
    /// Light or dark, whatever the site has; anything else: as the site has it.
    #[wasm_bindgen(js_name = scheme)]
    pub fn set_scheme(word: &str);
}

/// Where there is such an element, and it can have the focus.
pub fn focus(id: &str) {
    if let Some(element) = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        drop(element.focus());
    }
}

/// As it is drawn, in pixels; 0 where there is no such element.
pub fn height(id: &str) -> u32 {
    let element = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.map_or(0, |element| element.offset_height().unsigned_abs())
}

/// How many UTF-16 units an input event brings.
pub fn units(event: &InputEvent) -> u32 {
    event
        .unchecked_ref::<Inserted>()
        .data()
        .map_or(0, |data| data.length())
}

pub fn listen(target: &EventTarget, event: &'static str, heard: Callback<()>) -> EventListener {
    EventListener::new(target, event, move |_| heard.emit(()))
}

/// Escape, unless it cancels a conversion.
pub fn escape(heard: Callback<()>) -> EventListener {
    EventListener::new(&document(), "keydown", move |event| {
        if event
            .dyn_ref::<KeyboardEvent>()
            .is_some_and(|event| event.key() == "Escape" && !event.is_composing())
        {
            heard.emit(());
        }
    })
}
