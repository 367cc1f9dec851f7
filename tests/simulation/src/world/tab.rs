//! What arrives at a fan's tab, and what the tab does.

use client::{Effect, Input, UnsentState};
use protocol::{Refusal, codec};

use super::{Down, Event, Promise, Up, World};
use crate::check;
use crate::wire::Wire;

impl World {
    pub(super) fn at_fan(&mut self, order: u64, conn: u64, down: Down) -> Promise {
        let is_lost = self.lost_before.get(&conn).is_some_and(|lost| order < *lost);
        let Some(wire) = self.wires.get(&conn) else {
            return Ok(());
        };
        let (number, is_closed) = (wire.fan, wire.fan_closed || wire.silent);
        let holds = self.fans.get(number).is_some_and(|fan| fan.conn == Some(conn));
        let is_close = matches!(down, Down::Closed(_));
        if is_closed || !holds || (is_lost && !is_close) {
            return Ok(());
        }
        match down {
            Down::Opened => self.tell_fan(number, Input::Opened),
            Down::Pong => self.tell_fan(number, Input::Pong),
            Down::Closed(code) => {
                self.note(|| format!("fan {number}: {conn} closed with {code}"));
                if let Some(fan) = self.fans.get_mut(number) {
                    fan.conn = None;
                }
                self.tell_fan(number, Input::Closed { code })
            }
            Down::Text(text) => {
                self.note(|| format!("fan {number}: hears {text}"));
                let frame = codec::decode_server(&text).map_err(|error| format!("{error:?}: {text}"))?;
                if let Some(fan) = self.fans.get_mut(number) {
                    check::frame(&self.host.journal.written, fan, &frame)?;
                }
                self.tell_fan(number, Input::Frame(frame))
            }
        }
    }

    pub(super) fn ticket(&mut self, number: usize, page: u64, served: bool) -> Promise {
        let clock = self.relay_now().0;
        let ticket = match self.fans.get(number) {
            Some(fan) if fan.page == page => fan.ticket(clock),
            _ => return Ok(()),
        };
        match ticket {
            Some(ticket) if served => self.tell_fan(number, Input::Ticket(ticket)),
            _ => self.tell_fan(number, Input::TicketFailed(None)),
        }
    }

    pub(super) fn types(&mut self, number: usize) -> Promise {
        if !self.is_chaos() {
            return Ok(());
        }
        let burst = if self.dice.in_thousand(100) { 8 } else { 1 };
        for _ in 0..self.dice.between(1, burst) {
            let Some(fan) = self.fans.get_mut(number) else {
                break;
            };
            if fan.client.outbox().is_full() {
                break;
            }
            let Some((draft, body)) = fan.write(&mut self.dice) else {
                break;
            };
            self.note(|| format!("fan {number}: types {draft}"));
            self.tell_fan(number, Input::Post { draft, body })?;
        }
        let pause = if self.dice.in_thousand(200) { 15_000 } else { 3_000 };
        let wait = self.dice.between(1, pause);
        self.after(wait, Event::Types(number));
        Ok(())
    }

    /// One step of a fan's client, and everything that follows from it.
    pub(super) fn tell_fan(&mut self, number: usize, input: Input) -> Promise {
        let dice = self.dice.bits();
        let now = self.now;
        let Some(fan) = self.fans.get_mut(number) else {
            return Ok(());
        };
        let effects = fan.step(now, dice, input);
        let changed = effects.contains(&Effect::Changed);
        let outbox = fan.client.outbox().list();
        if let Some(failed) = outbox
            .iter()
            .find(|unsent| matches!(unsent.state, UnsentState::Failed(_)))
        {
            return Err(format!("fan {number} was refused: {failed:?}"));
        }
        if changed {
            check::timeline(&self.host.journal.written, fan)?;
        }
        for effect in effects {
            self.carry(number, effect)?;
        }
        Ok(())
    }

    fn carry(&mut self, number: usize, effect: Effect) -> Promise {
        match effect {
            Effect::FetchTicket => {
                let page = self.fans.get(number).map_or(0, |fan| fan.page);
                let served = !(self.is_chaos() && self.dice.in_thousand(100));
                let wait = self.dice.between(20, 300);
                self.after(
                    wait,
                    Event::Ticket {
                        fan: number,
                        page,
                        served,
                    },
                );
            }
            Effect::Connect => self.connect(number),
            Effect::Disconnect => self.disconnect(number)?,
            Effect::Send(frame) => self.send_up(number, Up::Text(codec::encode_client(&frame))),
            Effect::Ping => self.send_up(number, Up::Ping),
            Effect::WakeAt(at) => {
                let Some(fan) = self.fans.get_mut(number) else {
                    return Ok(());
                };
                fan.wake = fan.wake.saturating_add(1);
                let wake = fan.wake;
                let at = fan.world_ms(at);
                self.at(at, Event::FanWakes { fan: number, wake });
            }
            Effect::Keep(unsent) => {
                let draft = unsent.draft;
                if let Some(fan) = self.fans.get_mut(number) {
                    fan.saved.retain(|kept| kept.draft != draft);
                    fan.saved.push(unsent);
                }
                self.tell_fan(number, Input::Kept(draft))?;
            }
            Effect::Forget(draft) => {
                if let Some(fan) = self.fans.get_mut(number) {
                    fan.saved.retain(|kept| kept.draft != draft);
                }
            }
            // The first is answered with a new ticket, the second by waiting.
            Effect::Refused(Refusal::TicketExpired | Refusal::StorageFull) | Effect::Changed => {}
            Effect::Refused(refusal) => return Err(format!("fan {number} was refused: {refusal:?}")),
        }
        Ok(())
    }

    fn connect(&mut self, number: usize) {
        let conn = self.planned;
        let mut wire = Wire::new(number, self.dice.between(2, 120));
        let fails = self.is_chaos() && self.dice.in_thousand(100);
        wire.room_closed = fails;
        wire.harmed = fails;
        self.wires.insert(conn, wire);
        if let Some(fan) = self.fans.get_mut(number) {
            fan.conn = Some(conn);
        }
        self.note(|| format!("fan {number}: connects as {conn}"));
        if fails {
            let wait = self.dice.between(10, 3_000);
            self.after(wait, Event::ToFan(conn, Down::Closed(1006)));
        } else {
            self.send_up(number, Up::Open);
        }
    }

    /// The client gives its socket up. Over a good link it has no reason to.
    fn disconnect(&mut self, number: usize) -> Promise {
        self.note(|| format!("fan {number}: gives its link up"));
        let Some(conn) = self.fans.get_mut(number).and_then(|fan| fan.conn.take()) else {
            return Ok(());
        };
        self.leave(conn);
        if self.wires.get(&conn).is_some_and(|wire| !wire.harmed) {
            return Err(format!("promptness: fan {number} gave a good link up"));
        }
        Ok(())
    }

    /// The fan's end is closed. The room hears of it, sooner or later.
    pub(super) fn leave(&mut self, conn: u64) {
        if let Some(wire) = self.wires.get_mut(&conn) {
            wire.fan_closed = true;
            let silent = wire.silent;
            let wait = if silent {
                self.dice.between(1_000, 30_000)
            } else {
                self.dice.between(1, 200)
            };
            let at = self.now.saturating_add(wait);
            self.at(at, Event::ToRoom(conn, Up::Closed));
        }
    }

    fn send_up(&mut self, number: usize, up: Up) {
        let dice = self.dice.bits();
        let (now, is_chaos) = (self.now, self.is_chaos());
        let Some(conn) = self.fans.get(number).and_then(|fan| fan.conn) else {
            return;
        };
        let Some(wire) = self.wires.get_mut(&conn) else {
            return;
        };
        if wire.silent && !is_chaos {
            // The network is back, and knows nothing of this connection.
            wire.silent = false;
            wire.up_lost = true;
            wire.down_lost = true;
            self.after(100, Event::ToFan(conn, Down::Closed(1006)));
            self.after(100, Event::ToRoom(conn, Up::Closed));
        } else if !wire.up_lost {
            let at = wire.up(now, dice);
            self.at(at, Event::ToRoom(conn, up));
        }
    }

    pub(super) fn send_down(&mut self, conn: u64, down: Down) {
        let dice = self.dice.bits();
        let now = self.now;
        let Some(wire) = self.wires.get_mut(&conn) else {
            return;
        };
        if !wire.down_lost && !wire.room_closed {
            let at = wire.down(now, dice);
            self.at(at, Event::ToFan(conn, down));
        }
    }
}
