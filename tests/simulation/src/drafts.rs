//! Everything that anybody wrote, and what became of it.

use std::collections::BTreeMap;

use protocol::{DraftId, Epoch, Seq};

use crate::person::PageId;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It must come to stand in the log.
    Wanted,
    /// It may: the person gave it up, the page died before the device had kept it, or a copy replaced what it stood in.
    Excused,
}

#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) person: usize,
    /// The page on which it was written: one device's order is the order on one page.
    pub(crate) page: PageId,
    pub(crate) kept: bool,
    /// It may be refused, or be overtaken by a newer one.
    pub(crate) is_act: bool,
    /// Its post was lost alone, or refused for now: what was written after it may stand before it.
    pub(crate) disturbed: bool,
    pub(crate) fate: Fate,
    pub(crate) acked: Option<(Epoch, Seq)>,
}

#[derive(Default)]
pub(crate) struct Drafts {
    list: Vec<(DraftId, Draft)>,
    places: BTreeMap<DraftId, usize>,
}

impl Drafts {
    pub(crate) fn add(&mut self, draft: DraftId, person: usize, page: PageId) {
        self.places.insert(draft, self.list.len());
        let fate = Fate::Wanted;
        let (kept, is_act, disturbed, acked) = (false, false, false, None);
        let new = Draft {
            person,
            page,
            kept,
            is_act,
            disturbed,
            fate,
            acked,
        };
        self.list.push((draft, new));
    }

    /// In the order in which they were written.
    pub(crate) fn all(&self) -> &[(DraftId, Draft)] {
        &self.list
    }

    pub(crate) fn get(&self, draft: DraftId) -> Option<&Draft> {
        self.list.get(*self.places.get(&draft)?).map(|(_, draft)| draft)
    }

    pub(crate) fn get_mut(&mut self, draft: DraftId) -> Option<&mut Draft> {
        self.list
            .get_mut(*self.places.get(&draft)?)
            .map(|(_, draft)| draft)
    }

    pub(crate) fn disturb(&mut self, draft: DraftId) {
        if let Some(draft) = self.get_mut(draft) {
            draft.disturbed = true;
        }
    }

    pub(crate) fn excuse(&mut self, draft: DraftId) {
        if let Some(draft) = self.get_mut(draft) {
            draft.fate = Fate::Excused;
        }
    }

    /// A page is gone: what the device had not kept of it is gone as well.
    pub(crate) fn abandon(&mut self, page: PageId) {
        for (_, draft) in &mut self.list {
            if draft.page == page && !draft.kept {
                draft.fate = Fate::Excused;
            }
        }
    }
}
