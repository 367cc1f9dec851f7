//! Chance, from a seed.

/// SplitMix64: small, good enough to vary a run, and the same everywhere.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x6d61_7275)
    }

    /// A stream of its own, so that what one part of a world does leaves the others' chances as they were.
    pub(crate) fn split(&mut self, salt: u64) -> Self {
        Self(self.bits() ^ salt.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        let span = high.saturating_sub(low).saturating_add(1);
        low.saturating_add(self.bits().checked_rem(span).unwrap_or(0))
    }

    /// True so many times in a thousand.
    pub(crate) fn in_thousand(&mut self, times: u64) -> bool {
        self.between(0, 999) < times
    }

    pub(crate) fn signed(&mut self, span: u64) -> i64 {
        let half = i64::try_from(span).unwrap_or(0);
        i64::try_from(self.between(0, span.saturating_mul(2)))
            .unwrap_or(0)
            .saturating_sub(half)
    }

    pub(crate) fn index(&mut self, length: usize) -> usize {
        let last = u64::try_from(length.saturating_sub(1)).unwrap_or(0);
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let last = u64::try_from(list.len()).unwrap_or(u64::MAX).checked_sub(1)?;
        list.get(usize::try_from(self.between(0, last)).unwrap_or(0))
    }
}
