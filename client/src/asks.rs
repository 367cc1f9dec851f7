//! Pages that were asked for, and which of them an answer is.
//!
//! Invariants: at most one of each kind is under way, and each has a deadline; an answer is known by its bounds, so an answer
//! that was lost confuses no later one.

use protocol::{ClientFrame, Events, Fetch, Seq, UnixMillis};

use crate::Effect;

/// What a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// A hole in the timeline.
    Hole,
    /// Before the timeline.
    Older,
    /// Around the place of a jump.
    Way,
    /// Before the excursion's entries, and after them.
    Up,
    Down,
    /// The excursion's own entries, which may have changed.
    Anew,
}

#[derive(Clone, Copy, Debug)]
struct Ask {
    page: Page,
    fetch: Fetch,
    since: UnixMillis,
}

/// Oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asks(Vec<Ask>);

impl Asks {
    pub(crate) fn is_open(&self, page: Page) -> bool {
        self.0.iter().any(|ask| ask.page == page)
    }

    /// `after < seq < before`, unless such a page is under way.
    pub(crate) fn ask(
        &mut self,
        page: Page,
        after: Seq,
        before: Seq,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) {
        if !self.is_open(page) {
            let fetch = Fetch { after, before };
            self.0.push(Ask {
                page,
                fetch,
                since: now,
            });
            out.push(Effect::Send(ClientFrame::Fetch(fetch)));
        }
    }

    /// What this answers. Nothing asks for the same end twice but for the same entries.
    pub(crate) fn answered(&mut self, events: &Events) -> Option<Page> {
        let end = events.list.last().map_or(events.from, |last| last.seq.next());
        let is_of = |ask: &Ask, exact: bool| {
            let is_end = match exact {
                true => ask.fetch.before == end,
                // The head was not what it seemed.
                false => ask.page == Page::Hole && ask.fetch.before > end,
            };
            is_end && ask.fetch.after < events.from
        };
        let find = |exact| self.0.iter().position(|ask| is_of(ask, exact));
        let nth = find(true).or_else(|| find(false))?;
        Some(self.0.remove(nth).page)
    }

    /// The oldest that is not answered.
    pub(crate) fn since(&self) -> Option<UnixMillis> {
        self.0.first().map(|ask| ask.since)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
