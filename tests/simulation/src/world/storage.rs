//! The storage: it confirms, it fails, it dies.

use protocol::{Refused, ServerFrame};

use super::{Down, Ending, Event, Promise, QUICK_MS, Up, World};
use crate::host::{Held, Out};

impl World {
    /// What was written up to here is durable, and what was said of it leaves.
    pub(super) fn confirmed(&mut self, life: u64, upto: usize) -> Promise {
        if life != self.host.life {
            return Ok(());
        }
        let wrote = upto > self.host.ledger.confirmed;
        if wrote && self.ends == Some(Ending::Crash) {
            self.ends = None;
            return self.crashes(life);
        }
        self.host.ledger.confirm(upto);
        if wrote && self.ends.take() == Some(Ending::Unsent) {
            return self.ends_unsent();
        }
        let confirmed = self.host.ledger.confirmed;
        while let Some(Held { asked, outs, .. }) = self.host.gate.pop_front_if(|held| held.after <= confirmed)
        {
            self.leave_room(asked, outs)?;
        }
        // What waits behind a later write is not late because of the room.
        self.mended();
        if self.host.gate.is_empty() {
            self.prompt_all(crate::ledger::place(confirmed));
        }
        Ok(())
    }

    /// The memory is lost between the confirmation and the words.
    fn ends_unsent(&mut self) -> Promise {
        self.note(|| "room: what was confirmed is not said".to_owned());
        self.host.ledger.confirm(usize::MAX);
        self.lose_answers();
        self.lose_batch();
        let chance = self.dice.bits();
        self.host.forget(chance);
        self.uneasy = true;
        let cuts = self.dice.in_thousand(300);
        if cuts {
            self.cut_all()
        } else {
            self.owe_all()
        }
        Ok(())
    }

    /// The machine dies. Some of what it had written is on the disk.
    pub(super) fn crashes(&mut self, life: u64) -> Promise {
        if life != self.host.life {
            return Ok(());
        }
        let open = self
            .host
            .ledger
            .log
            .len()
            .saturating_sub(self.host.ledger.confirmed);
        let survivors = self.dice.index(open.saturating_add(1));
        let lost = self.host.ledger.crash(survivors)?;
        self.host.unread();
        self.note(|| format!("room: dies, {survivors} of {open} writes survive"));
        self.lose_answers();
        self.lose_batch();
        let chance = self.dice.bits();
        self.host.forget(chance);
        self.uneasy = true;
        for entry in &lost {
            self.drafts.disturb(entry.draft);
        }
        // Whether the sockets go as well is the runtime's to say; a client must bear both.
        if self.dice.in_thousand(700) {
            self.cut_own()
        } else {
            self.owe_all()
        }
        Ok(())
    }

    pub(super) fn harm_all(&mut self) {
        let all: Vec<u64> = self.host.sockets.keys().copied().collect();
        for conn in all {
            self.harm = self.harm.saturating_add(1);
            self.harm(conn);
        }
    }

    /// Whoever waits for an answer that the gate holds waits until its patience ends.
    pub(super) fn lose_answers(&mut self) {
        let orders: Vec<spoke::Order> = self
            .host
            .gate
            .iter()
            .flat_map(|held| &held.outs)
            .filter_map(|out| match out {
                Out::Order(_, order) => Some(order.clone()),
                _ => None,
            })
            .collect();
        orders.iter().for_each(|order| self.lose_order(order));
        let mut waiting = Vec::new();
        for out in self.host.gate.iter().flat_map(|held| &held.outs) {
            let Out::Say(conns, spelled) = out else { continue };
            match (conns.as_slice(), &spelled.frame) {
                (
                    _,
                    Some(ServerFrame::Refused(Refused {
                        draft: Some(draft), ..
                    })),
                ) => self.drafts.disturb(*draft),
                (_, Some(ServerFrame::Ack(_))) => {}
                ([conn], _) => waiting.push(*conn),
                _ => {}
            }
        }
        for conn in waiting {
            self.harm(conn);
        }
    }

    /// Posts that wait for the tick go with the memory, and the sockets do not tell.
    pub(super) fn lose_batch(&mut self) {
        for (conn, draft) in self.host.unanswered() {
            self.harm(conn);
            self.harm = self.harm.saturating_add(1);
            self.drafts.disturb(draft);
        }
        self.lose_links();
    }

    /// Answers were lost with the memory. What everybody is told is mended by the beacon, so promptness stands.
    pub(super) fn owe_all(&mut self) {
        for conn in self.host.sockets.keys() {
            self.harm = self.harm.saturating_add(1);
            if let Some(wire) = self.wires.get_mut(conn) {
                wire.owed = true;
            }
        }
    }

    /// Every socket is cut without a farewell.
    pub(super) fn cut_all(&mut self) {
        let twins = self.host.twin.take().map(|twin| twin.sockets).unwrap_or_default();
        let all: Vec<u64> = self.host.sockets.keys().chain(twins.keys()).copied().collect();
        for conn in all {
            self.cut_by_room(conn);
        }
        self.spokes.restart();
    }

    pub(super) fn cut_by_room(&mut self, conn: u64) {
        self.host.sockets.remove(&conn);
        let before = self.planned.saturating_add(1);
        let Some(wire) = self.wires.get_mut(&conn) else {
            return;
        };
        wire.harmed = true;
        wire.room_closed = true;
        wire.down_lost_before = before;
        let wait = wire.dice.between(1, 500);
        self.after(wait, Event::ToTab(conn, Down::Closed(1006)));
    }

    /// The ways in which it fails for a while are over.
    pub(super) fn storage_is_well(&mut self) {
        self.host.ledger.is_full = false;
        self.host.ledger.is_broken = false;
        self.confirm_ms = QUICK_MS;
    }

    /// Posts that had arrived and were not heard yet are lost with the memory, and the sockets do not tell.
    pub(super) fn lose_posts(&mut self) {
        let is_post = |event: &Event| matches!(event, Event::ToRoom(_, Up::Text(text)) if text.starts_with("{\"post\""));
        let mut lost = Vec::new();
        for event in self.plan.values().filter(|event| is_post(event)) {
            if let Event::ToRoom(conn, Up::Text(text)) = event {
                lost.push((*conn, std::rc::Rc::clone(text)));
            }
        }
        self.plan.retain(|_, event| !is_post(event));
        for (conn, text) in lost {
            self.harm(conn);
            self.harm = self.harm.saturating_add(1);
            if let Ok(protocol::ClientFrame::Post(post)) = protocol::codec::decode_client(&text) {
                self.drafts.disturb(post.draft);
            }
            self.note(|| format!("fault: a post of {conn} is lost"));
        }
    }
}
