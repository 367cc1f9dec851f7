//! Chance, from a seed: what is planned can be planned again.

/// SplitMix64: small, good enough to vary a run, and the same everywhere.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x6368_616f_7321)
    }

    /// One of its own for everybody who throws, so that none depends on when others do.
    pub fn child(&mut self) -> Self {
        Self::new(self.bits())
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.bits() % (high - low + 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % end as u64).expect("below a size")
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, times: u64) -> bool {
        self.between(0, 99) < times
    }

    pub fn draft(&mut self) -> protocol::DraftId {
        protocol::DraftId::from_bits((u128::from(self.bits()) << 64) | u128::from(self.bits()))
    }
}
