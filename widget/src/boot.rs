//! From the relay's document to the running app, in place.
//!
//! Invariant: what the person sees and does survives the change: the scroll position, the text in the field, the
//! focus and the caret. A document that cannot be understood stays as it is.

use std::cell::Cell;
use std::mem;
use std::rc::Rc;

use gloo::utils::document;
use protocol::boot::Log;
use protocol::{Boot, Seq, codec};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlTextAreaElement};

use crate::app::{App, Props};
use crate::browser;

/// What the person did before the app was there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Before {
    pub draft: String,
    /// The caret, if the field had the focus.
    pub caret: Option<(u32, u32)>,
    pub scroll_top: i32,
}

impl Before {
    /// The text that an earlier page had, where this one has none yet.
    #[must_use]
    pub fn or(self, kept: Option<String>) -> Self {
        let draft = if self.draft.is_empty() {
            kept.unwrap_or_default()
        } else {
            self.draft
        };
        Self { draft, ..self }
    }
}

/// The document's end of the room's log, and of the feed's, until the app takes them: nobody keeps them twice.
#[derive(Clone)]
pub struct Logs(Rc<Cell<Option<Both>>>);

type Both = (Log, Option<Log>);

impl Logs {
    fn of(boot: &mut Boot) -> Self {
        let nothing = Log::plain(boot.chat.epoch, Seq::ZERO, Seq::ZERO, Vec::new());
        let both = (mem::replace(&mut boot.chat, nothing), boot.feed.take());
        Self(Rc::new(Cell::new(Some(both))))
    }

    /// Whoever comes second finds what is left in the document: nothing that was said.
    pub fn take(&self, boot: &Boot) -> Both {
        self.0.take().unwrap_or_else(|| (boot.chat.clone(), None))
    }
}

impl PartialEq for Logs {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

pub fn start() {
    let boot = document()
        .get_element_by_id("boot")
        .and_then(|element| element.text_content())
        .and_then(|text| codec::decode::<Boot>(&text).ok());
    match (boot, root()) {
        (Some(mut boot), Some(root)) => {
            let props = Props {
                logs: Logs::of(&mut boot),
                boot: boot.into(),
                before: before(),
            };
            yew::Renderer::<App>::with_root_and_props(root, props).render();
        }
        _ => browser::show_plain_notice(),
    }
}

/// What the app draws itself into.
pub fn root() -> Option<Element> {
    document().get_element_by_id("maru")
}

fn before() -> Before {
    let scroll_top = document()
        .get_element_by_id("maru-scroll")
        .map_or(0, |list| list.scroll_top());
    let Some(field) = document()
        .get_element_by_id("maru-draft")
        .and_then(|field| field.dyn_into::<HtmlTextAreaElement>().ok())
    else {
        return Before {
            scroll_top,
            ..Before::default()
        };
    };
    let has_focus = document()
        .active_element()
        .is_some_and(|active| active.id() == field.id());
    let caret = has_focus.then(|| {
        let at = |end: Result<Option<u32>, JsValue>| end.ok().flatten().unwrap_or(u32::MAX);
        (at(field.selection_start()), at(field.selection_end()))
    });
    Before {
        draft: field.value(),
        caret,
        scroll_top,
    }
}

/// After the first drawing.
pub fn restore_scroll(before: &Before) {
    if let Some(list) = document().get_element_by_id("maru-scroll") {
        list.set_scroll_top(before.scroll_top);
    }
}
