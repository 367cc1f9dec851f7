//! A log as it was written, and every version of its entries that somebody may have seen.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Act, Entry, Seq};

use super::at;

#[derive(Clone, Default)]
pub(crate) struct History {
    written: Vec<Entry>,
    /// The acts that change an entry, in order.
    acts: BTreeMap<Seq, Vec<Seq>>,
    /// The edits of an entry.
    edits: BTreeMap<Seq, Vec<Seq>>,
}

impl History {
    /// Of entries that nothing written here has changed.
    pub(crate) fn of(written: Vec<Entry>) -> Self {
        let mut edits: BTreeMap<Seq, Vec<Seq>> = BTreeMap::new();
        for entry in &written {
            if let Some(Act::Edit(seq)) = entry.what.act() {
                edits.entry(seq).or_default().push(entry.seq);
            }
        }
        Self {
            written,
            acts: BTreeMap::new(),
            edits,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.written.len()
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.written
    }

    pub(crate) fn add(&mut self, entry: Entry) {
        match entry.what.act() {
            Some(Act::Edit(seq)) => {
                self.acts.entry(seq).or_default().push(entry.seq);
                self.edits.entry(seq).or_default().push(entry.seq);
            }
            Some(Act::Unsend(seq)) => {
                let edits = self.edits.get(&seq).cloned().unwrap_or_default();
                for changed in edits.into_iter().chain([seq]) {
                    self.acts.entry(changed).or_default().push(entry.seq);
                }
            }
            _ => {}
        }
        self.written.push(entry);
    }

    /// All but the first so many are lost.
    pub(crate) fn cut(&mut self, length: usize) -> Vec<Entry> {
        let lost = self.written.split_off(length.min(self.written.len()));
        for acts in self.acts.values_mut().chain(self.edits.values_mut()) {
            acts.retain(|seq| at(&self.written, *seq).is_some());
        }
        lost
    }

    /// The entries, each as the acts have left it.
    pub(crate) fn by_now(&self) -> Vec<Entry> {
        let mut log = self.written.clone();
        for (seq, acts) in &self.acts {
            let nth = usize::try_from(seq.0.saturating_sub(1)).unwrap_or(usize::MAX);
            if let Some(entry) = log.get_mut(nth) {
                for act in acts.iter().filter_map(|act| at(&self.written, *act)) {
                    entry.rewrite(act);
                }
            }
        }
        log
    }

    /// The newest `most` of the first `durable` entries, as the durable acts have left them.
    pub(crate) fn page(&self, durable: usize, most: usize) -> Vec<Entry> {
        let durable = self.written.get(..durable).unwrap_or(&self.written);
        let page = durable.iter().skip(durable.len().saturating_sub(most)).cloned();
        let as_is = |mut entry: Entry| {
            let acts = self.acts.get(&entry.seq).into_iter().flatten();
            for act in acts.filter_map(|act| at(durable, *act)) {
                entry.rewrite(act);
            }
            entry
        };
        page.map(as_is).collect()
    }

    /// It stood there once, with at least the acts up to `least` in it, and with none beyond the first `durable` entries.
    pub(crate) fn stood(&self, entry: &Entry, least: Seq, durable: usize) -> bool {
        let durable = self.written.get(..durable).unwrap_or(&self.written);
        let Some(first) = at(durable, entry.seq) else {
            return false;
        };
        let Some(acts) = self.acts.get(&entry.seq) else {
            return first == entry;
        };
        let needed = acts.iter().filter(|act| **act <= least).count();
        if needed == 0 && first == entry {
            return true;
        }
        let mut version = first.clone();
        for (nth, act) in acts.iter().enumerate() {
            let Some(act) = at(durable, *act) else { break };
            version.rewrite(act);
            if nth.saturating_add(1) >= needed && version == *entry {
                return true;
            }
        }
        false
    }

    /// The texts that were taken back, their edits' too: of people, and not said by another message as well.
    pub(crate) fn taken_back(&self) -> BTreeSet<&str> {
        let unsent = self.written.iter().filter_map(|entry| match entry.what.act() {
            Some(Act::Unsend(seq)) => Some(seq),
            _ => None,
        });
        let unsent: BTreeSet<Seq> = unsent.collect();
        let is_gone = |entry: &&Entry| match entry.what.act() {
            Some(Act::Edit(seq)) => unsent.contains(&seq),
            _ => unsent.contains(&entry.seq),
        };
        let (gone, living): (Vec<&Entry>, Vec<&Entry>) = self.written.iter().partition(is_gone);
        let text = |entry: &&'_ Entry| entry.author.member.as_str().starts_with('g');
        let gone = gone.into_iter().filter(text);
        let mut texts: BTreeSet<&str> = gone.map(|entry| entry.what.body().as_str()).collect();
        for entry in living {
            texts.remove(entry.what.body().as_str());
        }
        texts
    }
}
