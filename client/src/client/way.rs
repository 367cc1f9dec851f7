//! The way to the room: a ticket, a socket, a `Hello`, and how it ends.

use protocol::http::TicketReply;
use protocol::{ClientFrame, CloseReason, Hello, Refusal, UnixMillis, limits};

use crate::link::Phase;
use crate::{Client, Effect, Moment};

/// A ticket that is about to expire is not worth a socket.
const TICKET_MARGIN_MS: u64 = 10_000;

impl Client {
    /// Towards the room, from wherever the way begins.
    pub(super) fn approach(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        if self.ticket.is_some() && now < self.ticket_until {
            self.path.enter(Phase::Opening, now);
            out.push(Effect::Connect);
        } else {
            self.path.enter(Phase::Ticketing, now);
            out.push(Effect::FetchTicket);
        }
        out.push(Effect::Changed);
    }

    pub(super) fn ticket(&mut self, ticket: TicketReply, now: UnixMillis, out: &mut Vec<Effect>) {
        self.ticket = Some(ticket);
        self.ticket_until = now.plus(limits::TICKET_MS.saturating_sub(TICKET_MARGIN_MS));
        match self.path.phase {
            Phase::Ticketing | Phase::Shut(_) => self.approach(now, out),
            Phase::Greeting | Phase::Live => self.hello(now, out),
            Phase::Idle | Phase::Opening | Phase::Waiting { .. } => {}
        }
    }

    /// Said on a new socket, and again on a live one when the person's ticket changed.
    pub(super) fn hello(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some(ticket) = &self.ticket else { return };
        self.outbox.rebase(self.timeline.epoch());
        let hello = Hello {
            ticket: ticket.ticket.clone(),
            have: Some(self.timeline.position()),
            pending: self.outbox.pending(self.timeline.epoch()),
        };
        self.hellos = self.hellos.saturating_add(1);
        // On a live link this is a change of name, and the link stays what it is.
        if self.path.is_live() {
            self.renaming = Some(now);
        } else {
            self.path.enter(Phase::Greeting, now);
        }
        out.push(Effect::Send(ClientFrame::Hello(hello)));
    }

    pub(super) fn closed(&mut self, moment: Moment, code: u16) {
        if !matches!(self.path.phase, Phase::Opening | Phase::Greeting | Phase::Live) {
            return;
        }
        self.drop_socket();
        match CloseReason::of_code(code) {
            Some(CloseReason::Forbidden) => self.path.shut(Refusal::TicketInvalid, moment.now),
            Some(CloseReason::TicketExpired) => {
                self.ticket = None;
                self.path.cut(moment);
            }
            _ => self.path.cut(moment),
        }
    }

    pub(super) fn give_up(&mut self, moment: Moment, out: &mut Vec<Effect>) {
        if matches!(self.path.phase, Phase::Opening | Phase::Greeting | Phase::Live) {
            out.push(Effect::Disconnect);
        }
        self.drop_socket();
        self.path.cut(moment);
    }

    fn drop_socket(&mut self) {
        self.outbox.unsend();
        self.forget_asked();
        self.hellos = 0;
        self.unanswered = None;
    }

    /// Whatever was asked on the link so far is not answered any more.
    pub(super) fn forget_asked(&mut self) {
        self.asks.clear();
        self.behind = None;
        self.renaming = None;
        if let Some((_, since)) = &mut self.finding {
            *since = None;
        }
        self.quotes.begin();
        self.tallies.begin();
        self.says.begin();
    }

    /// On the live link, to be told the newest of everything. The relay takes no ticket that is over.
    pub(super) fn greet_anew(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        if self.ticket.is_some() && now < self.ticket_until {
            self.hello(now, out);
        } else {
            out.push(Effect::FetchTicket);
        }
    }
}
