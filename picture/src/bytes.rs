//! Reading a stranger's bytes, one after another.
//!
//! Invariant: past the end there is nothing: no call panics, and none answers with bytes that are not there.

use std::ops::Range;

#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// A part of it. Places are told as in the whole.
    pub fn within(&self, range: &Range<usize>) -> Option<Self> {
        Some(Self {
            bytes: self.bytes.get(..range.end)?,
            at: range.start,
        })
    }

    pub const fn at(&self) -> usize {
        self.at
    }

    pub const fn end(&self) -> usize {
        self.bytes.len()
    }

    pub const fn is_done(&self) -> bool {
        self.at >= self.bytes.len()
    }

    pub fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(n)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    /// The place that is passed over.
    pub fn pass(&mut self, n: usize) -> Option<Range<usize>> {
        let start = self.at;
        self.take(n)?;
        Some(start..self.at)
    }

    pub fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// A number of `n` bytes, at most 8, the first the largest.
    pub fn be(&mut self, n: usize) -> Option<u64> {
        let taken = self.take(n)?;
        Some(
            taken
                .iter()
                .fold(0, |number, byte| (number << 8) | u64::from(*byte)),
        )
    }

    /// The same, the first the smallest.
    pub fn le(&mut self, n: usize) -> Option<u64> {
        let taken = self.take(n)?;
        Some(
            taken
                .iter()
                .rev()
                .fold(0, |number, byte| (number << 8) | u64::from(*byte)),
        )
    }

    pub fn be32(&mut self) -> Option<u32> {
        u32::try_from(self.be(4)?).ok()
    }

    pub fn le32(&mut self) -> Option<u32> {
        u32::try_from(self.le(4)?).ok()
    }

    pub fn be16(&mut self) -> Option<u32> {
        u32::try_from(self.be(2)?).ok()
    }

    pub fn le16(&mut self) -> Option<u32> {
        u32::try_from(self.le(2)?).ok()
    }

    /// A length, as a place in memory.
    pub fn length(&mut self, n: usize) -> Option<usize> {
        usize::try_from(self.be(n)?).ok()
    }

    pub fn word(&mut self) -> Option<[u8; 4]> {
        self.take(4)?.first_chunk().copied()
    }

    /// How far the next of these bytes is.
    pub fn find(&self, byte: u8) -> Option<usize> {
        self.bytes.get(self.at..)?.iter().position(|b| *b == byte)
    }
}
