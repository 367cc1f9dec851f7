//! What arrives at the room, and what the room says.

use std::rc::Rc;

use protocol::{
    Author, Body, ClientFrame, CloseReason, DisplayName, DraftId, MemberId, Refusal, Refused, Role,
    ServerFrame, UnixMillis, codec,
};
use room::{Conn, Fault, Input, Pass};
use spoke::Order;

use super::{Down, Event, Promise, QUICK_MS, Up, World};
use crate::dice::Dice;
use crate::host::{Held, Out, Release, Spelled, Waiting};
use crate::ledger::at;
use crate::mutation::Mutation;
use crate::promise::{Invariant, broken, sound};

/// A socket that the room has closed, and whose other end says nothing, is over after so long.
const GIVEN_UP_MS: u64 = 30_000;

impl World {
    pub(super) fn at_room(&mut self, conn: u64, up: Up) -> Promise {
        let Some(wire) = self.wires.get_mut(&conn) else {
            return Ok(());
        };
        let is_over = wire.room_closed || wire.silent || wire.dead;
        if Conn(conn).place() > 0 {
            return self.at_spoke(conn, up, is_over);
        }
        match up {
            // The last word of a socket comes whatever else was lost.
            Up::Closed => {
                wire.room_closed = true;
                let end = self.host.end(conn);
                self.note(|| format!("room: {conn} is gone"));
                self.hear(conn, end)
            }
            _ if is_over => Ok(()),
            Up::Open => {
                self.host.sockets.insert(conn, None);
                self.hear(conn, Input::Connected(Conn(conn)))?;
                self.send_down(conn, Down::Opened);
                Ok(())
            }
            // The runtime answers without waking the room.
            Up::Ping => {
                self.send_down(conn, Down::Pong);
                Ok(())
            }
            Up::Text(text) => {
                self.note(|| format!("room: {conn} says {text}"));
                self.host.frames_in = self.host.frames_in.saturating_add(1);
                let frame = codec::decode_client(&text);
                let is_previous = self.host.release == Release::Previous;
                if is_previous && frame.as_ref().is_ok_and(is_new) {
                    return broken(
                        Invariant::I10,
                        format!("a room that knows nothing of it is told {text}"),
                    );
                }
                let pass = match &frame {
                    Ok(ClientFrame::Hello(hello)) => Some(self.pass(&hello.ticket)),
                    _ => None,
                };
                let conn_of = Conn(conn);
                self.hear(
                    conn,
                    Input::Frame {
                        conn: conn_of,
                        frame,
                        pass,
                    },
                )
            }
        }
    }

    /// Whichever instance holds the socket hears it.
    fn hear(&mut self, conn: u64, input: Input) -> Promise {
        let is_twins = self
            .host
            .twin
            .as_ref()
            .is_some_and(|twin| twin.sockets.contains_key(&conn));
        if is_twins {
            self.twin_hears(conn, input)
        } else {
            self.turn(Some(conn), input)
        }
    }

    /// What the edge finds in a ticket.
    pub(super) fn pass(&self, ticket: &str) -> Result<Pass, Refusal> {
        let mut parts = ticket.split(' ').map(|part| part.parse::<u64>().ok());
        let (Some(Some(number)), Some(Some(named)), Some(Some(expires_at))) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(Refusal::TicketInvalid);
        };
        if UnixMillis(expires_at) <= self.host.clock(self.now) {
            return Err(Refusal::TicketExpired);
        }
        let person = usize::try_from(number)
            .ok()
            .and_then(|number| self.people.get(number));
        let person = person.ok_or(Refusal::TicketInvalid)?;
        let member = person.member().ok_or(Refusal::TicketInvalid)?;
        let name = person.name().filter(|_| named == 1);
        let role = person.role;
        Ok(Pass {
            member,
            name,
            role,
            ruled: None,
        })
    }

    pub(super) fn timer(&mut self) -> Promise {
        match self.host.timer_at {
            Some(at) if at <= self.now => {
                self.host.timer_at = None;
                self.turn(None, Input::Wake)
            }
            _ => Ok(()),
        }
    }

    /// An official's server posts, and tries again until it is told that it was done.
    pub(super) fn official(&mut self, draft: DraftId) -> Promise {
        self.note(|| format!("official: posts {draft}"));
        let is_lost = self.is_chaos() && self.dice.in_thousand(200);
        self.post("@miruna", Role::Official, draft, "本日18時より")?;
        let is_done = self
            .host
            .ledger
            .durable()
            .iter()
            .any(|entry| entry.draft == draft);
        if is_lost || !is_done {
            self.after(500, Event::Official { draft });
        }
        Ok(())
    }

    /// Many write at once, each once. Nobody of them tries again.
    pub(super) fn crowd(&mut self, left: u64, mut dice: Dice) -> Promise {
        let draft = DraftId::from_bits(u128::from(dice.bits()) << 1);
        let member = format!("@crowd{}", left.checked_rem(50).unwrap_or(0));
        let body = if dice.in_thousand(30) {
            "長い話".repeat(400)
        } else {
            "わー".to_owned()
        };
        self.post(&member, Role::Fan, draft, &body)?;
        let wait = dice.between(0, 20);
        if let Some(left) = left.checked_sub(1).filter(|_| self.is_chaos()) {
            self.after(wait, Event::Crowd { left, dice });
        }
        Ok(())
    }

    fn post(&mut self, member: &str, role: Role, draft: DraftId, body: &str) -> Promise {
        let author = Author {
            member: sound(MemberId::parse(member))?,
            name: sound(DisplayName::parse("MIRUNA"))?,
            role,
        };
        let body = sound(Body::parse(body).map_err(|error| format!("{error:?}")))?
            .as_str()
            .to_owned();
        self.turn_for(None, Some(draft), Input::Post { author, draft, body })
    }

    pub(super) fn turn(&mut self, of: Option<u64>, input: Input) -> Promise {
        self.turn_for(of, None, input)
    }

    /// One step of the room, and everything that follows from it.
    pub(super) fn turn_for(&mut self, of: Option<u64>, asked: Option<DraftId>, input: Input) -> Promise {
        if self.host.is_away() {
            self.host.waiting.push_back(Waiting::Input(of, asked, input));
            return self.gather();
        }
        match self.host.step(self.now, input) {
            Ok(outs) => {
                self.mending |= std::mem::take(&mut self.uneasy);
                self.gate(asked, outs)?;
                self.mended();
            }
            Err(fault) => {
                let settled = std::mem::take(&mut self.host.settled);
                self.gate(None, settled)?;
                self.room_fault(of, &fault)?;
            }
        }
        if let Some(at) = self.host.timer_at {
            self.at(at, Event::Timer);
        }
        Ok(())
    }

    /// What a step says leaves when everything that was written before it is confirmed.
    pub(super) fn gate(&mut self, asked: Option<DraftId>, outs: Vec<Out>) -> Promise {
        let mutation = self.host.mutation;
        if !self.host.ledger.is_pending() || mutation == Mutation::SpeakBeforeConfirmed {
            return self.leave_room(asked, outs);
        }
        let is_ack = |out: &Out| matches!(out, Out::Say(_, spelled) if matches!(spelled.frame, Some(ServerFrame::Ack(_))));
        let (now, held): (Vec<_>, Vec<_>) = outs
            .into_iter()
            .partition(|out| mutation == Mutation::AckFromMemory && is_ack(out));
        self.leave_room(None, now)?;
        let after = self.host.ledger.log.len();
        self.host.gate.push_back(Held {
            after,
            asked,
            outs: held,
        });
        let wait = self.dice.between(1, self.confirm_ms);
        let life = self.host.life;
        self.after(wait, Event::Confirm { life, upto: after });
        Ok(())
    }

    /// What was lost with a memory, or waited for a slow storage, has left through the gate.
    pub(super) fn mended(&mut self) {
        self.mending |= self.confirm_ms > QUICK_MS;
        if self.mending && self.host.gate.is_empty() {
            self.mending = false;
            self.host.restored_at = self.now;
        }
    }

    /// Logged once, told as 1011 to whoever met it. The relay forgets the room's memory then; a room that keeps it
    /// must do as well.
    fn room_fault(&mut self, of: Option<u64>, fault: &Fault) -> Promise {
        if fault.0.starts_with("DIFFERS") {
            return broken(Invariant::Harness, fault.0.clone());
        }
        self.note(|| format!("room: fault, {fault}"));
        self.uneasy = true;
        self.harm = self.harm.saturating_add(1);
        let mut ends: Vec<u64> = self.host.unanswered().into_iter().map(|(conn, _)| conn).collect();
        ends.extend(of);
        ends.sort_unstable();
        ends.dedup();
        if self.dice.in_thousand(500) && self.host.gate.is_empty() {
            let chance = self.dice.bits();
            self.host.forget_mind(chance);
        }
        for conn in ends {
            self.fault_closes(conn);
        }
        Ok(())
    }

    pub(super) fn fault_closes(&mut self, conn: u64) {
        self.harm(conn);
        self.spokes.fallen.insert(conn);
        self.host.sockets.remove(&conn);
        self.close_by_room(conn, CloseReason::Fault);
        let wait = self.dice.between(1, 50);
        self.after(wait, Event::ToRoom(conn, Up::Closed));
    }

    /// Its end comes with the tab's answer, and where nothing comes through the runtime gives it up: until then the room has not
    /// heard how far its person had read.
    pub(super) fn lets_go_of(&mut self, conn: u64, reason: CloseReason) {
        self.host.close(conn);
        self.close_by_room(conn, reason);
        if self.wires.get(&conn).is_some_and(|wire| wire.silent) {
            self.after(GIVEN_UP_MS, Event::ToRoom(conn, Up::Closed));
        }
    }

    pub(super) fn close_by_room(&mut self, conn: u64, reason: CloseReason) {
        self.send_down(conn, Down::Closed(reason.code()));
        if let Some(wire) = self.wires.get_mut(&conn) {
            wire.room_closed = true;
        }
    }

    /// Through the gate, to the sockets.
    pub(super) fn leave_room(&mut self, asked: Option<DraftId>, outs: Vec<Out>) -> Promise {
        for out in outs {
            match out {
                Out::Say(conns, spelled) => self.hands(&conns, &spelled),
                Out::Order(place, order) => self.orders(place, order)?,
                Out::Reply {
                    place,
                    life,
                    serial,
                    reply,
                } => self.replies(place, life, serial, reply),
                Out::Close(conn, reason) => {
                    self.note(|| format!("room: closes {conn}: {reason:?}"));
                    self.may_close(conn, reason)?;
                    match Conn(conn).place() {
                        0 => self.lets_go_of(conn, reason),
                        place => self.orders(place, Order::Close { conn, reason })?,
                    }
                }
                Out::Answer(Ok((seq, said_at))) => {
                    let stands = at(self.host.ledger.durable(), seq);
                    if stands.is_none_or(|entry| Some(entry.draft) != asked || entry.at != said_at) {
                        let what = format!("an official is told {seq} for a draft that does not stand there");
                        return broken(Invariant::I1, what);
                    }
                }
                Out::Answer(Err(refused)) if refused.refusal.is_final() => {
                    return broken(Invariant::I9, format!("an official was refused: {refused:?}"));
                }
                Out::Answer(Err(_)) => {}
            }
        }
        Ok(())
    }

    /// To these sockets, where they are.
    pub(super) fn hands(&mut self, conns: &[u64], spelled: &Rc<Spelled>) {
        self.note(|| format!("room: to {conns:?}: {}", spelled.text));
        if let Some(ServerFrame::Refused(Refused {
            draft: Some(draft), ..
        })) = &spelled.frame
        {
            self.drafts.disturb(*draft);
        }
        for (nth, conn) in conns.iter().enumerate() {
            let is_last = nth > 0 && nth.saturating_add(1) == conns.len();
            if is_last && self.host.mutation == Mutation::LostBroadcast && self.dice.in_thousand(200) {
                continue;
            }
            self.resynced(*conn, spelled);
            let is_deaf = self.wires.get(conn).is_some_and(|wire| wire.is_deaf);
            if !is_deaf || conns.len() == 1 {
                self.send_down(*conn, Down::Text(Rc::clone(spelled)));
            }
        }
    }

    /// A client of the previous release does not know the question. It is cut off, and comes back, when it does not answer.
    fn resynced(&mut self, conn: u64, spelled: &Spelled) {
        if !matches!(spelled.frame, Some(ServerFrame::Resync(_))) {
            return;
        }
        if self.is_previous(conn) {
            self.harm(conn);
        }
        if let Some(wire) = self.wires.get_mut(&conn) {
            wire.is_deaf = self.host.mutation == Mutation::DeafAfterResync;
        }
    }

    pub(super) fn is_previous(&self, conn: u64) -> bool {
        let tab = self.wires.get(&conn).and_then(|wire| self.tabs.get(wire.tab));
        let person = tab.and_then(|tab| self.people.get(tab.person));
        person.is_some_and(|person| person.release == Release::Previous)
    }

    /// The room closes no good link, but one whose ticket is over, and one that cannot say that it reads. (I9)
    fn may_close(&self, conn: u64, reason: CloseReason) -> Promise {
        let Some(wire) = self.wires.get(&conn) else {
            return Ok(());
        };
        let is_mute = self.is_previous(conn) || self.host.release == Release::Previous;
        let is_fair = match reason {
            CloseReason::TicketExpired => true,
            // A new room on a full storage has no epoch that it could keep.
            CloseReason::Full => wire.harmed || self.host.ledger.is_full,
            // What waits at a spoke for a link to heal is not heard meanwhile, and comes at once then.
            CloseReason::Slow => wire.harmed || wire.owed || is_mute,
            CloseReason::Limited => wire.harmed || wire.owed,
            _ => wire.harmed,
        };
        if is_fair {
            return Ok(());
        }
        broken(Invariant::I9, format!("the room closed a good link: {reason:?}"))
    }
}

/// The previous release knows nothing of it, or takes it for something else.
fn is_new(frame: &ClientFrame) -> bool {
    match frame {
        ClientFrame::Hello(_) | ClientFrame::Fetch(_) => false,
        ClientFrame::Post(post) => post.with.as_ref().is_some_and(|with| with.act.is_some()),
        _ => true,
    }
}
