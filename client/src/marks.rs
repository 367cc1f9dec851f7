//! How many have read each message, as last told.
//!
//! Invariant: steps in order, none over another; what is told from a place on replaces everything from there on, and of
//! what lies below the first of them nothing is known.

use protocol::{Marks, Seq};

use crate::stretch::before;

/// Steps that are kept: as many as the readers of the largest room can make, twice.
const MOST: usize = 20_000;

#[derive(Clone, Debug, Default)]
pub(crate) struct ReadBy(Vec<Step>);

/// From here on, up to there.
#[derive(Clone, Copy, Debug)]
struct Step {
    from: Seq,
    upto: Seq,
    n: u32,
}

impl ReadBy {
    pub(crate) fn get(&self, seq: Seq) -> Option<u32> {
        let nth = self.0.partition_point(|step| step.from <= seq);
        let step = self.0.get(nth.checked_sub(1)?)?;
        (seq <= step.upto).then_some(step.n)
    }

    pub(crate) fn hear(&mut self, marks: Marks) {
        let Marks { mut from, runs } = marks;
        self.0.retain(|step| step.from < from);
        if let Some(last) = self.0.last_mut() {
            last.upto = last.upto.min(before(from));
        }
        for run in runs {
            if run.upto >= from {
                let (upto, n) = (run.upto, run.n);
                self.0.push(Step { from, upto, n });
                from = upto.next();
            }
        }
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
    }
}
