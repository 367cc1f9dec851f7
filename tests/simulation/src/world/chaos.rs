//! Faults.

use std::rc::Rc;

use client::Input;

use super::{Down, Ending, Event, Promise, Up, World};
use crate::dice::Dice;
use crate::host::{Release, Spelled};
use crate::ledger::Failing;
use crate::script::Fault;

impl World {
    pub(super) fn fault(&mut self, fault: Fault, tab: usize, mut dice: Dice) -> Promise {
        let conn = self.tabs.get(tab).and_then(|tab| tab.conn);
        match fault {
            Fault::Cut => self.cut(conn, &mut dice),
            Fault::Silence => self.on_wire(conn, |wire| wire.silent = true),
            Fault::LoseDown => self.lose_down(conn),
            Fault::LosePosts => self.lose_posts(),
            Fault::Linger => self.linger(conn, &mut dice),
            Fault::HoldUp => {
                let until = self.now.saturating_add(dice.between(200, 8_000));
                self.on_wire(conn, |wire| wire.up_at = wire.up_at.max(until));
            }
            Fault::HoldDown => {
                let until = self.now.saturating_add(dice.between(1_000, 60_000));
                self.on_wire(conn, |wire| wire.down_at = wire.down_at.max(until));
            }
            Fault::TwiceUp => {
                let times = u32::try_from(dice.between(1, 5)).unwrap_or(1);
                self.on_wire(conn, |wire| wire.twice_up = times);
            }
            Fault::TwiceDown => {
                let times = u32::try_from(dice.between(1, 5)).unwrap_or(1);
                self.on_wire(conn, |wire| wire.twice_down = times);
            }
            Fault::Evict => self.evict(&mut dice),
            Fault::Unsent => self.ends = Some(Ending::Unsent),
            Fault::Restart => self.restart(&mut dice)?,
            Fault::Crash => self.ends = Some(Ending::Crash),
            Fault::FailBefore => self.host.ledger.failing = Some(Failing::Before),
            Fault::FailAfter => self.host.ledger.failing = Some(Failing::After),
            Fault::SlowDisk | Fault::Full | Fault::Broken => self.storage_fails(fault, &mut dice),
            Fault::Twin => self.twin(dice)?,
            Fault::Restore => self.restore(&mut dice)?,
            Fault::Flood => self.flood(&mut dice)?,
            Fault::RelayClock => self.relay_clock(&mut dice),
            Fault::Press => self.press(conn),
            Fault::Days => self.days(tab, &mut dice)?,
            Fault::Reload | Fault::PageCrash => {
                self.unload(tab);
                let wait = dice.between(5, if fault == Fault::Reload { 400 } else { 6_000 });
                self.after(wait, Event::Loads(tab));
            }
            Fault::Tab => {
                if self.tabs.get(tab).is_some_and(|tab| tab.is_open) {
                    self.unload(tab);
                } else {
                    self.load(tab)?;
                }
            }
            Fault::Hide => self.hide(tab)?,
            Fault::Online => self.tell_tab(tab, Input::Online)?,
            Fault::Older => self.tell_tab(tab, Input::Older)?,
            Fault::Name => self.name(tab)?,
            Fault::Unknown => self.unknown(tab),
            Fault::LinkLoses | Fault::LinkDead | Fault::SpokeEvict | Fault::SpokeDies => {
                self.spoke_fault(fault, dice);
            }
        }
        Ok(())
    }

    fn on_wire(&mut self, conn: Option<u64>, change: impl FnOnce(&mut crate::wire::Wire)) {
        if let Some(wire) = conn.and_then(|conn| self.wires.get_mut(&conn)) {
            wire.harmed = true;
            change(wire);
        }
    }

    /// Both ends learn of it, each in its own time; what is under way may arrive or not.
    fn cut(&mut self, conn: Option<u64>, dice: &mut Dice) {
        let Some(conn) = conn else { return };
        let (up_lost, down_lost) = (dice.in_thousand(500), dice.in_thousand(500));
        let (tab_learns, room_learns) = (dice.between(1, 2_000), dice.between(1, 10_000));
        let before = self.planned.saturating_add(1);
        self.on_wire(Some(conn), |wire| {
            wire.up_lost = true;
            wire.down_lost = true;
            if down_lost {
                wire.down_lost_before = before;
            }
        });
        if up_lost {
            let of_wire =
                |event: &Event| matches!(event, Event::ToRoom(of, Up::Text(_) | Up::Ping) if *of == conn);
            self.plan.retain(|_, event| !of_wire(event));
        }
        self.after(tab_learns, Event::ToTab(conn, Down::Closed(1006)));
        self.after(room_learns, Event::ToRoom(conn, Up::Closed));
    }

    /// The socket stays open, and what waited for it is gone.
    fn lose_down(&mut self, conn: Option<u64>) {
        let before = self.planned.saturating_add(1);
        self.on_wire(conn, |wire| wire.down_lost_before = before);
    }

    /// What is said from now on arrives after the tab's next socket has spoken.
    fn linger(&mut self, conn: Option<u64>, dice: &mut Dice) {
        let Some(conn) = conn else { return };
        let (learns, arrives) = (dice.between(100, 2_000), dice.between(2_000, 20_000));
        let late = self.now.saturating_add(arrives);
        self.on_wire(Some(conn), |wire| {
            wire.up_at = wire.up_at.max(late);
            wire.down_lost = true;
        });
        self.after(learns, Event::ToTab(conn, Down::Closed(1006)));
        self.at(late.saturating_add(1), Event::ToRoom(conn, Up::Closed));
    }

    fn evict(&mut self, dice: &mut Dice) {
        // What was written is written; what was to be said of it may be lost.
        self.host.ledger.confirm(usize::MAX);
        if !self.host.gate.is_empty() {
            self.lose_answers();
            self.owe_all();
        }
        self.lose_batch();
        self.host.forget(dice.bits());
        self.uneasy = true;
        if dice.in_thousand(200) {
            self.lose_posts();
        }
        if dice.in_thousand(300) {
            let all: Vec<u64> = self.host.sockets.keys().copied().collect();
            for conn in all {
                if dice.in_thousand(300) {
                    self.lose_down(Some(conn));
                }
            }
        }
    }

    /// A deploy, or a death at rest: the memory is lost, and every socket is cut without a farewell.
    fn restart(&mut self, dice: &mut Dice) -> Promise {
        let life = self.host.life;
        if self.host.ledger.is_pending() {
            self.crashes(life)?;
        }
        self.lose_batch();
        self.host.forget(dice.bits());
        self.uneasy = true;
        self.host.release = match dice.between(0, 3) {
            0 => Release::Previous,
            1 => Release::Next,
            _ => Release::This,
        };
        let release = self.host.release;
        self.note(|| format!("room: comes back as {release:?}"));
        self.cut_all();
        Ok(())
    }

    fn storage_fails(&mut self, fault: Fault, dice: &mut Dice) {
        match fault {
            Fault::Full => {
                self.host.ledger.is_full = true;
                self.was_full = true;
            }
            Fault::Broken => self.host.ledger.is_broken = true,
            _ => self.confirm_ms = 1_500,
        }
        self.harm = self.harm.saturating_add(10);
        self.harm_all();
        let wait = dice.between(500, 20_000);
        self.after(wait, Event::Mended);
    }

    /// The room is exported, and imported elsewhere: as it is, or as it was some messages ago.
    fn restore(&mut self, dice: &mut Dice) -> Promise {
        let life = self.host.life;
        if self.host.ledger.is_pending() {
            self.crashes(life)?;
        }
        let length = self.host.ledger.log.len();
        let back = if dice.in_thousand(500) { 0 } else { dice.index(30) };
        let chance = dice.bits();
        let lost = self.host.ledger.restore(length.saturating_sub(back), chance)?;
        self.lost_by_restore(&lost);
        self.lose_batch();
        self.host.forget(chance);
        self.uneasy = true;
        self.begins_anew(self.host.ledger.epoch());
        self.cut_all();
        Ok(())
    }

    /// The lost memory had written more than one answer holds, and told nobody.
    fn flood(&mut self, dice: &mut Dice) -> Promise {
        if self.host.ledger.is_pending() || self.host.ledger.is_full || self.host.ledger.is_broken {
            return Ok(());
        }
        self.host.ledger.failing = None;
        self.lose_batch();
        self.host.forget(dice.bits());
        self.uneasy = true;
        self.harm_all();
        self.host.flood(self.now, dice.between(100, 300))
    }

    fn relay_clock(&mut self, dice: &mut Dice) {
        let span = if dice.in_thousand(500) { 4_000 } else { 3_600_000 };
        self.host.skew_ms = dice.signed(span);
        let skew = self.host.skew_ms;
        // A frame that waited for its tick waits anew where the clock went back by less than one: for one more at most.
        self.host.restored_at = self.now;
        self.note(|| format!("relay: its clock is off by {skew} ms"));
    }

    /// So much waits for this socket that the room asks where it is, with whatever it tells next, and is silent until it knows.
    fn press(&mut self, conn: Option<u64>) {
        let Some(conn) = conn else { return };
        let is_heard = self.host.sockets.get(&conn).is_some_and(Option::is_some);
        if !is_heard || self.host.release == Release::Previous {
            return;
        }
        if self.is_previous(conn) {
            return;
        }
        // Once: two before an answer would be too much.
        if let Some(wire) = self.wires.get_mut(&conn).filter(|wire| !wire.is_pressed) {
            wire.is_pressed = true;
            self.host.press(conn);
        }
    }

    /// The device sleeps for a day and more, and its link is dead when it wakes.
    fn days(&mut self, number: usize, dice: &mut Dice) -> Promise {
        let Some(tab) = self.tabs.get(number) else {
            return Ok(());
        };
        let person = tab.person;
        let slept = dice.between(23, 60).saturating_mul(3_600_000);
        if let Some(person) = self.people.get_mut(person) {
            person.skew_ms = person.skew_ms.saturating_add(i64::try_from(slept).unwrap_or(0));
        }
        let tabs = self.tabs.iter().filter(|tab| tab.person == person);
        let tabs: Vec<(usize, Option<u64>)> = tabs.map(|tab| (tab.number, tab.conn)).collect();
        for (tab, conn) in tabs {
            self.cut(conn, dice);
            self.tell_tab(tab, Input::Wake)?;
        }
        Ok(())
    }

    pub(super) fn hide(&mut self, number: usize) -> Promise {
        let Some(tab) = self.tabs.get_mut(number) else {
            return Ok(());
        };
        tab.visible = !tab.visible;
        let visible = tab.visible;
        self.note(|| format!("tab {number}: is visible: {visible}"));
        self.tell_tab(number, Input::Visible(visible))
    }

    /// A nickname is chosen: a new ticket, over the link that is open.
    pub(super) fn name(&mut self, number: usize) -> Promise {
        let clock = self.host.clock(self.now);
        let Some(person) = self.tabs.get(number).map(|tab| tab.person) else {
            return Ok(());
        };
        let Some(of) = self.people.get_mut(person) else {
            return Ok(());
        };
        of.named = true;
        let Some(ticket) = of.ticket(clock) else {
            return Ok(());
        };
        self.note(|| format!("person {person}: has a name"));
        // The other tab of the device hears of it as well.
        let tabs: Vec<usize> = self
            .tabs
            .iter()
            .filter(|tab| tab.person == person)
            .map(|tab| tab.number)
            .collect();
        for tab in tabs {
            self.tell_tab(tab, Input::Ticket(ticket.clone()))?;
        }
        Ok(())
    }

    /// A frame of a kind that the other side does not know yet.
    fn unknown(&mut self, number: usize) {
        let Some(tab) = self.tabs.get(number) else { return };
        let release = self.people.get(tab.person).map(|person| person.release);
        if release == Some(Release::Next) && tab.client.link() == client::Link::Live {
            self.send_up(number, Up::Text("{\"wave\":{\"at\":1}}".into()));
        } else if let Some(conn) = tab.conn
            && self.host.release == Release::Next
        {
            let text = "{\"glow\":{\"colour\":\"pink\"}}".to_owned();
            let frame = protocol::codec::decode_server(&text).ok();
            self.send_down(conn, Down::Text(Rc::new(Spelled { text, frame })));
        }
    }
}
