//! Many runs, on every core.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::{Mutation, Outcome, Run};

/// What so many runs came to.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    pub runs: u64,
    pub messages: u64,
    pub faults: u64,
    pub frames: u64,
    /// Those that broke a promise; the first few, lowest seed first.
    pub failed: Vec<Outcome>,
}

/// Failures that are kept. A thousand of them say no more than one.
const FAILURES: usize = 20;

impl Sum {
    fn add(&mut self, outcome: Outcome) {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        self.runs = self.runs.saturating_add(1);
        self.messages = self.messages.saturating_add(count(outcome.messages));
        self.faults = self.faults.saturating_add(count(outcome.faults));
        self.frames = self.frames.saturating_add(outcome.frames);
        if outcome.failure.is_some() {
            self.failed.push(outcome);
        }
    }

    fn join(mut self, other: Self) -> Self {
        self.runs = self.runs.saturating_add(other.runs);
        self.messages = self.messages.saturating_add(other.messages);
        self.faults = self.faults.saturating_add(other.faults);
        self.frames = self.frames.saturating_add(other.frames);
        self.failed.extend(other.failed);
        self
    }
}

/// `count` seeds from `first` on. It ends early when enough of them have failed. `progress` hears how many are done.
pub fn many(first: u64, count: u64, progress: &(dyn Fn(u64) + Sync)) -> Sum {
    let next = AtomicU64::new(0);
    let failures = AtomicU64::new(0);
    let worker = || {
        let mut sum = Sum::default();
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            let enough = failures.load(Ordering::Relaxed) >= u64::try_from(FAILURES).unwrap_or(u64::MAX);
            if nth >= count || enough {
                return sum;
            }
            sum.add(Run::new(first.saturating_add(nth)).play());
            let failed = u64::try_from(sum.failed.len()).unwrap_or(u64::MAX);
            failures.fetch_max(failed, Ordering::Relaxed);
            progress(nth.saturating_add(1));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut sum = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        let sums = workers.into_iter().filter_map(|worker| worker.join().ok());
        sums.fold(Sum::default(), Sum::join)
    });
    sum.failed.sort_by_key(|outcome| outcome.run.seed);
    sum
}

/// The first seed, of at most so many, that notices what is broken on purpose.
pub fn caught(mutation: Mutation, seeds: u64) -> Option<Outcome> {
    let runs = (1..=seeds).map(|seed| Run::new(seed).with(mutation).play());
    let mut failing = runs.filter(|outcome| outcome.failure.is_some());
    failing.next()
}
