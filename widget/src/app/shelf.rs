//! What the device keeps, put where it belongs: records and logs to the minds, the newest of the logs to the disk.
//!
//! Invariant: a log is written when nothing was said for a moment and when the page goes, never for a message; and not
//! at all while the disk has the same.

use client::{Client, Input};
use gloo::timers::callback::Timeout;
use protocol::{Epoch, Log, Seq, UnixMillis};
use yew::Context;

use super::{App, Msg, SIDES, Side};
use crate::browser;
use crate::keep::Told;

/// As many as can be read on during an outage.
const KEPT: usize = 200;
const REST_MS: u64 = 3_000;

/// Of each log, from where to where the disk has it.
#[derive(Default)]
pub struct Shelf {
    room: Option<Span>,
    feed: Option<Span>,
    rest: Option<Timeout>,
    /// Something was said last.
    said_at: UnixMillis,
}

type Span = (Epoch, Seq, Seq);

impl Shelf {
    fn of(&mut self, side: Side) -> &mut Option<Span> {
        match side {
            Side::Room => &mut self.room,
            Side::Feed => &mut self.feed,
        }
    }
}

impl App {
    pub(super) fn told(&mut self, ctx: &Context<Self>, told: Told) -> bool {
        match told {
            Told::Kept(draft) => self.drive(ctx, Side::Room, Input::Kept(draft)),
            Told::Left(left) => self.drive(ctx, Side::Room, Input::Adopt(left)),
            Told::Recalled(side, log) => {
                *self.shelf.of(side) = span(&log);
                let changed = self.drive(ctx, side, Input::Recall(log));
                if changed && self.room.client.you().is_none() {
                    // As the rows of the document: they were there before, and nothing of them moves.
                    let feed = self.feed.as_ref().map(|feed| &feed.client);
                    self.reading
                        .begin(&self.room.client, feed, &mut self.store, &self.reader);
                    self.begin_calls();
                    self.redraw();
                }
                changed
            }
            Told::Works(works) => {
                self.works = works;
                true
            }
        }
    }

    /// Soon the logs are put away, unless more is said. A timer costs as much as a row's elements, so there is one for many messages.
    pub(super) fn plan_rest(&mut self, ctx: &Context<Self>) {
        self.shelf.said_at = self.reader.now;
        if self.shelf.rest.is_none() {
            self.rest_after(ctx, REST_MS);
        }
    }

    fn rest_after(&mut self, ctx: &Context<Self>, ms: u64) {
        let link = ctx.link().clone();
        let ms = u32::try_from(ms).unwrap_or(u32::MAX);
        self.shelf.rest = Some(Timeout::new(ms, move || link.send_message(Msg::Rest)));
    }

    pub(super) fn rested(&mut self, ctx: &Context<Self>) {
        let quiet = browser::now().since(self.shelf.said_at);
        // A clock that was set back makes nobody wait.
        match REST_MS
            .checked_sub(quiet)
            .filter(|more| (1..REST_MS).contains(more))
        {
            Some(more) => self.rest_after(ctx, more),
            None => self.put_away(),
        }
    }

    pub(super) fn put_away(&mut self) {
        self.shelf.rest = None;
        self.store.set_left(self.reading.left(browser::now()));
        for side in SIDES {
            let now = self.client(side).map(|client| client.timeline().span(KEPT));
            if std::mem::replace(self.shelf.of(side), now) != now
                && let Some(client) = self.client(side)
            {
                self.keep.save(side, &client.timeline().newest(KEPT));
            }
        }
    }

    fn client(&self, side: Side) -> Option<&Client> {
        match side {
            Side::Room => Some(&self.room.client),
            Side::Feed => self.feed.as_ref().map(|feed| &feed.client),
        }
    }
}

fn span(log: &Log) -> Option<Span> {
    let (first, last) = (log.list.first()?, log.list.last()?);
    Some((log.epoch, first.seq, last.seq))
}
