//! One room: what happens to it comes in as an [`Input`], what the edge should do comes out as [`Effect`]s.
//!
//! Invariants: whatever can fail is asked before memory changes, so a fault says nothing and leaves a room that works;
//! every map is bounded by the sockets that are open, or by a number of `limits`.

mod acts;
mod admission;
mod batch;
mod fetch;
mod hello;
mod herd;
mod look;
mod marks;
mod newest;
mod news;
mod pictures;
mod port;
mod post;
mod reach;
mod reactions;
mod readers;
mod sockets;
mod speech;
mod standing;
#[cfg(test)]
mod tests;
mod tick;

use std::collections::BTreeSet;

use protocol::{
    Bye, ClientFrame, CloseReason, DecodeError, DraftId, Epoch, Refusal, Refused, Resync, RoomKind,
    ServerFrame, StickerName, UnixMillis, limits,
};

pub use self::port::{Conn, Effect, Input, Pass};

use self::admission::Admission;
use self::batch::Batch;
use self::herd::Herd;
use self::marks::Marks;
use self::news::{Crowd, News};
use self::post::Paced;
use self::reach::{Reach, Sifted};
use self::reactions::Reactions;
use self::sockets::Sockets;
use crate::pace::{POSTS, UPLOADS};
use crate::{Card, Fault, Journal, Ruled, Standing};

/// What a room remembers between two steps. All of it may be lost at any time.
#[derive(Clone, Debug)]
pub struct Room {
    kind: RoomKind,
    sockets: Sockets,
    herd: Herd,
    posts: Paced,
    admission: Admission,
    /// Reactions and reports.
    touches: Paced,
    uploads: Paced,
    news: News,
    batch: Batch,
    reach: Reach,
    reactions: Reactions,
    marks: Marks,
    ruled: Ruled,
    /// The history's, once this memory has asked.
    epoch: Option<Epoch>,
    /// Where the log stood, see `standing.rs`.
    stood: Option<Standing>,
    stickers: fn(&StickerName) -> bool,
    /// What a frame to the sockets of other places costs, in sockets of its own.
    elsewhere: usize,
}

impl Room {
    /// From the sockets that are open now: a card for each that had said `Hello`.
    pub fn restore(kind: RoomKind, sockets: impl IntoIterator<Item = (Conn, Option<Card>)>) -> Self {
        let mut reach = Reach::default();
        let sockets = Sockets::restore(sockets.into_iter().inspect(|(conn, card)| {
            if let Some(card) = card {
                reach.restore(*conn, card.seen);
            }
        }));
        let members = sockets.members();
        let newest = sockets.cards().filter_map(|(_, card)| card.ruled);
        let ruled = newest.max_by_key(|ruled| ruled.since).unwrap_or_default();
        Self {
            kind,
            sockets,
            herd: Herd::default(),
            posts: Paced::at(POSTS),
            admission: Admission::restore(Some(ruled.rules).filter(|_| members > 0)),
            touches: Paced::at(POSTS),
            uploads: Paced::at(UPLOADS),
            news: News::restore(members),
            batch: Batch::default(),
            reach,
            reactions: Reactions::restore(members),
            marks: Marks::restore(members),
            ruled,
            epoch: None,
            stood: None,
            stickers: |_| true,
            elsewhere: 0,
        }
    }

    /// Where it is known which stickers there are. Elsewhere each that has a name is one.
    #[must_use]
    pub fn with_stickers(self, stickers: fn(&StickerName) -> bool) -> Self {
        Self { stickers, ..self }
    }

    /// From now on a frame to everybody costs this object as much as to its own sockets and so many more. It is what others hold
    /// for the room, and cheaper than it is many.
    pub fn pays(&mut self, elsewhere: usize) {
        self.elsewhere = elsewhere;
    }

    /// The places that hold some, but for the room's own.
    pub fn places(&self) -> impl Iterator<Item = u16> {
        self.sockets.places().filter(|place| *place > 0)
    }

    /// All sockets, wherever they are.
    pub fn sockets(&self) -> usize {
        self.sockets.len()
    }

    /// How many sockets that place holds.
    pub fn sockets_at(&self, place: u16) -> usize {
        self.sockets.at(place)
    }

    /// The sockets of that place, and whether each has said a good `Hello`.
    pub fn sockets_of(&self, place: u16) -> impl Iterator<Item = (Conn, bool)> {
        self.sockets.of(place)
    }

    /// Sockets that no broadcast of the last step is for: the runtime holds too much that they have not read. Empty, as a
    /// rule.
    pub fn silent(&self) -> &BTreeSet<Conn> {
        self.reach.silent()
    }

    /// Sockets that the room has closed with something still unread, and whose end it has not heard of.
    pub fn closing(&self) -> usize {
        self.reach.closing()
    }

    /// Bytes that the runtime may hold for all sockets together, an estimate.
    pub fn outstanding_bytes(&self) -> u64 {
        self.reach.outstanding()
    }

    /// Which socket waits for the answer to which post. After a fault there is none: the edge closes them as well, and their
    /// clients come back and ask.
    pub fn unanswered(&self) -> impl Iterator<Item = (Conn, DraftId)> {
        self.batch.unanswered()
    }

    /// After a fault the edge logs it, and closes the socket that the input came from with
    /// [`CloseReason::Fault`], and those that are [`Room::unanswered`]; the room stays good for the next step.
    pub fn step(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        input: Input,
    ) -> Result<Vec<Effect>, Fault> {
        let mut out = Vec::new();
        let done = self
            .take(journal, now, input, &mut out)
            .and_then(|()| self.tell(journal, now, &mut out));
        match done {
            Ok(()) => {
                self.batch.done();
                Ok(out)
            }
            Err(fault) => {
                self.batch.drop_all();
                self.stood = None;
                // What was written may be there or not: the next step asks the journal, and tells everybody the head.
                self.news.doubt();
                self.reactions.doubt();
                self.marks.doubt();
                Err(fault)
            }
        }
    }

    /// What is due, to everybody who reads. Whoever does not is found out before.
    fn tell(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let members = self.sockets.members();
        if members == 0 || self.batch.is_full() || self.news.tick().is_due(now) {
            self.commit(journal, now, out)?;
        }
        let head = self.news.catch_up(journal, members)?;
        if let (Some(conn), Some(head)) = (self.reach.resumed(), head) {
            self.hears_again(journal, now, conn, head, out)?;
        }
        if let (Some(head), Some(coming)) = (head, self.news.due(now, self.crowd())) {
            let told = self.news.told(head);
            let Sifted { slow, stopped } = self.reach.sift(now, told, coming);
            for conn in slow {
                self.cut_off(conn, out);
            }
            let resync = |conn| Effect::Send(conn, ServerFrame::Resync(Resync { head }));
            out.extend(stopped.into_iter().map(resync));
        }
        let members = self.sockets.members();
        let state = match head.filter(|_| members > 0) {
            Some(head) => self.told_state(journal, now, head)?,
            None => {
                self.reactions.unheard();
                self.marks.unheard();
                Vec::new()
            }
        };
        self.tell_rules(now, out);
        let crowd = self.crowd();
        self.news.tell(now, crowd, &mut self.reach, out);
        out.extend(state);
        self.news.arm(now, crowd, self.state_due_at(now), out);
        Ok(())
    }

    /// What a frame to everybody costs this object, in sockets.
    fn listeners(&self) -> usize {
        self.sockets.at(0).saturating_add(self.elsewhere)
    }

    fn crowd(&self) -> Crowd {
        Crowd {
            members: self.sockets.members(),
            sockets: self.listeners(),
        }
    }

    fn take(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        input: Input,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        match input {
            Input::Connected(conn) => {
                let places = limits::ROOM_SOCKETS.saturating_sub(self.reach.closing());
                if self.sockets.len() < places && !self.reach.is_swamped() {
                    self.sockets.open(conn);
                } else {
                    let retry_after_ms = Some(self.reconnect_window_ms());
                    out.push(bye(conn, CloseReason::Full, retry_after_ms));
                    out.push(Effect::Close(conn, CloseReason::Full));
                }
                Ok(())
            }
            Input::Frame { conn, frame, pass } => {
                if !self.sockets.has(conn) {
                    // It was closed, and this was under way.
                    return Ok(());
                }
                if let Some(wait_ms) = self.sockets.pace(conn, now) {
                    out.push(bye(conn, CloseReason::Limited, Some(wait_ms.max(1_000))));
                    self.close(conn, CloseReason::Limited, out);
                    return Ok(());
                }
                self.reach.heard(conn);
                match frame {
                    Ok(frame) => self.frame(journal, now, conn, frame, pass, out),
                    Err(error) => {
                        refuse(conn, None, error.into(), out);
                        if error == DecodeError::TooBig {
                            self.close(conn, CloseReason::TooBig, out);
                        }
                        Ok(())
                    }
                }
            }
            Input::Closed(conn) => {
                self.reach.forget(conn);
                let card = self.sockets.forget(conn);
                self.went(journal, now, card)
            }
            Input::Left(conn, card) => {
                self.reach.forget(conn);
                let card = self.sockets.forget(conn).unwrap_or(card);
                self.went(journal, now, Some(card))
            }
            Input::Post { author, draft, body } => {
                self.post_over_http(journal, now, author, draft, &body, out)
            }
            Input::Ruled(ruled) => self.ruled(ruled, out),
            Input::Wake => {
                self.news.woken();
                Ok(())
            }
            Input::Uploaded { picture, role } => self.uploaded(journal, now, picture, role, out),
            Input::Alarm => self.alarm(journal, now, out),
            Input::Dropped(keys) => journal.beside_mut()?.forget_pictures(&keys),
        }
    }

    fn frame(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        conn: Conn,
        frame: ClientFrame,
        pass: Option<Result<Pass, Refusal>>,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let is_known = self.sockets.card(conn).is_some();
        match frame {
            ClientFrame::Hello(hello) => self.hello(journal, now, conn, &hello, pass, out),
            ClientFrame::Post(post) => self.post(journal, now, conn, &post, out),
            _ if !is_known => {
                refuse(conn, None, Refusal::HelloFirst, out);
                Ok(())
            }
            ClientFrame::Fetch(fetch) => self.fetch(journal, now, conn, fetch, out),
            ClientFrame::Seen(seen) => {
                let head = match self.news.head() {
                    Some(head) => head,
                    None => self.standing(journal)?.head,
                };
                self.proved(conn, seen.seq, head, out);
                Ok(())
            }
            ClientFrame::Read(read) => self.read(journal, now, conn, read.seq, out),
            ClientFrame::React(react) => self.react(journal, now, conn, react, out),
            ClientFrame::Look(look) => self.look(journal, conn, &look, out),
            ClientFrame::Find(find) => self.find(journal, conn, find, out),
            ClientFrame::Block(block) => self.block(journal, conn, block, out),
            ClientFrame::Report(report) => self.report(journal, now, conn, report, out),
        }
    }

    fn close(&mut self, conn: Conn, reason: CloseReason, out: &mut Vec<Effect>) {
        self.sockets.forget(conn);
        self.reach.close(conn);
        out.push(Effect::Close(conn, reason));
    }

    /// It does not read what it is told. It comes back and resumes when it does.
    fn cut_off(&mut self, conn: Conn, out: &mut Vec<Effect>) {
        out.push(bye(conn, CloseReason::Slow, Some(self.reconnect_window_ms())));
        self.close(conn, CloseReason::Slow, out);
    }

    /// A deploy cuts every socket at once.
    fn reconnect_window_ms(&self) -> u32 {
        limits::reconnect_window_ms(u32::try_from(self.sockets.len()).unwrap_or(u32::MAX))
    }
}

fn refuse(conn: Conn, draft: Option<DraftId>, refusal: Refusal, out: &mut Vec<Effect>) {
    let refused = Refused {
        draft,
        refusal,
        retry_after_ms: None,
    };
    out.push(Effect::Send(conn, ServerFrame::Refused(refused)));
}

fn bye(conn: Conn, reason: CloseReason, retry_after_ms: Option<u32>) -> Effect {
    Effect::Send(
        conn,
        ServerFrame::Bye(Bye {
            reason,
            retry_after_ms,
        }),
    )
}

/// Milliseconds as they travel.
fn ms(wait: u64) -> u32 {
    u32::try_from(wait).unwrap_or(u32::MAX)
}

/// Whether `every_ms` have passed since. A clock that went back has made it so: waiting for it to catch up would be
/// waiting for ever.
fn elapsed(since: Option<UnixMillis>, every_ms: u64, now: UnixMillis) -> bool {
    since.is_none_or(|since| now < since || now.since(since) >= every_ms)
}
