//! What is kept of a file.
//!
//! Invariant: the picture is made in the memory that the file is in. So a part moves only towards the beginning, and what is
//! put in place of something is never longer than that.

use std::ops::Range;

/// Parts of one file, at most. A photograph has a few dozen, a moving picture some for each frame.
const PARTS: usize = 20_000;

#[derive(Debug, Default)]
pub struct Plan {
    /// Pixels, as they lie in the file.
    pub w: u32,
    pub h: u32,
    /// 1 where nothing moves.
    pub frames: u32,
    /// As in EXIF, 1 to 8: how it has to be turned. 0: nobody says.
    pub turn: u8,
    parts: Vec<Part>,
    /// Bytes that a file which was cut off lacks.
    tail: &'static [u8],
}

#[derive(Debug)]
enum Part {
    Keep(Range<usize>),
    /// In the place of a part.
    Put(Vec<u8>, Range<usize>),
    /// As many zeros: where a part cannot go without moving what others point to.
    Blank(Range<usize>),
}

impl Plan {
    pub fn still() -> Self {
        Self {
            frames: 1,
            ..Self::default()
        }
    }

    pub fn keep(&mut self, part: Range<usize>) -> Option<()> {
        if let Some(Part::Keep(last)) = self.parts.last_mut()
            && last.end == part.start
        {
            last.end = part.end;
            return Some(());
        }
        self.add(Part::Keep(part))
    }

    pub fn put(&mut self, bytes: Vec<u8>, place: Range<usize>) -> Option<()> {
        self.add(Part::Put(bytes, place))
    }

    pub fn blank(&mut self, part: Range<usize>) -> Option<()> {
        if part.is_empty() {
            return Some(());
        }
        self.add(Part::Blank(part))
    }

    /// Gives up on a file of endless parts.
    fn add(&mut self, part: Part) -> Option<()> {
        self.parts.push(part);
        (self.parts.len() <= PARTS).then_some(())
    }

    pub fn end_with(&mut self, tail: &'static [u8]) {
        self.tail = tail;
    }

    pub fn pixels(&self) -> u64 {
        u64::from(self.w).saturating_mul(u64::from(self.h))
    }

    /// It lies on its side.
    pub const fn is_turned(&self) -> bool {
        self.turn >= 5
    }

    /// None where the plan is not one for these bytes.
    pub fn apply(self, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
        let mut at = 0_usize;
        // What lies before is used up: only what is read later must not be written over.
        for part in self.parts {
            let (Part::Keep(range) | Part::Put(_, range) | Part::Blank(range)) = &part;
            if at > range.start || range.end > bytes.len() || range.start > range.end {
                return None;
            }
            match part {
                Part::Keep(range) => {
                    let n = range.len();
                    if at != range.start {
                        bytes.copy_within(range, at);
                    }
                    at = at.checked_add(n)?;
                }
                Part::Put(new, place) => {
                    let end = at.checked_add(new.len())?;
                    if end > place.end {
                        return None;
                    }
                    bytes.get_mut(at..end)?.copy_from_slice(&new);
                    at = end;
                }
                Part::Blank(range) => {
                    let end = at.checked_add(range.len())?;
                    bytes.get_mut(at..end)?.fill(0);
                    at = end;
                }
            }
        }
        bytes.truncate(at);
        bytes.extend_from_slice(self.tail);
        Some(bytes)
    }
}
