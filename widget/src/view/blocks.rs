//! The rows of a room in blocks: those whose places in the log begin alike.
//!
//! Invariant: a row stands in the same block for as long as the page begins where it does. So what one message more changes is the last block, and
//! where nothing else has changed the others are handed on as they are: nobody makes them anew, compares or draws them.

use std::rc::Rc;

use protocol::{Entry, Seq};

use super::chat::{Chat, Item, ON_ITS_WAY};
use crate::window::BLOCK;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockView {
    pub number: u64,
    pub items: Rc<Vec<Item>>,
}

/// What a page was made with, beside what was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Made {
    /// The page's first entry.
    pub(super) first: Seq,
    pub(super) fresh: Seq,
    pub(super) read: Option<Seq>,
}

/// The blocks of a page that grows, without its last.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) blocks: Vec<BlockView>,
    /// What comes from here on is made anew.
    pub(super) from: Seq,
    pub(super) day: Option<i32>,
    /// The last message before that.
    pub(super) said: Option<Seq>,
}

impl Kept {
    /// Of `before`, since when entries have come at the end and nothing else has changed.
    pub(super) fn of(before: &Chat, made: Made) -> Option<Self> {
        if before.made != made {
            return None;
        }
        let is_told = |block: &BlockView| block.number != ON_ITS_WAY.0 / BLOCK;
        let last = before.blocks.iter().rposition(is_told).filter(|last| *last > 0)?;
        let (kept, rest) = before.blocks.split_at_checked(last)?;
        let from = rest.first()?.items.iter().find_map(place)?;
        let items = || kept.iter().flat_map(|block| block.items.iter()).rev();
        // Where the line is to be drawn is asked of all that is in the page.
        if made.read.is_some_and(|read| made.first <= read.next())
            && !items().any(|item| *item == Item::Unread)
        {
            return None;
        }
        Some(Self {
            blocks: kept.to_vec(),
            from,
            day: items().find_map(|item| match item {
                Item::Day { key, .. } => Some(*key),
                _ => None,
            }),
            said: items().find_map(|item| match item {
                Item::Group(group) => group.bubbles.last()?.seq,
                _ => None,
            }),
        })
    }

    /// What is made anew of a page, with what is known of those above it.
    pub(super) fn rest<'a>(&self, page: &'a [Entry]) -> &'a [Entry] {
        page.get(place_of(page, self.from)..).unwrap_or_default()
    }

    pub(super) fn last<'a>(&self, page: &'a [Entry]) -> Option<&'a Entry> {
        page.get(place_of(page, self.said?))
    }
}

fn place_of(page: &[Entry], seq: Seq) -> usize {
    page.partition_point(|entry| entry.seq < seq)
}

/// What has no place of its own goes with what follows it.
pub(super) fn blocks(items: Vec<Item>) -> Vec<BlockView> {
    let mut blocks: Vec<(u64, Vec<Item>)> = Vec::new();
    for item in items.into_iter().rev() {
        let following = blocks.last().map_or(u64::MAX, |(number, _)| *number);
        let number = place(&item).map_or(following, |place| place.0 / BLOCK);
        match blocks.last_mut().filter(|(of, _)| *of == number) {
            Some((_, items)) => items.push(item),
            None => blocks.push((number, vec![item])),
        }
    }
    let block = |(number, mut items): (u64, Vec<Item>)| {
        items.reverse();
        BlockView {
            number,
            items: Rc::new(items),
        }
    };
    blocks.into_iter().rev().map(block).collect()
}

/// Where a row begins in the log.
fn place(item: &Item) -> Option<Seq> {
    match item {
        Item::Line { key, .. } | Item::Gone { key, .. } | Item::Crowd { key, .. } => Some(*key),
        Item::Group(group) => Some(group.key),
        // It stands with what is on its way.
        Item::Failed { .. } => Some(ON_ITS_WAY),
        Item::Day { .. } | Item::Unread => None,
    }
}
