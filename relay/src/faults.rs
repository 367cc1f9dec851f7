//! Doors that only the build for the tests has: to make a room fall where it hurts, to fill its storage, and to count what it
//! costs.
//!
//! Invariant: no ordinary build holds a line of this (feature `faults`), and the doors open to the owner's key alone. What is
//! counted rests in a JavaScript object of the isolate, since the instance is what falls.

use std::cell::RefCell;

use protocol::{DraftId, Entry, MemberId, Refusal, RoomName, Seq, SiteId, UnixMillis, codec};
use room::{Beside, Change, Fault, Journal, Room, Standing};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::State;
use worker::js_sys::{Object, Reflect, global};

use crate::bindings;
use crate::edge::{Answer, Trouble, Visit, ask, json};
use crate::object::door::{Door, Place};

/// What a door is asked. Each reads the fields that it needs.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asked {
    pub site: SiteId,
    pub room: RoomName,
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub at: Option<Where>,
    #[serde(default)]
    pub times: u32,
    #[serde(default)]
    pub on: bool,
    #[serde(default)]
    pub mib: usize,
    #[serde(default)]
    pub ms: u64,
}

/// Where the room's next post traps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Where {
    BeforeWrite,
    AfterWrite,
    BeforeSend,
}

impl Where {
    const fn key(self) -> &'static str {
        match self {
            Self::BeforeWrite => "trap_before_write",
            Self::AfterWrite => "trap_after_write",
            Self::BeforeSend => "trap_before_send",
        }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Counters {
    pub posts: u64,
    /// What was written at once.
    pub commits: u64,
    pub frames_in: u64,
    pub rows_written: u64,
    pub rows_read: u64,
    pub broadcasts: u64,
    pub restores: u64,
    pub wakes: u64,
    pub awake_ms: u64,
    pub outstanding_bytes: u64,
    /// In the room's object, and on each spoke that holds some.
    pub sockets: Vec<usize>,
    /// The spokes that the room has a link to.
    pub spokes: Vec<u16>,
    pub pushes: u64,
    pub reports: u64,
    pub memory_bytes: u64,
}

thread_local! {
    /// Whose turn it is.
    static ROOM: RefCell<String> = const { RefCell::new(String::new()) };
}

pub fn turn_of(place: &Place) {
    ROOM.set(place.object_name());
}

fn here() -> String {
    ROOM.with_borrow(String::clone)
}

/// The object with this name in that one, made where it is missing.
fn within(outer: &JsValue, name: &str) -> Object {
    let name = JsValue::from_str(name);
    let known = Reflect::get(outer, &name)
        .ok()
        .and_then(|found| found.dyn_into().ok());
    known.unwrap_or_else(|| {
        let made = Object::new();
        let _set = Reflect::set(outer, &name, &made);
        made
    })
}

fn book(room: &str) -> Object {
    within(&within(&global(), "maruFaults"), room)
}

fn read(room: &str, key: &str) -> f64 {
    let value = Reflect::get(&book(room), &JsValue::from_str(key)).ok();
    value.and_then(|value| value.as_f64()).unwrap_or(0.0)
}

fn write(room: &str, key: &str, value: f64) {
    let _set = Reflect::set(&book(room), &JsValue::from_str(key), &JsValue::from_f64(value));
}

pub fn count(key: &str, by: usize) {
    add(&here(), key, by);
}

/// Of a room whose turn it may not be.
pub fn count_of(place: &Place, key: &str, by: usize) {
    add(&place.object_name(), key, by);
}

fn add(room: &str, key: &str, by: usize) {
    #[expect(clippy::cast_precision_loss, reason = "a test does not count so far")]
    write(room, key, read(room, key) + by as f64);
}

/// What a room knows of itself.
pub struct Held {
    outstanding: u64,
    sockets: Vec<usize>,
}

impl Held {
    pub fn of(room: &Room) -> Self {
        let elsewhere = room.places().map(|place| room.sockets_at(place));
        Self {
            outstanding: room.outstanding_bytes(),
            sockets: std::iter::once(room.sockets_at(0)).chain(elsewhere).collect(),
        }
    }
}

/// A timer is under way until then: so long the object cannot sleep, and is paid for.
pub fn awake(place: &Place, now: UnixMillis, until: UnixMillis) {
    let room = place.object_name();
    #[expect(clippy::cast_precision_loss, reason = "a time of this age")]
    let (now, until) = (now.0 as f64, until.0 as f64);
    let from = read(&room, "awake_until").max(now);
    if until > from {
        write(&room, "awake_until", until);
        write(&room, "awake_ms", read(&room, "awake_ms") + until - from);
    }
}

/// Whether the bucket is to take nothing of this room.
pub fn is_spilled(place: &Place) -> bool {
    read(&place.object_name(), "spilled") > 0.0
}

/// Falls, if a door has asked for it.
pub fn trap(at: Where) {
    let room = here();
    let left = read(&room, at.key());
    if left >= 1.0 {
        write(&room, at.key(), left - 1.0);
        fall(at);
    }
}

#[expect(clippy::panic, reason = "it is what this build is for")]
fn fall(at: Where) {
    panic!("told to fall: {at:?}");
}

/// The ledger, with traps around the one statement that matters.
pub struct Trapped<'a, J>(pub &'a mut J);

impl<J: Journal> Journal for Trapped<'_, J> {
    fn standing(&self) -> Result<Standing, Fault> {
        self.0.standing()
    }

    fn open(&mut self) -> Result<(), Fault> {
        self.0.open()
    }

    fn find(&self, member: &MemberId, drafts: &[DraftId], above: Seq) -> Result<Vec<(DraftId, Seq)>, Fault> {
        self.0.find(member, drafts, above)
    }

    fn append(&mut self, entry: &Entry) -> Result<(), Fault> {
        trap(Where::BeforeWrite);
        self.0.append(entry)?;
        count("posts", 1);
        count("commits", 1);
        trap(Where::AfterWrite);
        Ok(())
    }

    fn append_all(&mut self, entries: &[Entry]) -> Result<(), Fault> {
        trap(Where::BeforeWrite);
        self.0.append_all(entries)?;
        count("posts", entries.len());
        count("commits", 1);
        trap(Where::AfterWrite);
        Ok(())
    }

    fn amend(&mut self, change: &Change<'_>) -> Result<(), Fault> {
        trap(Where::BeforeWrite);
        self.0.amend(change)?;
        count("posts", 1);
        count("commits", 1);
        trap(Where::AfterWrite);
        Ok(())
    }

    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault> {
        self.0.newest(after, before, entries)
    }

    fn entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, Fault> {
        self.0.entries(seqs)
    }

    fn place_of(&self, at: UnixMillis) -> Result<Seq, Fault> {
        self.0.place_of(at)
    }

    fn beside(&self) -> Result<&dyn Beside, Fault> {
        self.0.beside()
    }

    fn beside_mut(&mut self) -> Result<&mut dyn Beside, Fault> {
        self.0.beside_mut()
    }
}

/// `POST /api/v1/faults/{what}`
pub async fn door(visit: &mut Visit, what: &str) -> Answer {
    visit.only_owner()?;
    let mut asked: Asked = visit.body().await?;
    asked.what = what.to_owned();
    let place = Place {
        site: asked.site.clone(),
        room: asked.room.clone(),
    };
    let stub = bindings::rooms(&visit.env)?.get_by_name(&place.object_name())?;
    let counters: Counters = ask(&stub, &place.url(Door::Faults), Some(&asked)).await?;
    Ok(json(200, &counters)?)
}

#[wasm_bindgen]
extern "C" {
    /// The object's SQLite, for what no binding has: workerd's own tests use it.
    type Pages;

    #[wasm_bindgen(method, catch, js_name = setMaxPageCountForTest)]
    fn set_max_page_count(this: &Pages, pages: u32) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter)]
    fn sql(this: &Pages) -> Pages;
}

/// In the object: does what was asked, and tells what was counted so far.
pub fn answer(
    state: &State,
    place: &Place,
    text: &str,
    held: &Held,
    spokes: Vec<u16>,
) -> Result<Counters, Trouble> {
    let asked: Asked = codec::parse(text).map_err(|_| Refusal::Malformed)?;
    let room = place.object_name();
    match asked.what.as_str() {
        "panic" => {
            let at = asked.at.ok_or(Refusal::FieldInvalid)?;
            write(&room, at.key(), f64::from(asked.times.max(1)));
        }
        "spill" => write(&room, "spilled", f64::from(u8::from(asked.on))),
        "full" => {
            let storage = state.storage();
            let whole: &JsValue = storage.as_raw().as_ref();
            let pages = if asked.on { 1 } else { u32::MAX >> 1 };
            whole
                .unchecked_ref::<Pages>()
                .sql()
                .set_max_page_count(pages)
                .map_err(|error| Trouble::Fault(format!("the storage cannot be filled: {error:?}")))?;
        }
        "grow" => drop(vec![1_u8; asked.mib.saturating_mul(1024 * 1024)]),
        "counters" | "age" => {}
        _ => return Err(Refusal::NotFound.into()),
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it was counted by ones"
    )]
    let counted = |key: &str| read(&room, key) as u64;
    Ok(Counters {
        posts: counted("posts"),
        commits: counted("commits"),
        frames_in: counted("frames_in"),
        rows_written: counted("rows_written"),
        rows_read: counted("rows_read"),
        broadcasts: counted("broadcasts"),
        restores: counted("restores"),
        wakes: counted("wakes"),
        awake_ms: counted("awake_ms"),
        outstanding_bytes: held.outstanding,
        sockets: held.sockets.clone(),
        spokes,
        pushes: counted("pushes"),
        reports: counted("reports"),
        memory_bytes: u64::from(crate::memory_bytes()),
    })
}
