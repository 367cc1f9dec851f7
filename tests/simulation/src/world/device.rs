//! A device: its pages come and go, and its disk takes a while.

use client::{Input, Unsent, UnsentState};
use protocol::DraftId;

use super::{Event, Promise, World, lounge};
use crate::drafts::Fate;
use crate::mutation::Mutation;
use crate::person::{PageId, Saving, record, recorded};

/// As many entries of the room as a device keeps.
const LOG_ENTRIES: usize = 200;

impl World {
    /// A page begins: the document comes from the relay or from the device, what was kept a little later.
    pub(super) fn load(&mut self, number: usize) -> Promise {
        let log = self.host.page();
        let Some(tab) = self.tabs.get_mut(number).filter(|tab| !tab.is_open) else {
            return Ok(());
        };
        let old = self.people.get(tab.person).and_then(|person| person.log.clone());
        let is_cached = tab.dice.in_thousand(250);
        let (recalls, starts_late) = (tab.dice.in_thousand(500), tab.dice.in_thousand(500));
        let document = match &old {
            Some(old) if is_cached => old.clone(),
            _ => log,
        };
        tab.load(document, lounge()?);
        let page = tab.id();
        let wait = tab.dice.between(3, 60);
        self.note(|| format!("tab {number}: loads, from the device: {is_cached}"));
        self.after(wait, Event::Adopt(page));
        let recall = old.filter(|_| recalls).map(Input::Recall);
        if starts_late {
            if let Some(recall) = recall {
                self.tell_tab(number, recall)?;
            }
            return self.tell_tab(number, Input::Start);
        }
        self.tell_tab(number, Input::Start)?;
        match recall {
            Some(recall) => self.tell_tab(number, recall),
            None => Ok(()),
        }
    }

    /// The page is gone. Whatever was under way to the disk may have made it, in order.
    pub(super) fn unload(&mut self, number: usize) {
        let Some(tab) = self.tabs.get_mut(number).filter(|tab| tab.is_open) else {
            return;
        };
        let (page, person) = (tab.id(), tab.person);
        let saving = std::mem::take(&mut tab.saving);
        let survivors = tab.dice.index(saving.len().saturating_add(1));
        let keeps_log = tab.dice.in_thousand(700);
        let kept = tab.client.timeline().newest(LOG_ENTRIES);
        let conn = tab.conn.take();
        tab.is_open = false;
        tab.page = tab.page.saturating_add(1);
        for saving in saving.into_iter().take(survivors) {
            self.write(page, saving);
        }
        self.drafts.abandon(page);
        if let Some(of) = self.people.get_mut(person)
            && keeps_log
        {
            of.log = Some(kept);
        }
        if let Some(conn) = conn {
            self.harm(conn);
            self.leave(conn);
        }
        // Whoever else is open on this device looks after what was left.
        let others = self.tabs.iter().filter(|tab| tab.is_open && tab.person == person);
        let others: Vec<PageId> = others.map(|tab| tab.id()).collect();
        for other in others {
            let wait = self.dice.between(3, 60);
            self.after(wait, Event::Adopt(other));
        }
    }

    /// Under way to the disk, after what went there before.
    pub(super) fn keep(&mut self, number: usize, unsent: &Unsent) -> Promise {
        let draft = unsent.draft;
        let Some(tab) = self.tabs.get(number) else {
            return Ok(());
        };
        let page = tab.id();
        let has_disk = self.people.get(tab.person).is_some_and(|person| person.has_disk);
        if has_disk {
            self.save(number, Saving::Keep(draft, record(unsent)));
        }
        if !has_disk || self.host.mutation == Mutation::SendBeforeKept {
            // Not at once: a driver performs all of a step before it begins the next.
            self.after(0, Event::Kept(page, draft));
        }
        Ok(())
    }

    pub(super) fn kept(&mut self, page: PageId, draft: DraftId) -> Promise {
        match self.page(page) {
            Some(_) => self.tell_tab(page.0, Input::Kept(draft)),
            None => Ok(()),
        }
    }

    pub(super) fn forget(&mut self, number: usize, draft: DraftId) {
        if self.host.mutation != Mutation::ForgottenAdoption {
            self.save(number, Saving::Forget(draft));
        }
    }

    fn save(&mut self, number: usize, saving: Saving) {
        let Some(tab) = self.tabs.get_mut(number) else {
            return;
        };
        tab.saving.push_back(saving);
        tab.saved_at = tab.saved_at.max(self.now.saturating_add(tab.dice.between(1, 40)));
        let (at, page) = (tab.saved_at, tab.id());
        self.at(at, Event::Disk(page));
    }

    pub(super) fn disk(&mut self, page: PageId) -> Promise {
        if self.page(page).is_none() {
            return Ok(());
        }
        let Some(saving) = self.tabs.get_mut(page.0).and_then(|tab| tab.saving.pop_front()) else {
            return Ok(());
        };
        let kept = match &saving {
            Saving::Keep(draft, _) => Some(*draft),
            Saving::Forget(_) => None,
        };
        self.write(page, saving);
        match kept {
            Some(draft) => self.tell_tab(page.0, Input::Kept(draft)),
            None => Ok(()),
        }
    }

    fn write(&mut self, page: PageId, saving: Saving) {
        if let Saving::Keep(draft, _) = &saving
            && let Some(draft) = self.drafts.get_mut(*draft)
        {
            draft.kept = true;
        }
        let person = self.tabs.get(page.0).map(|tab| tab.person);
        if let Some(person) = person.and_then(|person| self.people.get_mut(person)) {
            person.write(page, saving);
        }
    }

    /// The records of pages that are gone become this one's, under the lock: nobody else takes them.
    pub(super) fn adopt(&mut self, page: PageId) -> Promise {
        let Some(person) = self.page(page).map(|tab| tab.person) else {
            return Ok(());
        };
        let living: Vec<PageId> = self
            .tabs
            .iter()
            .filter(|tab| tab.is_open)
            .map(|tab| tab.id())
            .collect();
        let Some(of) = self.people.get_mut(person) else {
            return Ok(());
        };
        let mut left = Vec::new();
        for record in &mut of.disk {
            if !living.contains(&record.owner) {
                record.owner = page;
                left.extend(recorded(&record.text));
            }
        }
        if left.is_empty() {
            return Ok(());
        }
        left.sort_by_key(|unsent| unsent.at);
        self.note(|| format!("tab {}: adopts {}", page.0, left.len()));
        for unsent in &left {
            if let UnsentState::Failed(_) = unsent.state {
                let draft = unsent.draft;
                let wait = self.dice.between(500, 5_000);
                self.after(wait, Event::Decide { page, draft });
            }
        }
        self.tell_tab(page.0, Input::Adopt(left))
    }

    /// A message that was refused for good: sent again as a new one, or given up.
    pub(super) fn decide(&mut self, page: PageId, draft: DraftId) -> Promise {
        let Some(tab) = self.page(page) else { return Ok(()) };
        let person = tab.person;
        let is_failed =
            |unsent: &&Unsent| unsent.draft == draft && matches!(unsent.state, UnsentState::Failed(_));
        if !tab.client.outbox().list().iter().any(|unsent| is_failed(&unsent)) {
            return Ok(());
        }
        self.drafts.excuse(draft);
        if self.dice.in_thousand(400) {
            self.note(|| format!("tab {}: discards {draft}", page.0));
            return self.tell_tab(page.0, Input::Discard(draft));
        }
        let anew = DraftId::from_bits(u128::from(self.dice.bits()) << 64);
        self.drafts.add(anew, person, page);
        self.drafts.disturb(anew);
        self.note(|| format!("tab {}: sends {draft} again as {anew}", page.0));
        self.tell_tab(page.0, Input::Retry { draft, anew })
    }

    /// What a copy of the room does not have was lost by whoever restored it.
    pub(super) fn lost_by_restore(&mut self, lost: &[protocol::Entry]) {
        for entry in lost {
            if let Some(draft) = self.drafts.get_mut(entry.draft) {
                draft.fate = Fate::Excused;
            }
        }
    }
}
