//! What a client makes of what happens to it, apart from frames.

use protocol::Act;

use crate::link::Phase;
use crate::{Client, Effect, Input, Moment};

impl Client {
    pub(super) fn take(&mut self, moment: Moment, input: Input, out: &mut Vec<Effect>) {
        let now = moment.now;
        match input {
            Input::Start => {
                if matches!(self.path.phase, Phase::Idle | Phase::Shut(_)) {
                    self.approach(now, out);
                }
            }
            Input::Ticket(ticket) => self.ticket(ticket, now, out),
            Input::TicketFailed(refusal) if self.path.phase == Phase::Ticketing => match refusal {
                Some(refusal) if refusal.is_final() => self.path.shut(refusal, now),
                _ => self.path.cut(moment),
            },
            Input::TicketFailed(_) => {}
            Input::Opened if self.path.phase == Phase::Opening => self.hello(now, out),
            Input::Opened => {}
            Input::Frame(frame) => self.frame(moment, frame, out),
            Input::Pong => self.path.heard(now),
            Input::Closed { code } => self.closed(moment, code),
            Input::Wake => self.wake_at = None,
            Input::Online => self.path.nudge(moment),
            Input::Visible(visible) => self.path.set_visible(visible, now),
            Input::Post { draft, body, with } => {
                let act = with.as_ref().and_then(|with| with.act);
                if let Some(Act::Edit(seq) | Act::Unsend(seq)) = act
                    && let Some(idle) = self.outbox.overtaken(seq)
                {
                    self.outbox.remove(idle);
                    out.push(Effect::Forget(idle));
                }
                let unsent = self.outbox.add(draft, body, with, self.timeline.known(), now);
                out.push(Effect::Keep(unsent));
                out.push(Effect::Changed);
            }
            Input::Retry { draft, anew } => {
                if let Some(unsent) = self.outbox.renew(draft, anew, self.timeline.known(), now) {
                    out.push(Effect::Keep(unsent));
                    out.push(Effect::Forget(draft));
                    out.push(Effect::Changed);
                }
            }
            Input::Discard(draft) => {
                if self.outbox.remove(draft).is_some() {
                    out.push(Effect::Forget(draft));
                    out.push(Effect::Changed);
                }
            }
            Input::Kept(draft) => {
                self.outbox.kept(draft);
                out.push(Effect::Changed);
            }
            Input::Adopt(left) => {
                self.outbox.adopt(left);
                self.outbox.rebase(self.timeline.position().epoch);
                self.settle(out);
            }
            Input::Recall(log) => {
                self.quotes.hear(&log.list);
                if self.timeline.recall(log) {
                    self.settle(out);
                }
            }
            Input::Older => self.older(now, out),
            Input::Newer => self.newer(now, out),
            Input::Jump(seq) => self.jump(seq, out),
            Input::JumpTo(at) => {
                self.finding = Some((at, None));
                out.push(Effect::Changed);
            }
            Input::Landed => self.landing = None,
            Input::Return => {
                self.come_back();
                out.push(Effect::Changed);
            }
            Input::Read(seq) => self.says.read(seq),
            Input::React { seq, kind } => {
                self.tallies.react(seq, kind);
                out.push(Effect::Changed);
            }
            Input::Report { seq, grounds } => self.says.report(seq, grounds),
            Input::Block(members) => self.says.block(members),
        }
    }
}
