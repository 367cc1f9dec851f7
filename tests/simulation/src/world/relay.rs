//! What arrives at the room, and what the room does.

use protocol::{
    Author, ClientFrame, CloseReason, DisplayName, DraftId, MemberId, Refusal, Role, UnixMillis, codec,
};
use room::{Conn, Effect, Input, Pass};

use super::{Down, Event, PROMPT_MS, Promise, Up, World};
use crate::check;
use crate::fan::Fan;
use crate::host::{Mutation, spelled};

impl World {
    pub(super) fn at_room(&mut self, conn: u64, up: Up) -> Promise {
        let Some(wire) = self.wires.get_mut(&conn) else {
            return Ok(());
        };
        match up {
            // The last word of a socket comes whatever else was lost.
            Up::Closed => {
                wire.room_closed = true;
                self.host.sockets.remove(&conn);
                self.note(|| format!("room: {conn} is gone"));
                self.turn(Some(conn), Input::Closed(Conn(conn)))
            }
            _ if wire.room_closed || wire.silent => Ok(()),
            Up::Open => {
                self.host.sockets.insert(conn, None);
                self.turn(Some(conn), Input::Connected(Conn(conn)))?;
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
                let frame = codec::decode_client(&text);
                let pass = match &frame {
                    Ok(ClientFrame::Hello(hello)) => Some(self.pass(&hello.ticket)),
                    _ => None,
                };
                let conn_of = Conn(conn);
                self.turn(
                    Some(conn),
                    Input::Frame {
                        conn: conn_of,
                        frame,
                        pass,
                    },
                )
            }
        }
    }

    /// What the edge finds in a ticket.
    fn pass(&self, ticket: &str) -> Result<Pass, Refusal> {
        let mut parts = ticket.split(' ').map(|part| part.parse::<u64>().ok());
        let (Some(Some(number)), Some(Some(named)), Some(Some(expires_at))) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(Refusal::TicketInvalid);
        };
        if expires_at <= self.host.clock_ms(self.now) {
            return Err(Refusal::TicketExpired);
        }
        let fan = usize::try_from(number)
            .ok()
            .and_then(|number| self.fans.get(number));
        let fan = fan.ok_or(Refusal::TicketInvalid)?;
        let member = fan.member().ok_or(Refusal::TicketInvalid)?;
        let name = fan.name().filter(|_| named == 1);
        let role = Role::Fan;
        Ok(Pass { member, name, role })
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
    pub(super) fn official(&mut self, draft: DraftId, tries: u32) -> Promise {
        let bad = |error: &dyn std::fmt::Display| error.to_string();
        let author = Author {
            member: MemberId::parse("@miruna").map_err(|error| bad(&error))?,
            name: DisplayName::parse("MIRUNA").map_err(|error| bad(&error))?,
            role: Role::Official,
        };
        let body = "本日18時より".to_owned();
        self.note(|| format!("official: posts {draft}"));
        self.turn(None, Input::Post { author, draft, body })?;
        let is_lost = self.is_chaos() && self.dice.in_thousand(200);
        let is_done = self.host.journal.written.iter().any(|entry| entry.draft == draft);
        if is_lost || !is_done {
            let tries = tries.saturating_add(1);
            self.after(500, Event::Official { draft, tries });
        }
        Ok(())
    }

    /// One step of the room, and everything that follows from it.
    fn turn(&mut self, of: Option<u64>, input: Input) -> Promise {
        let asked = match &input {
            Input::Post { draft, .. } => Some(*draft),
            _ => None,
        };
        let before = self.host.journal.written.len();
        let stepped = self.host.step(self.now, input);
        match stepped {
            Ok(effects) => {
                if std::mem::take(&mut self.uneasy) {
                    self.host.restored_at = self.now;
                }
                self.perform(asked, effects)?;
            }
            Err(fault) => self.fault(of, &fault.0),
        }
        self.expect_prompt(before);
        if let Some(at) = self.host.timer_at {
            self.at(at, Event::Timer);
        }
        Ok(())
    }

    /// Logged once, told as 1011 to whoever met it. The relay forgets the room's memory then; a room that keeps it
    /// must do as well.
    fn fault(&mut self, of: Option<u64>, fault: &str) {
        self.note(|| format!("room: fault, {fault}"));
        self.uneasy = true;
        if self.dice.in_thousand(500) {
            let chance = self.dice.bits();
            self.host.evict(chance);
        }
        let Some(conn) = of else { return };
        if let Some(wire) = self.wires.get_mut(&conn) {
            wire.harmed = true;
        }
        self.host.sockets.remove(&conn);
        self.close_by_room(conn, CloseReason::Fault);
        let wait = self.dice.between(1, 50);
        self.after(wait, Event::ToRoom(conn, Up::Closed));
    }

    fn close_by_room(&mut self, conn: u64, reason: CloseReason) {
        self.send_down(conn, Down::Closed(reason.code()));
        if let Some(wire) = self.wires.get_mut(&conn) {
            wire.room_closed = true;
        }
    }

    fn perform(&mut self, asked: Option<DraftId>, effects: Vec<Effect>) -> Promise {
        let mutation = self.host.mutation;
        for effect in effects {
            match effect {
                Effect::Send(conn, frame) => {
                    let text = spelled(&frame, Mutation::None);
                    self.note(|| format!("room: to {}: {text}", conn.0));
                    self.send_down(conn.0, Down::Text(text));
                }
                Effect::Broadcast(frame) => {
                    let text = spelled(&frame, mutation);
                    self.note(|| format!("room: to all: {text}"));
                    let mut listeners = self.host.listeners();
                    if mutation == Mutation::LostBroadcast && self.dice.in_thousand(200) {
                        listeners.pop();
                    }
                    for conn in listeners {
                        self.send_down(conn, Down::Text(text.clone()));
                    }
                }
                Effect::Close(conn, reason) => {
                    self.note(|| format!("room: closes {}: {reason:?}", conn.0));
                    let harmed = self.wires.get(&conn.0).is_some_and(|wire| wire.harmed);
                    if reason != CloseReason::TicketExpired && !harmed {
                        return Err(format!("promptness: the room closed a good link: {reason:?}"));
                    }
                    self.close_by_room(conn.0, reason);
                }
                Effect::Answer(answer) => {
                    let place = answer.map_err(|refused| format!("an official was refused: {refused:?}"))?;
                    check::answered(&self.host.journal.written, asked, place)?;
                }
                Effect::Keep(..) | Effect::WakeIn(_) => {}
            }
        }
        Ok(())
    }

    /// Whoever is here when something is written is to see it soon.
    fn expect_prompt(&mut self, before: usize) {
        let written = &self.host.journal.written;
        let Some(seq) = written
            .get(before..)
            .and_then(|new| new.last())
            .map(|entry| entry.seq)
        else {
            return;
        };
        let is_here = |fan: &&Fan| fan.client.link() == client::Link::Live;
        let fans = self.fans.iter().filter(is_here).filter_map(|fan| {
            let conn = fan.conn?;
            let greeted = self.host.sockets.get(&conn).is_some_and(Option::is_some);
            let good = self.wires.get(&conn).is_some_and(|wire| !wire.harmed);
            (greeted && good).then_some((fan.number, conn))
        });
        let fans: Vec<_> = fans.collect();
        self.after(PROMPT_MS, Event::Prompt { seq, fans });
    }

    pub(super) fn relay_now(&self) -> UnixMillis {
        UnixMillis(self.host.clock_ms(self.now))
    }
}
