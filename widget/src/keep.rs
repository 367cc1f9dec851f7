//! What is kept on the device in IndexedDB, through `js/keep.js`: the outbox, and the newest of each log.
//!
//! Invariant: nothing is waited for here. What the disk did comes back as [`Told`], also where it refused.

use client::Unsent;
use gloo::events::EventListener;
use protocol::{DraftId, Log, RoomName, SiteId, codec};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{EventTarget, MessageEvent};
use yew::Callback;

use crate::app::Side;

#[wasm_bindgen(raw_module = "./keep.js")]
extern "C" {
    fn begin(room: &str, feed: &str) -> EventTarget;
    fn keep(draft: &str, text: &str);
    fn forget(draft: &str);
    fn save(place: &str, text: &str);
}

/// What the device has to say.
#[derive(Clone, Debug)]
pub enum Told {
    /// The record is on the disk, or never will be.
    Kept(DraftId),
    /// What an earlier page, or a tab that is gone, did not deliver. Oldest first.
    Left(Vec<Unsent>),
    /// What was there of a log when it was last left.
    Recalled(Side, Log),
    /// Whether the disk takes anything.
    Works(bool),
}

pub struct Keep {
    room: String,
    feed: String,
    _ear: EventListener,
}

impl Keep {
    pub fn open(site: &SiteId, room: &RoomName, hear: Callback<Told>) -> Self {
        let place = |room: &RoomName| [site.as_str(), "/", room.as_str()].concat();
        let (room, feed) = (place(room), place(&RoomName::feed()));
        let ear = EventListener::new(&begin(&room, &feed), "message", move |event| {
            let text = event
                .dyn_ref::<MessageEvent>()
                .and_then(|event| event.data().as_string());
            if let Some(told) = text.as_deref().and_then(understand) {
                hear.emit(told);
            }
        });
        Self {
            room,
            feed,
            _ear: ear,
        }
    }

    /// Answered with [`Told::Kept`], before long.
    pub fn keep(&self, unsent: &Unsent) {
        keep(&unsent.draft.to_string(), &codec::encode(unsent));
    }

    pub fn forget(&self, draft: DraftId) {
        forget(&draft.to_string());
    }

    pub fn save(&self, side: Side, log: &Log) {
        let place = match side {
            Side::Room => &self.room,
            Side::Feed => &self.feed,
        };
        save(place, &codec::encode(log));
    }
}

/// What cannot be understood was written by another version, and is left where it is.
fn understand(text: &str) -> Option<Told> {
    let (what, text) = text.split_at_checked(1)?;
    Some(match what {
        "k" => Told::Kept(DraftId::parse(text).ok()?),
        "a" => Told::Left(codec::decode(text).ok()?),
        "r" => Told::Recalled(Side::Room, codec::decode(text).ok()?),
        "f" => Told::Recalled(Side::Feed, codec::decode(text).ok()?),
        _ => Told::Works(what == "+"),
    })
}
