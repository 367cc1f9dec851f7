//! What a client makes of each frame that a room says.

use protocol::{Events, Refusal, Refused, ServerFrame, UnixMillis, Welcome, limits};

use crate::{Client, Effect, Moment};

impl Client {
    pub(super) fn frame(&mut self, moment: Moment, frame: ServerFrame, out: &mut Vec<Effect>) {
        match frame {
            ServerFrame::Welcome(welcome) => self.welcome(moment, welcome, out),
            ServerFrame::Events(events) => {
                if self.timeline.events(events) {
                    self.settle(out);
                }
            }
            ServerFrame::History(events) => self.history(events, out),
            ServerFrame::Ack(ack) => {
                self.outbox.stored(ack.draft, ack.seq);
                self.timeline.note_head(ack.seq);
                self.outbox.drop_stored(self.timeline.last());
                out.push(Effect::SaveOutbox);
                out.push(Effect::Changed);
            }
            ServerFrame::Refused(refused) => self.refused(moment.now, &refused, out),
            ServerFrame::Presence(presence) => {
                self.timeline.note_head(presence.head);
                if self.members.replace(presence.members) != Some(presence.members) {
                    out.push(Effect::Changed);
                }
            }
            ServerFrame::Resync(resync) => self.timeline.note_head(resync.head),
            // The close that follows carries the same reason; a relay that asks for more time is given it.
            ServerFrame::Bye(bye) => {
                if let Some(ms) = bye.retry_after_ms {
                    self.path.window_ms = u64::from(ms);
                }
            }
        }
    }

    fn welcome(&mut self, moment: Moment, welcome: Welcome, out: &mut Vec<Effect>) {
        self.path.live(moment);
        self.path.window_ms = u64::from(welcome.reconnect_window_ms);
        self.you = Some(welcome.you);
        self.filling = None;
        self.loading_older = None;
        self.behind = None;
        self.renaming = None;
        self.timeline
            .welcome(welcome.epoch, welcome.head, welcome.floor, welcome.mode);
        self.outbox.unsend();
        for settled in welcome.settled {
            match settled.seq {
                Some(seq) => self.outbox.stored(settled.draft, seq),
                None => self.outbox.unknown(settled.draft, welcome.head),
            }
        }
        self.settle(out);
    }

    fn history(&mut self, events: Events, out: &mut Vec<Effect>) {
        let older =
            events.list.last().map_or(events.from, |last| last.seq.next()) <= self.timeline.base().next();
        if older && self.loading_older.is_some() {
            self.loading_older = None;
            self.timeline.older(events);
            out.push(Effect::Changed);
        } else if self.filling.take().is_some() && self.timeline.fill(events) {
            self.settle(out);
        }
    }

    fn refused(&mut self, now: UnixMillis, refused: &Refused, out: &mut Vec<Effect>) {
        let Some(draft) = refused.draft else {
            if refused.refusal == Refusal::TicketExpired {
                self.ticket = None;
            } else {
                out.push(Effect::Refused(refused.refusal));
            }
            return;
        };
        if refused.refusal.is_final() {
            self.outbox.fail(draft, refused.refusal);
        } else {
            self.outbox.wait(draft);
            self.pace
                .hold(now.plus(u64::from(refused.retry_after_ms.unwrap_or(1_000))));
        }
        out.push(Effect::SaveOutbox);
        out.push(Effect::Changed);
    }

    /// Entries arrived: what they settle leaves the outbox.
    fn settle(&mut self, out: &mut Vec<Effect>) {
        let mine = self.you.as_ref().map(|you| &you.member);
        let kept = self.outbox.list().len();
        self.outbox.drop_stored(self.timeline.last());
        if !self.outbox.list().is_empty() {
            for entry in self.timeline.entries().iter().rev().take(limits::FETCH_ENTRIES) {
                if Some(&entry.author.member) == mine {
                    self.outbox.remove(entry.draft);
                }
            }
        }
        if kept != self.outbox.list().len() {
            out.push(Effect::SaveOutbox);
        }
        out.push(Effect::Changed);
    }
}
