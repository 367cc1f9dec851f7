//! The doors of the build for the tests, `cargo xtask build --faults`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::runtime::{OWNER_KEY, Relay};
use crate::{Answer, Site, machine};

/// Where a room's next post traps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trap {
    BeforeWrite,
    AfterWrite,
    BeforeSend,
}

impl Trap {
    pub const ALL: [Self; 3] = [Self::BeforeWrite, Self::AfterWrite, Self::BeforeSend];

    pub const fn word(self) -> &'static str {
        match self {
            Self::BeforeWrite => "before_write",
            Self::AfterWrite => "after_write",
            Self::BeforeSend => "before_send",
        }
    }
}

/// What a room has cost so far, over all lives of its object in this workerd.
#[derive(Clone, Debug, Deserialize)]
pub struct Counters {
    /// Messages written.
    pub posts: u64,
    /// What was written at once.
    pub commits: u64,
    pub frames_in: u64,
    pub rows_written: u64,
    pub rows_read: u64,
    pub broadcasts: u64,
    /// How often its memory was made anew.
    pub restores: u64,
    /// How often its own timer went off.
    pub wakes: u64,
    /// How long a timer was under way, which keeps the object from sleeping and is paid for.
    pub awake_ms: u64,
    /// What the room believes that the runtime holds for its sockets.
    pub outstanding_bytes: u64,
    /// How many sockets the room's object holds, and then each of its spokes.
    pub sockets: Vec<usize>,
    /// The spokes that the room has a link to.
    pub spokes: Vec<u16>,
    pub pushes: u64,
    pub reports: u64,
    /// What the instance's memory has grown to.
    pub memory_bytes: u64,
}

/// Where that build is.
pub fn build() -> PathBuf {
    let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/maru-faults/worker");
    assert!(build.exists(), "run `cargo xtask build --faults` first");
    build
}

impl Relay {
    pub fn trap(&self, site: &Site, room: &str, at: Trap) {
        let answer = self.knock("panic", site, room, json!({ "at": at.word(), "times": 1 }));
        // Where something is said meanwhile it may fall before it has answered.
        assert!(matches!(answer.status, 200 | 503), "{answer:?}");
    }

    /// The room's storage takes no more, or does again.
    pub fn fill(&self, site: &Site, room: &str, on: bool) {
        self.ask("full", site, room, json!({ "on": on }));
    }

    /// The bucket of pictures takes nothing, or does again.
    pub fn spill(&self, site: &Site, room: &str, on: bool) {
        self.ask("spill", site, room, json!({ "on": on }));
    }

    /// The room's alarm rings, so many milliseconds from now by the room's clock.
    pub fn age(&self, site: &Site, room: &str, ms: u64) {
        self.ask("age", site, room, json!({ "ms": ms }));
    }

    /// The instance takes so much memory, and gives it back to itself.
    pub fn grow(&self, site: &Site, room: &str, mib: u32) -> Counters {
        self.ask("grow", site, room, json!({ "mib": mib }))
    }

    pub fn counters(&self, site: &Site, room: &str) -> Counters {
        self.ask("counters", site, room, json!({}))
    }

    fn ask(&self, what: &str, site: &Site, room: &str, more: Value) -> Counters {
        let answer = self.knock(what, site, room, more);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    /// The door itself, whether there is one or not.
    pub fn knock(&self, what: &str, site: &Site, room: &str, mut more: Value) -> Answer {
        more["site"] = json!(site.id);
        more["room"] = json!(room);
        self.call(
            "POST",
            &format!("/api/v1/faults/{what}"),
            OWNER_KEY,
            more.to_string(),
        )
    }

    /// Bytes of workerd in memory.
    pub fn resident_bytes(&self) -> u64 {
        machine::memory(self.workerd())
    }
}
