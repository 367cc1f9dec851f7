//! What one fan did, was told and saw, as JSON lines in a file of its own.
//!
//! Invariant: a line is written when the thing happens, whether or not it should have; the checker alone judges.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use protocol::{DraftId, Entry, Epoch, MemberId, Mode, Refusal, Seq};
use serde::{Deserialize, Serialize};

/// One line: when, in which life of the tab, and what.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Line {
    pub ms: u64,
    pub life: u32,
    pub did: Did,
}

/// A message as it is compared: its place, its identity, its author and a digest of its body.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mark {
    pub seq: Seq,
    pub draft: DraftId,
    pub member: MemberId,
    pub body: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// A tab opened, with a log of this epoch: the newest that the device had, or none.
    Opened(Option<Epoch>),
    /// Pressed Enter.
    Typed {
        draft: DraftId,
        body: u64,
    },
    /// Written to the disk that survives the tab.
    Kept(DraftId),
    Forgot(DraftId),
    Sent(DraftId),
    Acked {
        draft: DraftId,
        seq: Seq,
        after_ms: Option<u64>,
    },
    /// Known by the room when the fan came back.
    Settled {
        draft: DraftId,
        seq: Seq,
    },
    Refused {
        draft: Option<DraftId>,
        refusal: Refusal,
    },
    Welcomed {
        member: MemberId,
        epoch: Epoch,
        head: Seq,
        mode: Mode,
    },
    /// In any frame, whatever became of it.
    Heard(Vec<Mark>),
    /// Stands in the timeline now: a fan could read it.
    Shown(Vec<Mark>),
    /// What is shown from here on does not continue what was shown before: the place that it begins after.
    Began(Seq),
    /// The tab is gone, in the middle of whatever it did.
    Crashed,
    Closed(u16),
    /// At the end of the run: the whole timeline, and what is still unsent.
    Ended {
        timeline: Vec<Mark>,
        unsent: Vec<DraftId>,
    },
}

impl Mark {
    pub fn of(entry: &Entry) -> Self {
        let body = entry.what.body();
        Self {
            seq: entry.seq,
            draft: entry.draft,
            member: entry.author.member.clone(),
            body: digest(body.as_str()),
        }
    }

    pub fn all(entries: &[Entry]) -> Vec<Self> {
        entries.iter().map(Self::of).collect()
    }
}

/// FNV-1a: the same in every process.
pub fn digest(body: &str) -> u64 {
    body.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

pub struct Diary {
    file: BufWriter<File>,
    start: Instant,
    pub life: u32,
    /// Leaves out what was heard and shown: for hundreds that only read, whose end says enough.
    pub terse: bool,
    sent_at: HashMap<DraftId, Instant>,
}

impl Diary {
    pub fn new(folder: &Path, name: &str, start: Instant) -> Self {
        let file = File::create(folder.join(format!("{name}.jsonl"))).expect("the run's folder is ours");
        Self {
            file: BufWriter::new(file),
            start,
            life: 0,
            terse: false,
            sent_at: HashMap::new(),
        }
    }

    pub fn write(&mut self, did: Did) {
        if self.terse && matches!(did, Did::Heard(_) | Did::Began(_) | Did::Shown(_)) {
            return;
        }
        let ms = u64::try_from(self.start.elapsed().as_millis()).expect("a run is short");
        let line = Line {
            ms,
            life: self.life,
            did,
        };
        let text = serde_json::to_string(&line).expect("a line has a text");
        writeln!(self.file, "{text}").expect("the disk takes it");
    }

    pub fn sent(&mut self, draft: DraftId) {
        // From the first time on: that is how long the person waits.
        if let Slot::Vacant(slot) = self.sent_at.entry(draft) {
            slot.insert(Instant::now());
        }
        self.write(Did::Sent(draft));
    }

    pub fn acked(&mut self, draft: DraftId, seq: Seq) {
        let sent_at = self.sent_at.get(&draft);
        let after_ms = sent_at.map(|at| u64::try_from(at.elapsed().as_millis()).expect("a run is short"));
        self.write(Did::Acked { draft, seq, after_ms });
    }

    pub fn close(mut self) {
        self.file.flush().expect("the disk takes it");
    }
}

/// All diaries of a run, by the names of those who wrote them.
pub fn read(folder: &Path) -> Vec<(String, Vec<Line>)> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the run's folder is there")
        .map(|file| file.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "jsonl"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|path| {
            let name = path
                .file_stem()
                .expect("it has a name")
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(path).expect("a text");
            let line =
                |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            (name, text.lines().map(line).collect())
        })
        .collect()
}
