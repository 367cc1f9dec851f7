//! Sockets: how they open, how they close, and what becomes of a frame between.

use protocol::ServerFrame;

use super::{Down, Event, Promise, Up, World};
use crate::promise::{Invariant, broken};
use crate::wire::Wire;

impl World {
    pub(super) fn connect(&mut self, number: usize) {
        let is_chaos = self.is_chaos();
        let conn = self.lands();
        let Some(tab) = self.tabs.get_mut(number) else {
            return;
        };
        let mut wire = Wire::new(number, tab.dice.split(3));
        let fails = is_chaos && wire.dice.in_thousand(100);
        wire.room_closed = fails;
        wire.harmed = fails;
        tab.conn = Some(conn);
        let wait = wire.dice.between(10, 3_000);
        self.wires.insert(conn, wire);
        self.note(|| format!("tab {number}: connects as {conn}"));
        if fails {
            self.after(wait, Event::ToTab(conn, Down::Closed(1006)));
        } else {
            self.send_up(number, Up::Open);
        }
    }

    /// The client gives its socket up. Over a good link it has no reason to. (I9)
    pub(super) fn disconnect(&mut self, number: usize) -> Promise {
        self.note(|| format!("tab {number}: gives its link up"));
        let Some(conn) = self.tabs.get_mut(number).and_then(|tab| tab.conn.take()) else {
            return Ok(());
        };
        self.leave(conn);
        if self
            .wires
            .get(&conn)
            .is_some_and(|wire| !wire.harmed && !wire.owed)
        {
            return broken(Invariant::I9, format!("tab {number} gave a good link up"));
        }
        Ok(())
    }

    /// The tab's end is closed. The room hears of it, sooner or later, after what was sent before.
    pub(super) fn leave(&mut self, conn: u64) {
        let now = self.now;
        if let Some(wire) = self.wires.get_mut(&conn) {
            wire.tab_closed = true;
            let wait = if wire.silent {
                wire.dice.between(1_000, 30_000)
            } else {
                wire.dice.between(1, 200)
            };
            let at = now.saturating_add(wait).max(wire.up_at);
            self.at(at, Event::ToRoom(conn, Up::Closed));
        }
    }

    pub(super) fn harm(&mut self, conn: u64) {
        if let Some(wire) = self.wires.get_mut(&conn) {
            wire.harmed = true;
        }
    }

    pub(super) fn send_up(&mut self, number: usize, up: Up) {
        let (now, is_chaos) = (self.now, self.is_chaos());
        let Some(conn) = self.tabs.get(number).and_then(|tab| tab.conn) else {
            return;
        };
        let Some(wire) = self.wires.get_mut(&conn) else {
            return;
        };
        if wire.silent && !is_chaos {
            // The network is back, and knows nothing of this connection.
            wire.silent = false;
            wire.dead = true;
            wire.up_lost = true;
            wire.down_lost = true;
            self.after(100, Event::ToTab(conn, Down::Closed(1006)));
            self.after(100, Event::ToRoom(conn, Up::Closed));
        } else if !wire.up_lost {
            let at = wire.up(now);
            let is_post = matches!(&up, Up::Text(text) if text.starts_with("{\"post\""));
            if is_post && wire.twice_up > 0 {
                wire.twice_up = wire.twice_up.saturating_sub(1);
                let again = at.saturating_add(wire.dice.between(0, 5_000));
                self.at(again, Event::ToRoom(conn, up.clone()));
            }
            self.at(at, Event::ToRoom(conn, up));
        }
    }

    pub(super) fn send_down(&mut self, conn: u64, down: Down) {
        let now = self.now;
        let Some(wire) = self.wires.get_mut(&conn) else {
            return;
        };
        if !wire.down_lost && !wire.room_closed {
            let at = wire.down(now);
            if wire.twice_down > 0 && is_news(&down) {
                wire.twice_down = wire.twice_down.saturating_sub(1);
                let again = at.saturating_add(wire.dice.between(0, 2_000));
                self.at(again, Event::ToTab(conn, down.clone()));
            }
            self.at(at, Event::ToTab(conn, down));
        }
    }
}

/// What may be said twice and change nothing.
fn is_news(down: &Down) -> bool {
    let Down::Text(spelled) = down else { return false };
    matches!(
        spelled.frame,
        Some(ServerFrame::Events(_) | ServerFrame::Ack(_) | ServerFrame::Presence(_))
    )
}
