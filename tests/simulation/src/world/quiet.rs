//! The quiet after the faults: everything is mended, and then everybody must be well.

use client::Input;
use protocol::DraftId;

use super::{Event, Promise, World};

impl World {
    /// No more faults. Whoever was hidden looks again, whoever had no name takes one, whoever had left comes back, and
    /// two more things are said.
    pub(super) fn calm(&mut self) -> Promise {
        self.note(|| "calm".to_owned());
        self.host.ledger.failing = None;
        self.ends = None;
        self.storage_is_well();
        self.spokes.is_well();
        self.twin_ends()?;
        for wire in self.wires.values_mut() {
            wire.twice_up = 0;
            wire.twice_down = 0;
        }
        for number in 0..self.tabs.len() {
            let Some(tab) = self.tabs.get(number) else { break };
            let (is_open, visible, person) = (tab.is_open, tab.visible, tab.person);
            if !is_open {
                let wait = self.dice.between(1, 2_000);
                self.after(wait, Event::Loads(number));
            } else if !visible {
                self.hide(number)?;
            }
            if self.people.get(person).is_some_and(|person| !person.named) {
                self.name(number)?;
            }
        }
        // A room that sleeps finds out with its next step whom it has lost; and whoever does not answer, with the second.
        for wait in [1_000, 13_000] {
            let draft = DraftId::from_bits(u128::from(self.dice.bits()));
            self.after(wait, Event::Official { draft });
        }
        self.after(20_000, Event::Eyes);
        Ok(())
    }

    /// Everybody comes back from wherever they looked, some of them, and reads.
    pub(super) fn eyes(&mut self) -> Promise {
        for number in 0..self.tabs.len() {
            let Some(tab) = self.tabs.get_mut(number) else {
                break;
            };
            let seq = crate::check::seen(tab);
            tab.eyes = if tab.is_open { seq } else { protocol::Seq::ZERO };
            self.asked = self.asked.saturating_add(2);
            self.tell_tab(number, Input::Read(seq))?;
            if self.dice.in_thousand(500) {
                self.tell_tab(number, Input::Return)?;
            }
        }
        Ok(())
    }
}
