//! What the app hears of the browser.
//!
//! Invariant: an ear that is dropped hears nothing any more.

use gloo::events::EventListener;
use gloo::utils::document;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;
use yew::Callback;

pub fn listen(target: &web_sys::EventTarget, event: &'static str, heard: Callback<()>) -> EventListener {
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
