//! What a client makes of each frame that a room says.

use protocol::{DraftId, Mode, Refusal, Refused, Seq, ServerFrame, UnixMillis, Welcome, limits};

use crate::excursion::Excursion;
use crate::marks::ReadBy;
use crate::pin::Pin;
use crate::quotes::Quotes;
use crate::report::Report;
use crate::tallies::Tallies;
use crate::{Client, Effect, Moment, Unsent, UnsentState};

impl Client {
    pub(super) fn frame(&mut self, moment: Moment, frame: ServerFrame, out: &mut Vec<Effect>) {
        // Before this link's `Welcome` nobody knows of which history they speak: it was lost, and these were not.
        let is_greeted = self.path.is_live();
        match frame {
            ServerFrame::Welcome(welcome) => self.welcome(moment, welcome, out),
            ServerFrame::Refused(refused) => self.refused(moment.now, &refused, out),
            // The close that follows carries the same reason; a relay that asks for more time is given it.
            ServerFrame::Bye(bye) => {
                if let Some(ms) = bye.retry_after_ms {
                    self.path.window_ms = u64::from(ms);
                }
            }
            _ if !is_greeted => {}
            ServerFrame::Events(events) => {
                self.report.hear(&events);
                self.quotes.hear(&events.list);
                if self.timeline.events(events) {
                    self.settle(out);
                }
            }
            ServerFrame::History(events) => {
                // A page weighs as much as what is told: who reads far back says so, too.
                self.report.hear(&events);
                self.history(events, out);
            }
            ServerFrame::Ack(ack) => {
                if !self.outbox.is_act(ack.draft) {
                    self.spoke = Some(moment.now);
                }
                self.stored(ack.draft, ack.seq, out);
                self.timeline.note_head(ack.seq);
                self.outbox.drop_stored(self.timeline.last());
                out.push(Effect::Changed);
            }
            ServerFrame::Presence(presence) => {
                self.timeline.note_head(presence.head);
                // Who came first was told the window of an empty room.
                let window = limits::reconnect_window_ms(presence.members);
                self.path.window_ms = self.path.window_ms.max(u64::from(window));
                self.says.among(presence.members);
                if self.members.replace(presence.members) != Some(presence.members) {
                    out.push(Effect::Changed);
                }
            }
            ServerFrame::Reactions(reactions) => {
                self.tallies.hear(reactions);
                out.push(Effect::Changed);
            }
            ServerFrame::Marks(marks) => {
                self.read_by.hear(marks);
                out.push(Effect::Changed);
            }
            ServerFrame::Looked(looked) => {
                self.quotes.looked(looked.list);
                out.push(Effect::Changed);
            }
            ServerFrame::Found(found) => self.found(found, out),
            ServerFrame::Rules(rules) => {
                self.rules = rules;
                // What was held by other rules is sent again now, and hears what holds.
                if self.held_back.take().is_some() {
                    self.pace.release(moment.now);
                }
                out.push(Effect::Changed);
            }
            ServerFrame::Noted(noted) => {
                self.says.noted(noted.seq);
                out.push(Effect::Noted(noted.seq));
            }
            ServerFrame::Resync(resync) => {
                self.timeline.note_head(resync.head);
                self.say_where(out);
                // Nothing of it is under way: a hole is fetched at once.
                self.behind = Some(UnixMillis(0));
            }
        }
    }

    fn welcome(&mut self, moment: Moment, welcome: Welcome, out: &mut Vec<Effect>) {
        self.path.live(moment);
        self.path.window_ms = u64::from(welcome.reconnect_window_ms);
        self.report = Report::begin(welcome.seen_every);
        self.you = Some(welcome.you);
        self.forget_asked();
        // Where a name was chosen before this, another Welcome follows, and begins everything anew.
        self.hellos = self.hellos.saturating_sub(1);
        self.renaming = (self.hellos > 0).then_some(moment.now);
        self.has_rules = welcome.rules.is_some();
        self.rules = welcome.rules.unwrap_or(self.rules);
        self.pin = Pin::new(welcome.pin, welcome.head);
        match welcome.mode {
            Mode::Resume => {}
            Mode::Snapshot => self.doubt(),
            Mode::Reset => self.forget_places(),
        }
        self.timeline
            .welcome(welcome.epoch, welcome.head, welcome.floor, welcome.mode);
        self.outbox.unsend();
        self.outbox.rebase(welcome.epoch);
        for settled in welcome.settled {
            match settled.seq {
                Some(seq) => self.stored(settled.draft, seq, out),
                None => self.outbox.unknown(settled.draft, welcome.head),
            }
        }
        self.settle(out);
    }

    /// What was known of another history.
    fn forget_places(&mut self) {
        self.excursion = Excursion::default();
        self.quotes = Quotes::default();
        self.tallies = Tallies::default();
        self.read_by = ReadBy::default();
        self.says.reset();
        self.finding = None;
        self.landing = None;
    }

    fn refused(&mut self, now: UnixMillis, refused: &Refused, out: &mut Vec<Effect>) {
        let Some(draft) = refused.draft else {
            if refused.refusal == Refusal::TicketExpired {
                self.ticket = None;
            } else {
                // Reactions and reports are answered each; nothing else of what is said here is refused.
                if !self.tallies.refused() {
                    self.says.refused();
                }
                out.push(Effect::Refused(refused.refusal));
                out.push(Effect::Changed);
            }
            return;
        };
        if refused.refusal.is_final() && self.outbox.is_act(draft) {
            self.drop_act(draft, refused.refusal, out);
        } else if refused.refusal.is_final() {
            let failed = self.outbox.fail(draft, refused.refusal);
            out.extend(failed.map(Effect::Keep));
        } else {
            self.outbox.wait(draft);
            let until = now.plus(u64::from(refused.retry_after_ms.unwrap_or(1_000)));
            self.pace.hold(until);
            // It may take long, and the person cannot know why: a pace that is held for a moment explains itself.
            if refused.is_held() {
                self.held_back = Some((draft, refused.refusal, until));
                out.push(Effect::Refused(refused.refusal));
            }
        }
        out.push(Effect::Changed);
    }

    /// It is durable, so the device need not keep it any more.
    fn stored(&mut self, draft: DraftId, seq: Seq, out: &mut Vec<Effect>) {
        if self.outbox.stored(draft, seq) {
            out.push(Effect::Forget(draft));
        }
    }

    /// Entries arrived: what they settle leaves the outbox.
    pub(super) fn settle(&mut self, out: &mut Vec<Effect>) {
        let mine = self.you.as_ref().map(|you| &you.member);
        self.outbox.drop_stored(self.timeline.last());
        if !self.outbox.list().is_empty() {
            for entry in self.timeline.entries().iter().rev().take(limits::FETCH_ENTRIES) {
                // Before the first `Welcome` the draft alone must do: nobody else knows it before it is in the log.
                if mine.is_none_or(|mine| *mine == entry.author.member) {
                    let settled = self.outbox.remove(entry.draft);
                    // What was acknowledged before is forgotten already.
                    let is_kept = |unsent: &Unsent| !matches!(unsent.state, UnsentState::Stored(_));
                    out.extend(settled.filter(is_kept).map(|unsent| Effect::Forget(unsent.draft)));
                }
            }
        }
        out.push(Effect::Changed);
    }
}
