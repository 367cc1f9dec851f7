//! Where the person looks: the live end, or elsewhere; and what an act does wherever its entry is held.
//!
//! Invariant: after every step, whatever is held has heard every act that the timeline has; an excursion that touches the
//! timeline is part of it; what is answered or pinned and not held is asked for.

use protocol::{Act, Events, Found, Refusal, Seq, UnixMillis};

use crate::asks::Page;
use crate::excursion::{Came, Excursion};
use crate::{Client, Effect};

impl Client {
    pub(super) fn older(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        if !self.path.is_live() || !self.has_older() || self.is_loading_older() {
            return;
        }
        let (page, base) = match self.excursion.base() {
            Some(base) => (Page::Up, base),
            None => (Page::Older, self.timeline.base()),
        };
        self.asks.ask(page, self.timeline.floor(), base.next(), now, out);
        out.push(Effect::Changed);
    }

    pub(super) fn newer(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        if !self.path.is_live() || self.is_loading_newer() {
            return;
        }
        if let Some((after, before)) = self.excursion.down(self.end().next()) {
            self.asks.ask(Page::Down, after, before, now, out);
            out.push(Effect::Changed);
        }
    }

    /// The last place that only an excursion can reach.
    fn end(&self) -> Seq {
        if self.timeline.is_restarting() {
            self.timeline.head()
        } else {
            self.timeline.base()
        }
    }

    pub(super) fn jump(&mut self, seq: Seq, out: &mut Vec<Effect>) {
        self.finding = None;
        self.landing = None;
        // What is not there yet is where the newest is.
        let newest = self.timeline.last();
        let goal = seq.max(self.timeline.floor().next());
        let goal = if self.timeline.is_restarting() {
            goal.min(self.timeline.head())
        } else {
            goal.min(newest)
        };
        if self.timeline.get(goal).is_some() && !self.timeline.is_restarting() {
            self.come_back();
            self.landing = Some(goal);
        } else if self.excursion.get(goal).is_some() {
            self.excursion.stay();
            self.landing = Some(goal);
        } else if goal > self.timeline.floor() {
            self.excursion.go(goal, self.timeline.floor(), self.end());
        }
        out.push(Effect::Changed);
    }

    pub(super) fn found(&mut self, found: Found, out: &mut Vec<Effect>) {
        if self.finding.is_some_and(|(at, _)| at == found.at) {
            self.jump(found.seq, out);
        }
    }

    /// To the live end.
    pub(super) fn come_back(&mut self) {
        self.finding = None;
        self.landing = None;
        if self.is_aside() {
            // What stood there is not held any more, and may be answered here.
            self.quotes.hear(self.timeline.entries());
        }
        self.excursion = Excursion::default();
    }

    pub(super) fn history(&mut self, events: Events, out: &mut Vec<Effect>) {
        let Some(page) = self.asks.answered(&events) else {
            return;
        };
        self.quotes.hear(&events.list);
        match page {
            Page::Hole => {
                if self.timeline.fill(events) {
                    self.settle(out);
                }
                return;
            }
            Page::Older => {
                self.timeline.older(events);
            }
            _ => match self.excursion.answered(page, events) {
                Came::Nothing | Came::More => {}
                Came::Landed(goal) => {
                    self.landing = Some(goal);
                    // It takes the place of the one before.
                    self.hear_answers();
                }
                Came::Lost => out.push(Effect::Refused(Refusal::Gone)),
                Came::First => {
                    let base = self.excursion.base().unwrap_or_default();
                    self.timeline.note_floor(base);
                }
            },
        }
        out.push(Effect::Changed);
    }

    /// Nobody here will ever hear some acts: what they may have changed is asked for anew.
    pub(super) fn doubt(&mut self) {
        self.excursion.doubt();
        self.quotes.doubt();
        self.hear_answers();
    }

    /// What entries here answer may have been one that is not here any more.
    fn hear_answers(&mut self) {
        self.quotes.hear(self.timeline.entries());
        if let Some(entries) = self.excursion.entries() {
            self.quotes.hear(entries);
        }
    }

    pub(super) fn settle_places(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        for act in self.timeline.take_acts() {
            self.excursion.rewrite(&act);
            self.quotes.rewrite(&act);
            self.pin.hear(&act);
            if let Some(Act::Unsend(seq)) = act.what.act() {
                self.tallies.bury(seq);
            }
        }
        if self.timeline.take_skipped() {
            self.doubt();
            // Also the pin may be another by now, and only a Welcome tells.
            if self.has_rules && self.path.is_live() {
                self.greet_anew(now, out);
            }
        }
        if let Some(goal) = self.excursion.goal()
            && self.timeline.get(goal).is_some()
            && !self.timeline.is_restarting()
        {
            self.jump(goal, out);
        }
        if !self.timeline.is_restarting()
            && let Some(list) = self.excursion.touching(self.timeline.base())
        {
            let from = list.first().map_or(Seq::ZERO, |first| first.seq);
            self.timeline.older(Events { from, list });
            out.push(Effect::Changed);
        }
        for seq in self.quotes.take_heard() {
            if self.held(seq).is_none() {
                self.quotes.want(seq);
            }
        }
        if let Some(seq) = self.pin.wants() {
            let entry = self.timeline.get(seq).or_else(|| self.excursion.get(seq));
            match entry.or_else(|| self.quotes.get(seq)) {
                None if !self.quotes.is_lost(seq) => self.quotes.want(seq),
                entry => self.pin.found(entry),
            }
        }
    }
}
