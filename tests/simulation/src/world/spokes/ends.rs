//! The room's end: what its spokes answer and report, what it loses with its memory, and whom it knows in the end.

use protocol::{ClientFrame, Refused, ServerFrame, codec};
use room::{Conn, Input};
use spoke::{Answer, Heard, Order, Reply, Report, Word, merge};

use super::Way;
use crate::host::{Out, Waiting};
use crate::mutation::Mutation;
use crate::promise::{Invariant, broken};
use crate::world::{Event, Promise, World};

impl World {
    pub(super) fn push_answered(&mut self, place: u16, answer: Option<Answer>) -> Promise {
        let life = self.host.hub_life;
        let answer = match (answer, self.host.mutation) {
            (None, Mutation::GapForwarded) => Some(Answer::Done),
            (Some(Answer::Stale), Mutation::StaleForDone) => Some(Answer::Done),
            (answer, _) => answer,
        };
        let Some(answer) = answer else {
            self.ails(place, true);
            let clock = self.host.clock(self.now);
            match self.host.hub.failed(place, clock) {
                Some(wait) => self.after(wait, Event::Spoke(place, Way::PushAgain { life })),
                None => self.give_up(place)?,
            }
            return self.resume();
        };
        self.heals(place, true);
        if let Some(roster) = self.host.hub.answered(place, answer)
            && let Some(mind) = self.host.mind()
        {
            let found = merge(mind.sockets_of(place).map(|(conn, _)| conn), &roster);
            self.note(|| format!("room: {place} has told who is there: {found:?}"));
            for conn in found.gone {
                self.turn(Some(conn.0), Input::Closed(conn))?;
            }
            for conn in found.come {
                self.turn(Some(conn.0), Input::Connected(conn))?;
            }
            for conn in found.strange {
                let reason = protocol::CloseReason::Restart;
                self.leave_room(None, vec![Out::Close(conn.0, reason)])?;
            }
        }
        self.push_next(place);
        self.resume()
    }

    pub(super) fn goes_on(&mut self, hub: u64, life: u64) -> Promise {
        if (self.host.hub_life, self.host.life) == (hub, life) && self.host.is_away() {
            self.note(|| "room: goes on without some of its spokes".to_owned());
            self.host.hub.go_on();
            for (conn, wire) in &mut self.wires {
                // Who spoke to it meanwhile may have lost patience; whom it does not know has to come back.
                wire.owed = true;
                wire.harmed |= Conn(*conn).place() > 0;
            }
        }
        self.resume()
    }

    fn give_up(&mut self, place: u16) -> Promise {
        self.note(|| format!("room: {place} is given up"));
        self.lose_untold(place);
        self.host.hub.give_up(place);
        let life = self.host.hub_life;
        self.after(5_000, Event::Spoke(place, Way::PushAgain { life }));
        self.spokes.ill.remove(&(place, true));
        for conn in self.conns_of(place) {
            self.harm(conn);
        }
        let known: Vec<Conn> = match self.host.mind() {
            Some(mind) => mind.sockets_of(place).map(|(conn, _)| conn).collect(),
            None => Vec::new(),
        };
        for conn in known {
            self.turn(Some(conn.0), Input::Closed(conn))?;
        }
        Ok(())
    }

    /// What waited for the room to know who is there.
    fn resume(&mut self) -> Promise {
        while !self.host.is_away()
            && let Some(waiting) = self.host.waiting.pop_front()
        {
            match waiting {
                Waiting::Input(Some(conn), _, Input::Frame { .. }) if self.spokes.fallen.contains(&conn) => {}
                Waiting::Input(of, asked, input) => self.turn_for(of, asked, input)?,
                Waiting::Out(out) => self.gate(None, vec![out])?,
                Waiting::Report(report, reply) => self.reported(report, |said| {
                    reply.map(|(place, life, serial)| Out::Reply {
                        place,
                        life,
                        serial,
                        reply: said,
                    })
                })?,
            }
        }
        Ok(())
    }

    pub(super) fn reported(&mut self, report: Report, out: impl FnOnce(Reply) -> Option<Out>) -> Promise {
        if self.host.is_away() {
            let reply = match out(Reply::Done) {
                Some(Out::Reply {
                    place, life, serial, ..
                }) => Some((place, life, serial)),
                _ => None,
            };
            self.host.waiting.push_back(Waiting::Report(report, reply));
            return self.gather();
        }
        let place = report.place;
        let heard = self.host.hub.hears(&report);
        self.note(|| format!("room: {place} reports {}, {:?}", report.n, heard));
        let reply = match heard {
            Heard::Not(reply) => reply,
            Heard::News => {
                let is_lost = self.host.mutation == Mutation::LostReport && self.spokes.dice.in_thousand(100);
                for word in report.words.into_iter().filter(|_| !is_lost) {
                    self.word(word)?;
                }
                Reply::Done
            }
        };
        if reply == Reply::Stale {
            self.push_next(place);
        }
        self.prune();
        match out(reply) {
            Some(out) if self.host.is_away() => {
                self.host.waiting.push_back(Waiting::Out(out));
                Ok(())
            }
            Some(out) => self.gate(None, vec![out]),
            None => Ok(()),
        }
    }

    fn word(&mut self, word: Word) -> Promise {
        let conn = word.conn();
        let input = match word {
            Word::Opened { .. } => {
                self.host.hub.landed(conn.place());
                Input::Connected(conn)
            }
            Word::Said { .. } if self.spokes.fallen.contains(&conn.0) => return Ok(()),
            Word::Said { text, .. } => {
                let frame = codec::decode_client(&text);
                let pass = match &frame {
                    Ok(ClientFrame::Hello(hello)) => Some(self.pass(&hello.ticket)),
                    _ => None,
                };
                Input::Frame { conn, frame, pass }
            }
            Word::Odd { .. } => return Ok(()),
            Word::Gone { card, .. } => match card.and_then(|card| room::Card::decode(&card)) {
                Some(card) => Input::Left(conn, card),
                None => Input::Closed(conn),
            },
        };
        self.turn(Some(conn.0), input)
    }

    fn prune(&mut self) {
        let clock = self.host.clock(self.now);
        // What waits at the gate is for somebody.
        let Some(mind) = self.host.mind().filter(|_| self.host.gate.is_empty()) else {
            return;
        };
        let counts: Vec<(u16, usize)> = self
            .host
            .hub
            .places()
            .into_iter()
            .map(|place| (place, mind.sockets_at(place)))
            .collect();
        let at = |place: u16| {
            counts
                .iter()
                .find(|(of, _)| *of == place)
                .map_or(0, |(_, count)| *count)
        };
        if self.host.hub.prune(clock, at) {
            self.host.spokes = self.host.hub.places();
        }
    }

    pub(in crate::world) fn replies(&mut self, place: u16, life: u64, serial: u64, reply: Reply) {
        let wait = self.spokes.hop();
        let reply = Some(reply);
        self.after(wait, Event::Spoke(place, Way::Reply { life, serial, reply }));
    }

    /// With the room's memory goes what its spokes had not been told, and what waited for them to say who is there.
    pub(in crate::world) fn lose_links(&mut self) {
        let waiting: Vec<(Option<u64>, Option<protocol::DraftId>)> = self
            .host
            .waiting
            .iter()
            .filter_map(|waiting| match waiting {
                Waiting::Input(Some(conn), _, Input::Frame { frame, .. }) => {
                    let draft = match frame {
                        Ok(ClientFrame::Post(post)) => Some(post.draft),
                        _ => None,
                    };
                    Some((Some(*conn), draft))
                }
                _ => None,
            })
            .collect();
        for (conn, draft) in waiting {
            self.harm = self.harm.saturating_add(1);
            conn.into_iter().for_each(|conn| self.harm(conn));
            draft.into_iter().for_each(|draft| self.drafts.disturb(draft));
        }
        for place in self.host.hub.places() {
            self.lose_untold(place);
            self.spokes.asked.remove(&place);
            self.spokes.ill.remove(&(place, true));
        }
        // So are its answers.
        for (place, life, serial) in self.spokes.in_flight() {
            let (wait, reply) = (self.spokes.hop(), None);
            self.after(wait, Event::Spoke(place, Way::Reply { life, serial, reply }));
        }
        for (conn, wire) in &mut self.wires {
            wire.owed |= Conn(*conn).place() > 0;
        }
    }

    fn lose_untold(&mut self, place: u16) {
        let untold: Vec<Order> = self.host.hub.untold(place).cloned().collect();
        untold.iter().for_each(|order| self.lose_order(order));
    }

    pub(in crate::world) fn lose_order(&mut self, order: &Order) {
        let Order::Say { conn, text } = order else { return };
        match codec::decode_server(text) {
            Ok(ServerFrame::Refused(Refused {
                draft: Some(draft), ..
            })) => self.drafts.disturb(draft),
            Ok(ServerFrame::Ack(_)) => {}
            _ => self.harm(*conn),
        }
    }

    /// The room's own sockets are cut, and those of its spokes stay.
    pub(in crate::world) fn cut_own(&mut self) {
        if self.host.spread.is_none() {
            return self.cut_all();
        }
        let all: Vec<u64> = self.host.sockets.keys().copied().collect();
        for conn in all {
            if Conn(conn).place() == 0 {
                self.cut_by_room(conn);
            }
        }
    }

    /// In the end the room knows each socket of its spokes, and no other: it counts heads by them. (I9)
    pub(in crate::world) fn everybody_is_known(&self) -> Promise {
        let Some(mind) = self.host.mind().filter(|_| self.host.spread.is_some()) else {
            return Ok(());
        };
        let is_deaf = |conn: &&u64| {
            let place = Conn(**conn).place();
            place > 0 && !self.host.hub.has(place)
        };
        if let Some(conn) = self.host.sockets.keys().find(is_deaf) {
            let what = format!("{conn} is on a spoke that the room does not know");
            return broken(Invariant::I9, what);
        }
        for place in self.host.hub.places() {
            let known: Vec<(u64, bool)> = mind
                .sockets_of(place)
                .map(|(conn, greeted)| (conn.0, greeted))
                .collect();
            let here = self
                .host
                .sockets
                .iter()
                .filter(|(conn, _)| Conn(**conn).place() == place);
            let here: Vec<(u64, bool)> = here.map(|(conn, card)| (*conn, card.is_some())).collect();
            if known != here {
                let what = format!("the room knows {known:?} of its spoke {place}, which holds {here:?}");
                return broken(Invariant::I9, what);
            }
        }
        Ok(())
    }
}
