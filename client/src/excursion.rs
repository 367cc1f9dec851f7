//! A look at a place that the timeline does not reach.
//!
//! Invariants: a second contiguous list, of the timeline's epoch, that begins with whole pages around the place and grows both
//! ways; it is not shown before the place itself is among it. It holds at most [`MOST`] entries: what grows beyond at one end
//! is let go at the other, and fetched again when wanted. Acts change it as they change the timeline; where some were missed,
//! its pages are fetched anew, newest first, and it joins nothing before that is done.

use protocol::{Entry, Events, Seq};

use crate::asks::Page;
use crate::stretch::{Stretch, before};

/// Entries that it holds: five answers, twenty pages of a phone.
const MOST: usize = 1_000;
/// Entries on each side of the place, at first.
const AROUND: u64 = 50;
/// Entries of a page in the direction of the live end, where an answer would otherwise begin.
const AHEAD: u64 = 100;

#[derive(Clone, Debug, Default)]
pub(crate) struct Excursion {
    way: Option<Way>,
    aside: Option<Aside>,
}

/// On the way to a place: what is here of the entries around it.
#[derive(Clone, Debug)]
struct Way {
    goal: Seq,
    after: Seq,
    upto: Seq,
    rows: Stretch,
}

#[derive(Clone, Debug)]
struct Aside {
    rows: Stretch,
    /// Newer ones that do not touch yet: a page of long entries comes in more answers.
    ahead: Vec<Entry>,
    /// What stands up to here may have changed unheard.
    stale: Option<Seq>,
}

/// What came of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    Nothing,
    More,
    /// The place is among what is shown.
    Landed(Seq),
    /// There is nothing at the place.
    Lost,
    /// There is nothing older.
    First,
}

impl Excursion {
    /// The list, once it is shown.
    pub(crate) fn entries(&self) -> Option<&[Entry]> {
        self.aside.as_ref().map(|aside| aside.rows.entries())
    }

    pub(crate) fn get(&self, seq: Seq) -> Option<&Entry> {
        self.aside.as_ref()?.rows.get(seq)
    }

    pub(crate) fn base(&self) -> Option<Seq> {
        self.aside.as_ref().map(|aside| aside.rows.base())
    }

    pub(crate) fn goal(&self) -> Option<Seq> {
        self.way.as_ref().map(|way| way.goal)
    }

    /// Towards a place above `floor` and up to `end`: so much there is to fetch.
    pub(crate) fn go(&mut self, goal: Seq, floor: Seq, end: Seq) {
        let upto = Seq(goal.0.saturating_add(AROUND)).min(end);
        self.way = Some(Way {
            goal,
            after: floor.max(Seq(goal.0.saturating_sub(AROUND.saturating_add(1)))),
            upto,
            rows: Stretch::at(upto),
        });
    }

    pub(crate) fn stay(&mut self) {
        self.way = None;
    }

    /// A page that is wanted, whatever the person does. An answer under way may be one that nobody waits for any more.
    pub(crate) fn wants(&self) -> Option<(Page, Seq, Seq)> {
        if let Some(Way { after, rows, .. }) = &self.way {
            return Some((Page::Way, *after, rows.base().next()));
        }
        let aside = self.aside.as_ref()?;
        match (aside.stale, aside.ahead.first()) {
            (Some(stale), _) => Some((Page::Anew, aside.rows.base(), stale.next())),
            (None, Some(first)) => Some((Page::Down, aside.rows.last(), first.seq)),
            (None, None) => None,
        }
    }

    /// The bounds of the page after the list, which ends before `end`.
    pub(crate) fn down(&self, end: Seq) -> Option<(Seq, Seq)> {
        let aside = self.aside.as_ref()?;
        let last = aside.rows.last();
        let before = Seq(last.0.saturating_add(AHEAD).saturating_add(1)).min(end);
        (before > last.next()).then_some((last, before))
    }

    pub(crate) fn answered(&mut self, page: Page, events: Events) -> Came {
        match page {
            Page::Way => self.came(events),
            Page::Up => self.came_up(events),
            Page::Down => self.came_down(events.list),
            Page::Anew => self.came_anew(events),
            Page::Hole | Page::Older => Came::Nothing,
        }
    }

    fn came(&mut self, events: Events) -> Came {
        let Some(way) = &mut self.way else {
            return Came::Nothing;
        };
        if events.list.is_empty() && events.from == way.rows.base().next() {
            self.way = None;
            return Came::Lost;
        }
        way.rows.prepend(events.list);
        if way.rows.get(way.goal).is_none() {
            return Came::Nothing;
        }
        let goal = way.goal;
        self.aside = self.way.take().map(|way| Aside {
            rows: way.rows,
            ahead: Vec::new(),
            stale: None,
        });
        Came::Landed(goal)
    }

    fn came_up(&mut self, events: Events) -> Came {
        let Some(Aside { rows, ahead, .. }) = &mut self.aside else {
            return Came::Nothing;
        };
        if events.list.is_empty() && events.from == rows.base().next() {
            return Came::First;
        }
        if !rows.prepend(events.list) {
            return Came::Nothing;
        }
        if rows.entries().len() > MOST {
            rows.shorten_above(MOST);
            ahead.clear();
        }
        Came::More
    }

    fn came_down(&mut self, mut list: Vec<Entry>) -> Came {
        let Some(Aside { rows, ahead, .. }) = &mut self.aside else {
            return Came::Nothing;
        };
        let last = rows.last();
        if list
            .last()
            .is_some_and(|end| end.seq.0 > last.0.saturating_add(AHEAD))
        {
            // Asked for where the person is not any more.
            return Came::Nothing;
        }
        let touches = |entry: Option<&Entry>, next: Seq| entry.is_none_or(|entry| entry.seq <= next);
        let end = list.last().map(|last| last.seq.next());
        if end.is_some_and(|end| touches(ahead.first(), end)) {
            list.append(ahead);
        } else if end.is_some() {
            ahead.clear();
        }
        if touches(list.first(), last.next()) {
            ahead.clear();
            rows.append(list);
            rows.shorten_below(MOST);
            return Came::More;
        }
        *ahead = list;
        Came::Nothing
    }

    fn came_anew(&mut self, events: Events) -> Came {
        let Some(Aside { rows, stale, .. }) = &mut self.aside else {
            return Came::Nothing;
        };
        match events.list.last() {
            // Asked for before there was more to doubt.
            Some(last) if Some(last.seq) < *stale => {}
            Some(_) => *stale = Some(before(events.from)).filter(|rest| *rest > rows.base()),
            None => *stale = None,
        }
        rows.renew(events.list);
        Came::More
    }

    /// Acts were missed.
    pub(crate) fn doubt(&mut self) {
        if let Some(aside) = &mut self.aside {
            aside.stale = Some(aside.rows.last());
            aside.ahead.clear();
        }
        // Whatever is here of a way was asked for before.
        if let Some(way) = &mut self.way {
            way.rows = Stretch::at(way.upto);
        }
    }

    pub(crate) fn rewrite(&mut self, act: &Entry) {
        if let Some(way) = &mut self.way {
            way.rows.rewrite(act);
        }
        if let Some(aside) = &mut self.aside {
            aside.rows.rewrite(act);
            aside.ahead.iter_mut().for_each(|entry| {
                entry.rewrite(act);
            });
        }
    }

    /// The list, if it has come to touch what begins after `base`.
    pub(crate) fn touching(&mut self, base: Seq) -> Option<Vec<Entry>> {
        let touches = |aside: &mut Aside| aside.stale.is_none() && aside.rows.last() >= base;
        self.aside.take_if(touches).map(|aside| aside.rows.take())
    }
}
