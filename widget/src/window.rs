//! Which of the entries are in the page.
//!
//! Invariant: at most [`MOST`] entries are shown; what stands behind a row counts as none. Building a row costs most of a frame's time in layout, so a long history slides
//! through the page instead of growing in it. Taking a row away costs as much as one more: while the page follows the newest, they leave by [`BLOCK`]s.

use std::ops::Range;

use protocol::{Entry, Seq};

use crate::view::Flow;

/// Twelve screens of a phone or more: no scroll crosses them before the next slide.
pub const MOST: usize = 240;
/// Rows that stand together in the page: those whose places in the log begin alike.
pub const BLOCK: u64 = 16;
/// How far one slide goes.
const STEP: usize = 80;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The newest entry in the page. None: whatever is newest.
    last: Option<Seq>,
}

impl Window {
    /// The part of `entries` that is in the page.
    pub fn range(self, entries: &[Entry], flow: &Flow) -> Range<usize> {
        let end = self.end(entries);
        let start = flow.index(entries, flow.shown(entries, end).saturating_sub(MOST));
        match self.last {
            // Whoever is up there may have the first row before their eyes.
            Some(_) => start..end,
            // What stands behind a row stays together.
            None => {
                flow.index(entries, flow.shown(entries, whole(entries, start)))
                    .min(end)..end
            }
        }
    }

    /// Nothing newer lies below the page's last row.
    pub fn is_at_newest(self, entries: &[Entry]) -> bool {
        self.end(entries) == entries.len()
    }

    /// From now on, stay: new entries wait below.
    pub fn hold(&mut self, entries: &[Entry]) {
        let end = self.end(entries);
        self.stop_at(entries, end);
    }

    pub fn follow(&mut self) {
        self.last = None;
    }

    /// Towards older entries. False: there are none here, so they must be fetched.
    pub fn up(&mut self, entries: &[Entry], flow: &Flow) -> bool {
        let Range { start, .. } = self.range(entries, flow);
        if start == 0 {
            return false;
        }
        let start = flow.shown(entries, start).saturating_sub(STEP);
        self.stop_at(entries, flow.index(entries, start.saturating_add(MOST)));
        true
    }

    /// Towards newer entries. False: they are all here.
    pub fn down(&mut self, entries: &[Entry], flow: &Flow) -> bool {
        let end = self.end(entries);
        if end == entries.len() {
            return false;
        }
        self.stop_at(entries, further(entries, flow, end, STEP));
        true
    }

    /// To an entry, with as much above it as below.
    pub fn reveal(&mut self, entries: &[Entry], flow: &Flow, seq: Seq) {
        let place = entries.partition_point(|entry| entry.seq <= seq);
        self.stop_at(entries, further(entries, flow, place, MOST / 2));
    }

    fn stop_at(&mut self, entries: &[Entry], end: usize) {
        self.last = end
            .checked_sub(1)
            .and_then(|last| entries.get(last))
            .map(|entry| entry.seq);
    }

    /// Entries are contiguous, so a place tells an index. Where the entries are others now, the newest are shown.
    fn end(self, entries: &[Entry]) -> usize {
        let place = || {
            let first = entries.first()?.seq.0;
            let index = usize::try_from(self.last?.0.checked_sub(first)?).ok()?;
            (index < entries.len()).then_some(index.saturating_add(1))
        };
        place().unwrap_or(entries.len())
    }
}

/// The first whole block from there on. What lies above the first entry is whole.
fn whole(entries: &[Entry], start: usize) -> usize {
    let Some(first) = entries.get(start).filter(|_| start > 0) else {
        return start;
    };
    let cut = first.seq.0.next_multiple_of(BLOCK).saturating_sub(first.seq.0);
    start.saturating_add(usize::try_from(cut).unwrap_or(0))
}

/// So many that are shown further down.
fn further(entries: &[Entry], flow: &Flow, index: usize, more: usize) -> usize {
    flow.index(entries, flow.shown(entries, index).saturating_add(more))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use protocol::{Author, Body, DisplayName, DraftId, MemberId, Role, UnixMillis, What};

    use super::*;

    fn entries(seqs: Range<u64>) -> Vec<Entry> {
        let author = Author {
            member: MemberId::parse("g1").unwrap(),
            name: DisplayName::parse("もか").unwrap(),
            role: Role::Fan,
        };
        let what = What::text(Body::parse("あ").unwrap());
        seqs.map(|seq| Entry {
            seq: Seq(seq),
            at: UnixMillis(seq),
            draft: DraftId::from_bits(u128::from(seq)),
            author: author.clone(),
            what: what.clone(),
        })
        .collect()
    }

    #[test]
    fn the_page_follows_the_newest_entries() {
        let window = Window::default();
        assert_eq!(window.range(&entries(1..51), &Flow::default()), 0..50);
        // The entry at 760 is the 761st; the next block begins with the 768th.
        assert_eq!(window.range(&entries(1..1_001), &Flow::default()), 767..1_000);
        // Whoever goes up has all of it.
        let mut held = window;
        held.hold(&entries(1..1_001));
        assert_eq!(held.range(&entries(1..1_001), &Flow::default()), 760..1_000);
    }

    #[test]
    fn g2_rows_leave_the_page_by_blocks_while_it_follows_the_newest() {
        let start = |count| {
            Window::default()
                .range(&entries(1..count), &Flow::default())
                .start
        };
        let starts: BTreeSet<usize> = (241..1_001).map(start).collect();
        assert_eq!(starts.len(), 1 + 760_usize.div_ceil(16));
        assert!(starts.iter().skip(1).all(|start| (start + 1).is_multiple_of(16)));
    }

    #[test]
    fn a_reader_who_scrolled_up_is_not_pushed_by_new_entries() {
        let mut window = Window::default();
        window.hold(&entries(1..301));
        assert_eq!(window.range(&entries(1..401), &Flow::default()), 60..300);
        assert!(!window.is_at_newest(&entries(1..401)));
        window.follow();
        assert_eq!(window.range(&entries(1..401), &Flow::default()), 175..400);
    }

    #[test]
    fn sliding_up_and_down_meets_every_entry_and_both_ends() {
        let all = entries(1..1_001);
        let mut window = Window::default();
        let mut seen = window.range(&all, &Flow::default());
        while window.up(&all, &Flow::default()) {
            let now = window.range(&all, &Flow::default());
            assert!(
                now.len() == MOST && now.end > seen.start,
                "{now:?} touches {seen:?}"
            );
            seen = now;
        }
        assert_eq!(seen, 0..MOST);
        while window.down(&all, &Flow::default()) {
            let now = window.range(&all, &Flow::default());
            assert!(
                now.len() == MOST && now.start < seen.end,
                "{now:?} touches {seen:?}"
            );
            seen = now;
        }
        assert_eq!(seen, 760..1_000);
    }

    #[test]
    fn older_entries_that_arrive_above_do_not_move_the_page() {
        let mut window = Window::default();
        window.hold(&entries(201..441));
        assert!(!window.up(&entries(201..441), &Flow::default()));
        let more = entries(1..441);
        assert_eq!(
            more.get(window.range(&more, &Flow::default()))
                .unwrap()
                .first()
                .unwrap()
                .seq,
            Seq(201)
        );
        assert!(window.up(&more, &Flow::default()));
    }

    #[test]
    fn g8_an_entry_that_is_jumped_to_stands_in_the_middle_of_the_page() {
        let all = entries(1..1_001);
        let mut window = Window::default();
        window.reveal(&all, &Flow::default(), Seq(500));
        assert_eq!(window.range(&all, &Flow::default()), 380..620);
        window.reveal(&all, &Flow::default(), Seq(3));
        assert_eq!(window.range(&all, &Flow::default()), 0..123);
        window.reveal(&all, &Flow::default(), Seq(990));
        assert!(window.is_at_newest(&all) && window.range(&all, &Flow::default()).contains(&989));
    }

    #[test]
    fn entries_of_another_history_are_shown_from_their_end() {
        let mut window = Window::default();
        window.hold(&entries(900..1_000));
        assert_eq!(window.range(&entries(1..11), &Flow::default()), 0..10);
    }
}
