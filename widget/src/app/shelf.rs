//! What the device keeps, put where it belongs: records and logs to the minds, the newest of the logs to the disk.
//!
//! Invariant: a log is written when nothing was said for a moment and when the page goes, never for a message; and not
//! at all while the disk has the same.

use client::{Client, Input};
use gloo::timers::callback::Timeout;
use protocol::{Epoch, Log, Seq};
use yew::Context;

use super::{App, Msg, SIDES, Side};
use crate::browser;
use crate::keep::Told;

/// As many as can be read on during an outage.
const KEPT: usize = 200;
const REST_MS: u32 = 3_000;

/// Of each log, from where to where the disk has it.
#[derive(Default)]
pub struct Shelf {
    room: Option<Span>,
    feed: Option<Span>,
    rest: Option<Timeout>,
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

    /// Soon the logs are put away, unless more is said.
    pub(super) fn plan_rest(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        self.shelf.rest = Some(Timeout::new(REST_MS, move || link.send_message(Msg::Rest)));
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
