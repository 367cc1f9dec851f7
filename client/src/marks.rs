//! How many have read each message, as last told.
//!
//! Invariant: steps that do not overlap, in order; what is told of a range replaces what was known of it, and of what nothing
//! is told nothing is known.

use protocol::{Marks, Seq};

use crate::stretch::before;

/// Steps that are kept: of the newest messages, and of some hundred pages that were looked at.
const MOST: usize = 2_000;

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
        let step = self.0.iter().rev().find(|step| step.from <= seq)?;
        (seq <= step.upto).then_some(step.n)
    }

    pub(crate) fn hear(&mut self, marks: &Marks) {
        let Some(end) = marks.runs.last().map(|last| last.upto) else {
            return;
        };
        let mut steps = Vec::new();
        let mut above = Vec::new();
        for step in &self.0 {
            if step.from < marks.from {
                let upto = step.upto.min(before(marks.from));
                steps.push(Step { upto, ..*step });
            }
            if step.upto > end {
                let from = step.from.max(end.next());
                above.push(Step { from, ..*step });
            }
        }
        let mut from = marks.from;
        for run in marks.runs.iter().filter(|run| run.upto >= marks.from) {
            steps.push(Step {
                from,
                upto: run.upto,
                n: run.n,
            });
            from = run.upto.next();
        }
        steps.append(&mut above);
        let surplus = steps.len().saturating_sub(MOST);
        steps.drain(..surplus);
        self.0 = steps;
    }
}
