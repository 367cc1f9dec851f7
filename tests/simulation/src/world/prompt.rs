//! What is durable is seen soon, by everybody who is there over a good link.

use protocol::{Seq, limits};

use super::{Event, Promise, World};
use crate::check;
use crate::promise::{Invariant, broken};
use crate::wire::{WAY_MS, Wire};

/// Over a good link: the way, the frame that waits for others, and one to spare.
const PROMPT_MS: u64 = WAY_MS + 100;
/// After the room's memory came back: the beacon's way, the client's patience with it, a fetch and its answer.
const MEND_MS: u64 = 3 * WAY_MS + 250 + 100;
/// A spoke is asked who is there, and told what waited; each way takes as long as it may.
const LINK_MS: u64 = 150;

impl World {
    /// The tabs that were there when it was said see it, or have had an accident since. (I9)
    pub(super) fn prompt(&mut self, seq: Seq, tabs: Vec<(usize, u64)>) -> Promise {
        let mend = MEND_MS.saturating_add(self.link_ms());
        let mended_at = self.host.restored_at.saturating_add(mend);
        let is_ill = self.uneasy || self.mending || self.spokes.is_ill();
        if is_ill || !self.host.gate.is_empty() || self.now < mended_at {
            let wait = mended_at.saturating_sub(self.now).max(500);
            self.after(wait, Event::Prompt { seq, tabs });
            return Ok(());
        }
        for (number, conn) in tabs {
            let Some(tab) = self.tabs.get(number) else {
                continue;
            };
            let is_good = tab.conn == Some(conn) && self.wires.get(&conn).is_some_and(Wire::is_prompt);
            if is_good && check::seen(tab) < seq {
                let what = format!("{PROMPT_MS} ms later tab {number} does not see {seq}, over a good link");
                return broken(Invariant::I9, what);
            }
        }
        Ok(())
    }

    /// Whoever is here when something becomes durable is to see it soon.
    pub(super) fn prompt_all(&mut self, seq: Seq) {
        let is_here = |tab: &&crate::person::Tab| tab.is_open && tab.client.link() == client::Link::Live;
        let tabs = self.tabs.iter().filter(is_here).filter_map(|tab| {
            let conn = tab.conn?;
            let greeted = self.host.sockets.get(&conn).is_some_and(Option::is_some);
            let good = self.wires.get(&conn).is_some_and(Wire::is_prompt);
            (greeted && good).then_some((tab.number, conn))
        });
        let tabs: Vec<_> = tabs.collect();
        // What is written before its tick is told with it.
        let tick = if self.host.mind().is_some_and(room::Room::waits) {
            limits::TICK_MS
        } else {
            0
        };
        let wait = PROMPT_MS.saturating_add(tick).saturating_add(self.link_ms());
        self.after(wait, Event::Prompt { seq, tabs });
    }

    fn link_ms(&self) -> u64 {
        if self.host.spread.is_some() { LINK_MS } else { 0 }
    }
}
