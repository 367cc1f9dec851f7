//! Faults, and the quiet after them.

use client::Input;
use protocol::DraftId;

use super::{Down, Event, Promise, Up, World, lounge};
use crate::journal::Failing;

impl World {
    pub(super) fn chaos(&mut self) -> Promise {
        if !self.is_chaos() {
            return Ok(());
        }
        let wait = self.dice.between(100, 4_000);
        self.after(wait, Event::Chaos);
        self.faults = self.faults.saturating_add(1);
        let fan = self.any_fan();
        let conn = self.fans.get(fan).and_then(|fan| fan.conn);
        match self.dice.between(0, 99) {
            0..=14 => conn.map_or(Ok(()), |conn| self.cut(conn)),
            15..=24 => self.silence(conn),
            25..=36 => self.lose_frames(conn),
            37..=51 => self.evict(),
            52..=55 => self.restart(),
            56..=69 => {
                let failing = if self.dice.in_thousand(500) {
                    Failing::Before
                } else {
                    Failing::After
                };
                self.note(|| format!("fault: the next write fails, {failing:?}"));
                self.host.journal.failing = Some(failing);
                Ok(())
            }
            70..=75 => self.reload(fan),
            76..=81 => self.hide(fan),
            82..=85 => self.tell_fan(fan, Input::Online),
            86..=90 => self.tell_fan(fan, Input::Older),
            91..=95 => {
                let skew = i64::try_from(self.dice.between(0, 8_000)).unwrap_or(0) - 4_000;
                self.note(|| format!("fault: the relay's clock is off by {skew} ms"));
                self.host.skew_ms = skew;
                Ok(())
            }
            _ => self.name(fan),
        }
    }

    fn any_fan(&mut self) -> usize {
        let last = self.fans.len().saturating_sub(1);
        let pick = self.dice.between(0, u64::try_from(last).unwrap_or(0));
        usize::try_from(pick).unwrap_or(0)
    }

    /// Both ends learn of it, each in its own time; what is under way may arrive or not.
    fn cut(&mut self, conn: u64) -> Promise {
        self.note(|| format!("fault: {conn} is cut"));
        let (up_lost, down_lost) = (self.dice.in_thousand(500), self.dice.in_thousand(500));
        let (fan_learns, room_learns) = (self.dice.between(1, 2_000), self.dice.between(1, 10_000));
        if let Some(wire) = self.wires.get_mut(&conn) {
            wire.harmed = true;
            wire.up_lost = true;
            wire.down_lost = true;
        }
        if down_lost {
            self.lost_before.insert(conn, self.planned);
        }
        if up_lost {
            let of_wire =
                |event: &Event| matches!(event, Event::ToRoom(of, Up::Text(_) | Up::Ping) if *of == conn);
            self.plan.retain(|_, event| !of_wire(event));
        }
        self.after(fan_learns, Event::ToFan(conn, Down::Closed(1006)));
        self.after(room_learns, Event::ToRoom(conn, Up::Closed));
        Ok(())
    }

    /// Nothing comes through any more, and nobody is told. The client finds out by its pings.
    fn silence(&mut self, conn: Option<u64>) -> Promise {
        if let Some((conn, wire)) = conn.and_then(|conn| Some((conn, self.wires.get_mut(&conn)?))) {
            wire.harmed = true;
            wire.silent = true;
            self.note(|| format!("fault: {conn} goes silent"));
        }
        Ok(())
    }

    /// The socket stays open, and what waited for it is gone.
    fn lose_frames(&mut self, conn: Option<u64>) -> Promise {
        if let Some((conn, wire)) = conn.and_then(|conn| Some((conn, self.wires.get_mut(&conn)?))) {
            wire.harmed = true;
            self.lost_before.insert(conn, self.planned);
            self.note(|| format!("fault: what was on its way to {conn} is lost"));
        }
        Ok(())
    }

    /// The room's memory and timer are lost. Sockets stay, and some lose what waited for them.
    fn evict(&mut self) -> Promise {
        self.note(|| "fault: the room's memory is lost".to_owned());
        let chance = self.dice.bits();
        self.host.evict(chance);
        self.uneasy = true;
        if self.dice.in_thousand(60) {
            self.flood()?;
        }
        if self.dice.in_thousand(200) {
            self.lose_posts();
        }
        if self.dice.in_thousand(300) {
            for conn in self.host.listeners() {
                if self.dice.in_thousand(300) {
                    self.lose_frames(Some(conn))?;
                }
            }
        }
        Ok(())
    }

    /// What had arrived and was not heard yet is lost with the memory, and the sockets do not tell.
    fn lose_posts(&mut self) {
        let is_post = |event: &Event| matches!(event, Event::ToRoom(_, Up::Text(text)) if text.starts_with("{\"post\""));
        let lost = self.plan.values().filter(|event| is_post(event));
        let of: Vec<u64> = lost
            .filter_map(|event| match event {
                Event::ToRoom(conn, _) => Some(*conn),
                _ => None,
            })
            .collect();
        self.plan.retain(|_, event| !is_post(event));
        for conn in of {
            if let Some(wire) = self.wires.get_mut(&conn) {
                wire.harmed = true;
            }
            self.note(|| format!("fault: a post of {conn} is lost"));
        }
    }

    /// The lost memory had written more than one answer holds, and told nobody.
    fn flood(&mut self) -> Promise {
        let entries = self.dice.between(100, 300);
        let clock = self.relay_now();
        self.note(|| format!("fault: {entries} messages were written and not told"));
        self.host.flood(clock, entries)
    }

    /// A deploy: the memory is lost, and every socket is cut without a farewell.
    fn restart(&mut self) -> Promise {
        self.note(|| "fault: the relay restarts".to_owned());
        let chance = self.dice.bits();
        self.host.evict(chance);
        self.uneasy = true;
        let all: Vec<u64> = self.host.sockets.keys().copied().collect();
        for conn in all {
            self.host.sockets.remove(&conn);
            if let Some(wire) = self.wires.get_mut(&conn) {
                wire.harmed = true;
                wire.room_closed = true;
            }
            self.lost_before.insert(conn, self.planned);
            let wait = self.dice.between(1, 500);
            self.after(wait, Event::ToFan(conn, Down::Closed(1006)));
        }
        Ok(())
    }

    /// The page is loaded anew: the document comes from the relay, the outbox from where it was kept.
    fn reload(&mut self, number: usize) -> Promise {
        self.note(|| format!("fan {number}: reloads the page"));
        let log = self.host.page()?;
        let lounge = lounge()?;
        let Some(fan) = self.fans.get_mut(number) else {
            return Ok(());
        };
        let conn = fan.conn;
        fan.reload(log, lounge);
        let left = fan.saved.clone();
        if let Some(conn) = conn {
            if let Some(wire) = self.wires.get_mut(&conn) {
                wire.harmed = true;
            }
            self.leave(conn);
        }
        self.tell_fan(number, Input::Adopt(left))?;
        self.tell_fan(number, Input::Start)
    }

    fn hide(&mut self, number: usize) -> Promise {
        let Some(fan) = self.fans.get_mut(number) else {
            return Ok(());
        };
        fan.visible = !fan.visible;
        let visible = fan.visible;
        self.note(|| format!("fan {number}: is visible: {visible}"));
        self.tell_fan(number, Input::Visible(visible))
    }

    /// A nickname is chosen: a new ticket, over the link that is open.
    fn name(&mut self, number: usize) -> Promise {
        let clock = self.relay_now().0;
        let Some(fan) = self.fans.get_mut(number) else {
            return Ok(());
        };
        fan.named = true;
        let ticket = fan.ticket(clock);
        self.note(|| format!("fan {number}: has a name"));
        ticket.map_or(Ok(()), |ticket| self.tell_fan(number, Input::Ticket(ticket)))
    }

    /// No more faults. Whoever was hidden looks again, whoever had no name takes one, and one more thing is said.
    pub(super) fn calm(&mut self) -> Promise {
        self.note(|| "calm".to_owned());
        self.host.journal.failing = None;
        for number in 0..self.fans.len() {
            let fan = self.fans.get(number);
            if fan.is_some_and(|fan| !fan.visible) {
                self.hide(number)?;
            }
            if self.fans.get(number).is_some_and(|fan| !fan.named) {
                self.name(number)?;
            }
        }
        let draft = DraftId::from_bits(u128::from(self.dice.bits()));
        self.after(1_000, Event::Official { draft, tries: 0 });
        Ok(())
    }
}
