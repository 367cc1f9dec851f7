//! The text field's events, as the Enter rule needs them: in the browser's order, and answered at once.
//!
//! They are listened to directly, since a component hears of them when it is too late to prevent the default.

use std::cell::RefCell;
use std::rc::Rc;

use client::ime::{Enter, Event, Ime, Key, Verdict, is_enter};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::window;
use protocol::limits::BODY_UNITS;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{CompositionEvent, CustomEvent, HtmlTextAreaElement, InputEvent, KeyboardEvent};
use yew::Callback;

use crate::browser;

/// What the field tells its composer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Typed,
    Send,
    Pressed,
    /// The person goes elsewhere, or the page does.
    Left,
    /// So many units would stand in the field now. They were kept out: a browser needs seconds for them.
    TooMuch(u32),
    /// What Enter shall do from now on.
    Enter(Enter),
}

/// How a settings sheet says so, wherever it is written: `dispatchEvent(new CustomEvent("maru:enter", { detail: "send" }))`, or
/// `"enter"` for a new line. What holds now is the field's `enterKeyHint`.
const CHOSEN: &str = "maru:enter";

/// Twice a message: less than that may be pasted and cut down by hand.
const MOST_UNITS: usize = 2 * BODY_UNITS;

pub struct Field {
    pub area: HtmlTextAreaElement,
    /// One of the crate's two cells: every listener steps the same rule, and none of them while another does.
    ime: Rc<RefCell<Ime>>,
    grows_itself: bool,
    _ears: Vec<EventListener>,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = CSS, js_name = supports)]
    fn css_supports(property: &str, value: &str) -> bool;
}

impl Field {
    pub fn new(area: HtmlTextAreaElement, enter: Enter, tell: Callback<Told>) -> Self {
        let ime = Rc::new(RefCell::new(Ime::new(enter)));
        let ears = listen(&area, &ime, &tell);
        Self {
            area,
            ime,
            grows_itself: css_supports("field-sizing", "content"),
            _ears: ears,
        }
    }

    /// The text as it is sent, with nothing open in it: what an input method still holds would come back into the empty field.
    pub fn whole(&self) -> String {
        if self.ime.borrow().is_composing() {
            // Leaving the field makes the syllable whole.
            drop(self.area.blur());
            drop(self.area.focus());
        }
        self.area.value()
    }

    pub fn set_enter(&self, enter: Enter) {
        self.ime.borrow_mut().set_enter(enter);
    }

    pub fn set(&self, text: &str) {
        self.area.set_value(text);
        self.grow();
    }

    /// One line to five, where the style sheet cannot say so.
    pub fn grow(&self) {
        if self.grows_itself {
            return;
        }
        self.area.set_rows(1);
        let lines = (self.area.scroll_height() - PADDING_PX) / LINE_PX;
        self.area.set_rows(u32::try_from(lines.clamp(1, 5)).unwrap_or(1));
    }
}

/// As the style sheet has them.
const PADDING_PX: i32 = 20;
const LINE_PX: i32 = 24;

fn listen(area: &HtmlTextAreaElement, ime: &Rc<RefCell<Ime>>, tell: &Callback<Told>) -> Vec<EventListener> {
    let on = |name: &'static str,
              hear: fn(&web_sys::Event, &mut Ime, &HtmlTextAreaElement) -> Option<Told>| {
        let (ime, tell, field) = (Rc::clone(ime), tell.clone(), area.clone());
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(area, name, options, move |event| {
            let told = match ime.try_borrow_mut() {
                Ok(mut ime) => hear(event, &mut ime, &field),
                Err(_) => None,
            };
            if let Some(told) = told {
                tell.emit(told);
            }
        })
    };
    let (left, chosen) = (tell.clone(), tell.clone());
    vec![
        on("compositionstart", |event, ime, _| {
            obey(event, ime.step(Event::CompositionStart))
        }),
        on("compositionupdate", |event, ime, _| {
            obey(event, ime.step(Event::CompositionUpdate(&composed(event))))
        }),
        on("compositionend", |event, ime, _| {
            obey(event, ime.step(Event::CompositionEnd(&composed(event))))
        }),
        on("keydown", |event, ime, _| {
            obey(event, ime.step(Event::KeyDown(key(event))))
        }),
        on("keyup", |event, ime, _| {
            obey(event, ime.step(Event::KeyUp(key(event))))
        }),
        on("beforeinput", before_input),
        on("input", |_, _, _| Some(Told::Typed)),
        // Told by js/press.js: the button beside it was pressed.
        on("maru:send", |_, _, _| Some(Told::Send)),
        on("click", |_, _, _| Some(Told::Pressed)),
        on("blur", |event, ime, _| {
            ime.step(Event::Blur);
            obey(event, Verdict::Pass).or(Some(Told::Left))
        }),
        EventListener::new(&window(), "pagehide", move |_| left.emit(Told::Left)),
        EventListener::new(&window(), CHOSEN, move |event| {
            let word = event
                .dyn_ref::<CustomEvent>()
                .and_then(|event| event.detail().as_string());
            if let Some(enter) = word.and_then(|word| Enter::of_word(&word)) {
                chosen.emit(Told::Enter(enter));
            }
        }),
    ]
}

fn obey(event: &web_sys::Event, verdict: Verdict) -> Option<Told> {
    if verdict != Verdict::Pass {
        event.prevent_default();
    }
    (verdict == Verdict::Send).then_some(Told::Send)
}

fn before_input(event: &web_sys::Event, ime: &mut Ime, area: &HtmlTextAreaElement) -> Option<Told> {
    let event: &InputEvent = event.dyn_ref()?;
    match event.input_type().as_str() {
        "insertLineBreak" | "insertParagraph" => obey(event, ime.step(Event::LineBreak)),
        "insertFromPaste" | "insertFromDrop" | "insertReplacementText" => {
            let units = browser::units(event).saturating_add(area.text_length());
            if usize::try_from(units).is_ok_and(|units| units <= MOST_UNITS) {
                return None;
            }
            event.prevent_default();
            Some(Told::TooMuch(units))
        }
        _ => None,
    }
}

fn composed(event: &web_sys::Event) -> String {
    event
        .dyn_ref::<CompositionEvent>()
        .and_then(CompositionEvent::data)
        .unwrap_or_default()
}

fn key(event: &web_sys::Event) -> Key {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
        return Key::default();
    };
    Key {
        enter: is_enter(&event.key(), &event.code()),
        composing: event.is_composing(),
        taken: event.key_code() == 229,
        shift: event.shift_key(),
        command: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
        repeat: event.repeat(),
    }
}
