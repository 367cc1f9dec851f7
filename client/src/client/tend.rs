//! What follows from a client's state alone, and when it is due.

use protocol::{ClientFrame, DraftId, Find, Refusal, Seen, UnixMillis};

use crate::asks::Page;
use crate::link::Due;
use crate::{Client, Effect, Moment};

/// Presence may overtake events that wait for their frame. After this the hole is taken for real.
const GRACE_MS: u64 = 250;
/// A post that is not answered for longer is sent again: a relay that lost its memory may have lost the post, or its
/// answer, while the socket stays open. Sending it twice does no harm.
const ANSWER_MS: u64 = 10_000;
/// An answer to anything else that takes longer is not coming: the link is taken down.
const FETCH_MS: u64 = 10_000;

impl Client {
    /// What follows from the state alone, whatever the input was.
    pub(super) fn tend(&mut self, moment: Moment, out: &mut Vec<Effect>) {
        let now = moment.now;
        match self.path.due(moment) {
            Due::Nothing => {}
            Due::Ping => out.push(Effect::Ping),
            Due::Retry => self.approach(now, out),
            Due::Dead => self.give_up(moment, out),
        }
        if self.is_overdue(now) {
            self.give_up(moment, out);
        }
        for expired in self.outbox.expire(now) {
            if expired.is_act() {
                self.drop_act(expired.draft, Refusal::DraftExpired, out);
            } else {
                out.push(Effect::Keep(expired));
                out.push(Effect::Changed);
            }
        }
        if self.path.is_live() {
            self.mend(now, out);
            self.drop_idle_acts(out);
            self.await_answers(now);
            self.flush(now, out);
            self.await_answers(now);
            // A Welcome begins everything anew: what is asked before it would be asked twice.
            if self.renaming.is_none() {
                if let Some((page, after, before)) = self.excursion.wants() {
                    self.asks.ask(page, after, before, now, out);
                }
                self.say_newest(now, out);
            }
            if self.report.is_due() {
                self.say_where(out);
            }
        }
    }

    /// Posts are answered in the order in which they were sent, so the oldest tells for all.
    fn await_answers(&mut self, now: UnixMillis) {
        let since = |oldest| match self.unanswered {
            Some(known) if known.0 == oldest => known,
            _ => (oldest, now, ANSWER_MS),
        };
        self.unanswered = self.outbox.oldest_sent().map(since);
        if let Some((_, since, patience)) = &mut self.unanswered
            && now.since(*since) >= *patience
        {
            // Each time it waits twice as long: it may be the answers that do not come through.
            (*since, *patience) = (now, patience.saturating_mul(2));
            self.outbox.unsend();
        }
    }

    fn is_overdue(&self, now: UnixMillis) -> bool {
        self.path.is_live()
            && self
                .oldest_question()
                .is_some_and(|since| now.since(since) >= FETCH_MS)
    }

    /// Since when an answer is awaited, to anything but a post.
    fn oldest_question(&self) -> Option<UnixMillis> {
        [
            self.asks.since(),
            self.renaming,
            self.quotes.since(),
            self.tallies.since(),
            self.says.since(),
            self.finding.and_then(|(_, since)| since),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// An act leaves at once when it is known that nothing comes of it.
    pub(super) fn drop_act(&mut self, draft: DraftId, refusal: Refusal, out: &mut Vec<Effect>) {
        if self.outbox.remove(draft).is_some() {
            out.push(Effect::Forget(draft));
            out.push(Effect::Refused(refusal));
            out.push(Effect::Changed);
        }
    }

    /// A room without rules would take an act for a message; and a place of another history is another message's here.
    fn drop_idle_acts(&mut self, out: &mut Vec<Effect>) {
        let refusal = if self.has_rules {
            Refusal::Gone
        } else {
            Refusal::Unknown
        };
        let epoch = self.timeline.epoch();
        while let Some(draft) = self.outbox.idle_act(epoch, self.has_rules) {
            self.drop_act(draft, refusal, out);
        }
    }

    /// What only a room with rules knows.
    fn say_newest(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        if !self.has_rules {
            if self.finding.take().is_some() {
                out.push(Effect::Refused(Refusal::Unknown));
            }
            return;
        }
        // A refusal does not say of what it is: reports and reactions are not under way together.
        while let Some(frame) = self.says.next(now, self.tallies.since().is_none()) {
            out.push(Effect::Send(frame));
        }
        while self.says.since().is_none()
            && let Some(react) = self.tallies.next(now)
        {
            out.push(Effect::Send(ClientFrame::React(react)));
        }
        if let Some(look) = self.quotes.look(now) {
            out.push(Effect::Send(ClientFrame::Look(look)));
        }
        if let Some((at, since @ None)) = &mut self.finding {
            *since = Some(now);
            out.push(Effect::Send(ClientFrame::Find(Find { at: *at })));
        }
    }

    /// A hole before events is real: one socket keeps their order. A hole at the end may only be a frame that waits.
    fn mend(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some((after, before)) = self.timeline.hole() else {
            self.behind = None;
            return;
        };
        let at_end = before > self.timeline.head();
        let since = *self.behind.get_or_insert(now);
        if !at_end || now.since(since) >= GRACE_MS {
            self.asks.ask(Page::Hole, after, before, now, out);
        }
    }

    pub(super) fn say_where(&mut self, out: &mut Vec<Effect>) {
        self.report.said();
        let seq = self.timeline.last();
        out.push(Effect::Send(ClientFrame::Seen(Seen { seq })));
    }

    /// A member without a name reads; what they wrote waits for the name.
    fn may_post(&self) -> bool {
        self.path.is_live() && self.you.as_ref().is_some_and(|you| you.name.is_some())
    }

    fn flush(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        while self.may_post() && self.pace.free_at() <= now {
            let Some(post) = self.outbox.next(self.timeline.head()) else {
                break;
            };
            self.pace.spend(now);
            if post.base_seq >= self.timeline.last() {
                self.report.said();
            }
            out.push(Effect::Send(ClientFrame::Post(post)));
            out.push(Effect::Changed);
        }
    }

    /// One wake-up, for whatever is due first.
    pub(super) fn plan(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        let live = self.path.is_live();
        let grace = self
            .behind
            .filter(|_| live && !self.asks.is_open(Page::Hole))
            .map(|since| since.plus(GRACE_MS));
        let question = self
            .oldest_question()
            .filter(|_| live)
            .map(|since| since.plus(FETCH_MS));
        let read = self
            .says
            .read_due()
            .filter(|_| live && self.has_rules && self.renaming.is_none());
        // With a free window, only the pace can hold a post back.
        let post =
            Some(self.pace.free_at()).filter(|at| *at > now && self.may_post() && self.outbox.has_next());
        let answer = self
            .unanswered
            .filter(|_| live)
            .map(|(_, since, patience)| since.plus(patience));
        let next = [self.path.next_at(), grace, question, read, post, answer]
            .into_iter()
            .flatten()
            .min();
        if next != self.wake_at {
            self.wake_at = next;
            if let Some(at) = next {
                out.push(Effect::WakeAt(at));
            }
        }
    }
}
