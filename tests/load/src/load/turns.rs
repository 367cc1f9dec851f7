//! Whose turn it is to say what.
//!
//! Invariant: what is planned is said at its time, however late the answers are; who holds something is passed over.

use std::time::Duration;

use protocol::limits;
use relay_tests::fresh;

use super::{Load, Plan, SECOND_US};
use crate::crowd::Crowd;
use crate::language::{react, read};

/// Until something is to be said.
pub(super) fn wait(plan: &Plan, since: u64, is_on: bool) -> Duration {
    let next = SECOND_US / plan.rate.max(1);
    let left = if is_on { next - since % next } else { 10_000 };
    Duration::from_micros(left.min(10_000))
}

/// Whose turn it is, of each kind.
#[derive(Default)]
pub(super) struct Turns {
    offered: u64,
    next: usize,
    reads: u64,
    reacts: u64,
    officials: u64,
    pub(super) looked_us: u64,
    pub(super) asked_us: u64,
    pub(super) back_us: u64,
}

impl Turns {
    /// Whatever is due by now.
    pub(super) fn take(&mut self, load: &mut Load, crowd: &mut Crowd, plan: &Plan, since: u64) {
        let apart = (load.sockets / plan.talkers).max(1);
        while self.offered * SECOND_US < since * plan.rate {
            let due_us = self.offered * SECOND_US / plan.rate;
            load.figures.sent_late_us = load.figures.sent_late_us.max(since - due_us);
            self.offered += 1;
            let free = (self.next..self.next + plan.talkers)
                .map(|next| next % plan.talkers * apart)
                .find(|by| !load.holds[*by]);
            self.next += 1;
            let Some(by) = free else {
                load.figures.silenced += 1;
                continue;
            };
            load.figures.offered += 1;
            load.post(crowd, by, fresh());
        }
        if let Some(by) = plan.official
            && self.officials * SECOND_US < since
        {
            self.officials += 1;
            load.post(crowd, by, fresh());
        }
        let people = u32::try_from(load.sockets).unwrap_or(u32::MAX);
        let every_us = limits::read_ms(people) * 1_000;
        while plan.reads && self.reads * every_us < since * load.sockets as u64 {
            let number = self.reads as usize % load.sockets;
            self.reads += 1;
            let last = crowd.seat(number).last;
            if last > 0 {
                crowd.say(number, &read(last));
            }
        }
        while self.reacts * SECOND_US < since * plan.reacts {
            self.reacts += 1;
            // Not the same ones as those who talk, and another each time.
            let number = self.reacts as usize * 7 % load.sockets;
            let last = crowd.seat(number).last;
            if last > 0 {
                crowd.say(number, &react(last, number));
                load.figures.reacts += 1;
            }
        }
    }
}
