//! Who is heard when more is said than a room can tell everybody.
//!
//! Invariants: moderators and officials never wait here; no message is dropped: it is taken, or its sender is told that it is held
//! and until when, or that it is refused and why; who is told a time has a turn then, and nobody who comes later is heard
//! before; turns that are promised are at most [`limits::HELD`]. What is taken back is never held back.

use std::collections::BTreeMap;

use protocol::{
    Act, Author, DraftId, MemberId, Refusal, Role, Rules, ServerFrame, UnixMillis, Writers, limits,
};

use super::post::Paced;
use super::{Effect, Room, ms};
use crate::pace::{Bucket, Pace};
use crate::{Fault, Ruled};

/// Who has a turn has it for so long, and then it is nobody's.
const TURN_MS: u64 = 10_000;

#[derive(Clone, Debug)]
pub(super) struct Admission {
    /// Of all fans together. Turns that are promised are taken from it already.
    room: Bucket,
    turns: BTreeMap<(MemberId, DraftId), UnixMillis>,
    slow: Paced,
    /// As everybody here knows them. None: nobody is here.
    told: Option<Rules>,
}

/// Why a message waits, and for how long.
pub(super) type Stopped = (Refusal, u32);

impl Admission {
    /// `told`: what the cards say that everybody here knows.
    pub(super) fn restore(told: Option<Rules>) -> Self {
        Self {
            room: Bucket::default(),
            turns: BTreeMap::new(),
            slow: Paced::at(Pace::new(1, 0)),
            told,
        }
    }

    /// A message of a fan asks to be taken.
    fn ask(
        &mut self,
        now: UnixMillis,
        sockets: usize,
        rules: Rules,
        author: &Author,
        draft: DraftId,
    ) -> Result<(), Stopped> {
        if rules.slow_s > 0 {
            self.slow.go_at(slow(rules));
            let wait = self.slow.wait_ms(&author.member, now);
            if wait > 0 {
                let seconds = rules.slow_s;
                return Err((Refusal::SlowMode { seconds }, ms(wait)));
            }
        }
        let pace = admits(sockets);
        let key = (author.member.clone(), draft);
        if let Some(turn_at) = self.turns.get(&key) {
            // A clock that went back has made it so: waiting for it to catch up would be waiting for ever.
            let left = turn_at.since(now);
            if left == 0 || left > u64::from(limits::HELD_MS) {
                return Ok(());
            }
            return Err((Refusal::Busy, ms(left)));
        }
        let wait = self.room.wait_ms(pace, now);
        if wait == 0 {
            return Ok(());
        }
        if wait > u64::from(limits::HELD_MS) || !self.has_turns(now) {
            return Err((Refusal::Busy, limits::HELD_MS));
        }
        self.room.take(pace, now);
        self.turns.insert(key, now.plus(wait));
        Err((Refusal::Busy, ms(wait)))
    }

    /// Whether one more can be promised.
    fn has_turns(&mut self, now: UnixMillis) -> bool {
        if self.turns.len() >= limits::HELD {
            self.turns.retain(|_, turn_at| now.since(*turn_at) <= TURN_MS);
        }
        self.turns.len() < limits::HELD
    }

    /// It was taken.
    fn took(&mut self, now: UnixMillis, sockets: usize, rules: Rules, author: &Author, draft: DraftId) {
        if rules.slow_s > 0 {
            self.slow.go_at(slow(rules));
            self.slow.take(author.member.clone(), now, sockets);
        }
        if self.turns.remove(&(author.member.clone(), draft)).is_none() {
            self.room.take(admits(sockets), now);
        }
    }
}

fn admits(sockets: usize) -> Pace {
    let every_ms = limits::admit_every_ms(sockets);
    let burst = limits::ADMIT_BURST_MS.checked_div(every_ms).unwrap_or(1);
    Pace::new(u32::try_from(burst).unwrap_or(1), every_ms)
}

fn slow(rules: Rules) -> Pace {
    Pace::new(1, u64::from(rules.slow_s).saturating_mul(1_000))
}

/// Whoever looks after the room, and what is taken back.
fn passes(author: &Author, act: Option<Act>) -> bool {
    author.role != Role::Fan || matches!(act, Some(Act::Unsend(_)))
}

impl Room {
    /// However long anything was to wait.
    pub(super) fn is_frozen_to(&self, author: &Author, act: Option<Act>) -> bool {
        self.ruled.rules.writers == Writers::Staff && !passes(author, act)
    }

    /// What is changed is no further message: slow mode does not count it.
    fn rules_of(&self, act: Option<Act>) -> Rules {
        let rules = self.ruled.rules;
        let slow_s = if act.is_some() { 0 } else { rules.slow_s };
        Rules { slow_s, ..rules }
    }

    /// Before anything is written. What stands already was found before.
    pub(super) fn may_be_heard(
        &mut self,
        now: UnixMillis,
        author: &Author,
        draft: DraftId,
        act: Option<Act>,
    ) -> Result<(), Stopped> {
        if passes(author, act) {
            return Ok(());
        }
        let (sockets, rules) = (self.listeners(), self.rules_of(act));
        self.admission.ask(now, sockets, rules, author, draft)
    }

    pub(super) fn was_heard(&mut self, now: UnixMillis, author: &Author, draft: DraftId, act: Option<Act>) {
        if passes(author, act) {
            return;
        }
        let (sockets, rules) = (self.listeners(), self.rules_of(act));
        self.admission.took(now, sockets, rules, author, draft);
    }

    /// The site's settings have changed. The cards keep it: they outlive this memory.
    pub(super) fn ruled(&mut self, ruled: Ruled, out: &mut Vec<Effect>) -> Result<(), Fault> {
        self.rule(ruled);
        let newest = Some(self.ruled);
        let cards = self.sockets.change_all(|card| card.ruled = newest);
        out.extend(cards.into_iter().map(|(conn, card)| Effect::Keep(conn, card)));
        Ok(())
    }

    /// Rules that not everybody knows yet. They are taken as told, so nothing of the step may fail after this.
    pub(super) fn tell_rules(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        if self.sockets.members() == 0 {
            self.admission.told = None;
            return;
        }
        let rules = self.ruled.rules;
        let told = self.admission.told.replace(rules);
        if told.is_some_and(|told| told != rules) {
            // What was to wait by others may come again at once, and its client is told so by this.
            self.sockets.release_all();
            self.reach.tell_state(0);
            let sockets = self.listeners();
            self.news.tick().spend(now, sockets);
            out.push(Effect::Broadcast(ServerFrame::Rules(rules)));
        }
    }
}
