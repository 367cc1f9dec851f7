//! The spokes' ends: what arrives at their sockets, what they do and say, and how they forget and die.

use std::collections::BTreeSet;

use protocol::{CloseReason, codec};
use room::Conn;
use spoke::{Answer, Done, Order, Push, Reply, Report, Said, Seated, Word};

use super::{ANSWER_MS, Spoke, Way};
use crate::dice::Dice;
use crate::host::Spelled;
use crate::mutation::Mutation;
use crate::script::Fault;
use crate::world::{Down, Event, Promise, Up, World};

impl World {
    /// Whatever arrives at a spoke's socket.
    pub(in crate::world) fn at_spoke(&mut self, conn: u64, up: Up, is_over: bool) -> Promise {
        let word = match up {
            Up::Closed => {
                if let Some(wire) = self.wires.get_mut(&conn) {
                    wire.room_closed = true;
                }
                let card = self.host.end_card(conn);
                self.note(|| format!("spoke: {conn} is gone"));
                Word::Gone { conn, card }
            }
            _ if is_over => return Ok(()),
            Up::Open => {
                self.host.sockets.insert(conn, None);
                self.send_down(conn, Down::Opened);
                Word::Opened { conn }
            }
            Up::Ping => {
                self.send_down(conn, Down::Pong);
                return Ok(());
            }
            Up::Text(text) => {
                self.note(|| format!("spoke: {conn} says {text}"));
                self.host.frames_in = self.host.frames_in.saturating_add(1);
                Word::Said {
                    conn,
                    text: text.to_string(),
                    ruled: None,
                }
            }
        };
        let place = Conn(conn).place();
        if self.rim(place).rim.hear(word).is_err() {
            self.spoke_closes(conn, CloseReason::Limited);
        }
        self.report_next(place);
        Ok(())
    }

    pub(super) fn rim(&mut self, place: u16) -> &mut Spoke {
        self.spokes.rims.entry(place).or_default()
    }

    pub(super) fn report_next(&mut self, place: u16) {
        if let Some(report) = self.rim(place).rim.next(place) {
            self.report(place, report);
        }
    }

    pub(super) fn report(&mut self, place: u16, report: Report) {
        let serial = self.spokes.serial();
        let (arrives, is_answered) = self.spokes.way(place, self.now);
        let spoke = self.rim(place);
        spoke.asked = Some(serial);
        let life = spoke.life;
        if !is_answered {
            self.ails(place, false);
        }
        if let Some(wait) = arrives {
            self.after(
                wait,
                Event::Spoke(
                    place,
                    Way::Report {
                        life,
                        serial,
                        report,
                        is_answered,
                    },
                ),
            );
        }
        // The room may be lost with the answer.
        let reply = None;
        self.after(ANSWER_MS, Event::Spoke(place, Way::Reply { life, serial, reply }));
    }

    /// At the spoke.
    pub(super) fn pushed(&mut self, place: u16, push: Push) -> Promise<Answer> {
        let is_forwarded = self.host.mutation == Mutation::GapForwarded;
        let orders = push.orders.clone();
        Ok(match self.rim(place).rim.pushed(push) {
            Done::Orders(orders) => {
                self.obeys(place, orders)?;
                Answer::Done
            }
            Done::Answer(Answer::Stale) if is_forwarded => {
                self.obeys(place, orders)?;
                Answer::Done
            }
            Done::Answer(answer) => answer,
            Done::Roster => {
                let here = self.host.sockets.iter();
                let here = here.filter(|(conn, _)| Conn(**conn).place() == place);
                let seated = |(conn, card): (&u64, &Option<String>)| Seated {
                    conn: *conn,
                    card: card.clone(),
                };
                let roster = Answer::Roster(here.map(seated).collect());
                self.report_next(place);
                roster
            }
        })
    }

    pub(super) fn obeys(&mut self, place: u16, orders: Vec<Order>) -> Promise {
        for order in orders {
            match order {
                Order::Say { conn, text } => self.hands(&[conn], &spelled(text)),
                Order::Tell { text, but } => {
                    let hears = |(conn, card): (&u64, &Option<String>)| {
                        let is_told = card.is_some() && Conn(*conn).place() == place;
                        (is_told && !but.contains(conn)).then_some(*conn)
                    };
                    let conns: Vec<u64> = self.host.sockets.iter().filter_map(hears).collect();
                    // To one of several it is no answer of its own.
                    let conns = if conns.len() == 1 {
                        [conns, vec![u64::MAX]].concat()
                    } else {
                        conns
                    };
                    self.hands(&conns, &spelled(text));
                }
                Order::Keep { conn, card } => {
                    if let Some(kept) = self.host.sockets.get_mut(&conn) {
                        *kept = Some(card);
                    }
                }
                Order::Close { conn, reason } => {
                    if self.host.sockets.contains_key(&conn) {
                        self.lets_go_of(conn, reason);
                    }
                }
            }
        }
        Ok(())
    }

    /// The spoke lets go of a socket by itself, and hears of its end.
    pub(super) fn spoke_closes(&mut self, conn: u64, reason: CloseReason) {
        self.harm(conn);
        self.host.close(conn);
        self.close_by_room(conn, reason);
        let wait = self.spokes.dice.between(1, 50);
        self.after(wait, Event::ToRoom(conn, Up::Closed));
    }

    pub(super) fn report_answered(&mut self, place: u16, reply: Option<Reply>) {
        let clock = self.host.clock(self.now);
        if reply.is_some() {
            self.heals(place, false);
        } else {
            self.ails(place, false);
        }
        let spoke = self.rim(place);
        let life = spoke.life;
        let said = match reply {
            Some(reply) => spoke.rim.answered(reply),
            None => spoke.rim.failed(clock),
        };
        match said {
            Said::Heard => self.report_next(place),
            Said::Stopped(wait) => self.after(wait, Event::Spoke(place, Way::Nudge { life })),
            Said::Again(wait) => self.after(wait, Event::Spoke(place, Way::ReportAgain { life })),
            Said::Doubted(doubted) => {
                self.after(ANSWER_MS, Event::Spoke(place, Way::Nudge { life }));
                self.doubted(place, doubted);
            }
            Said::Over => self.lets_go(place),
        }
    }

    pub(super) fn doubted(&mut self, place: u16, doubted: BTreeSet<Conn>) {
        self.note(|| format!("spoke: does not know what became of what {doubted:?} said"));
        for conn in doubted {
            self.spoke_closes(conn.0, CloseReason::Fault);
        }
        self.report_next(place);
    }

    /// There is no way to the room from here.
    pub(super) fn lets_go(&mut self, place: u16) {
        self.note(|| format!("spoke: {place} lets everybody go"));
        self.rim(place).forget();
        self.spokes.ill.remove(&(place, false));
        for conn in self.conns_of(place) {
            self.spoke_closes(conn, CloseReason::Restart);
        }
    }

    pub(in crate::world) fn spoke_fault(&mut self, fault: Fault, mut dice: Dice) {
        let Some(place) = dice.pick(&self.host.hub.places()).copied() else {
            return;
        };
        self.note(|| format!("spoke: {place}: {fault:?}"));
        match fault {
            Fault::LinkLoses => {
                let until = self.now.saturating_add(dice.between(50, 4_000));
                self.spokes.lossy.insert(place, until);
            }
            Fault::LinkDead => {
                self.spokes.lossy.insert(place, self.now.saturating_add(45_000));
                self.spokes.dead.insert(place);
                for conn in self.conns_of(place) {
                    self.harm(conn);
                }
            }
            Fault::SpokeEvict => self.spoke_forgets(place),
            _ => {
                self.spoke_forgets(place);
                for conn in self.conns_of(place) {
                    self.cut_by_room(conn);
                }
            }
        }
    }

    /// Its memory is gone. Whoever had not been greeted has to come back: their hello may be lost.
    pub(super) fn spoke_forgets(&mut self, place: u16) {
        let lost: Vec<Word> = self.rim(place).rim.unheard().cloned().collect();
        for word in lost {
            self.harm = self.harm.saturating_add(1);
            self.harm(word.conn().0);
            self.disturb_by(&word);
        }
        self.rim(place).forget();
        self.spokes.ill.remove(&(place, false));
        for conn in self.conns_of(place) {
            if self.host.sockets.get(&conn).is_some_and(Option::is_none) {
                self.spoke_closes(conn, CloseReason::Restart);
            }
        }
    }

    pub(super) fn disturb_by(&mut self, word: &Word) {
        if let Word::Said { text, .. } = word
            && let Ok(protocol::ClientFrame::Post(post)) = codec::decode_client(text)
        {
            self.drafts.disturb(post.draft);
        }
    }
}

fn spelled(text: String) -> std::rc::Rc<Spelled> {
    let frame = codec::decode_server(&text).ok();
    std::rc::Rc::new(Spelled { text, frame })
}
