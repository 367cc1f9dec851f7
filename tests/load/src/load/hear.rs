//! What comes of what is heard: places, times, and what is to be said to it.
//!
//! Invariant: a socket takes entries in order and without a hole, and asks for what it lacks; what it has already is nothing new.

use super::{Fate, Load};
use crate::crowd::Seat;
use crate::language::{Heard, Room, seen};

impl Load {
    pub fn hear(&mut self, seat: &mut Seat, text: &[u8]) {
        match self.room.hear(text) {
            Heard::State => {}
            Heard::Head(head) => {
                seat.head = seat.head.max(head);
                seat.ask();
            }
            Heard::Welcome {
                head,
                seen_every,
                epoch,
            } => {
                // The first time there is nothing to be caught up with.
                if !seat.welcomed {
                    seat.last = head;
                }
                seat.welcomed = true;
                seat.head = head;
                seat.said = seat.last;
                seat.seen_every = seen_every;
                seat.epoch = epoch;
            }
            Heard::Entries { from, upto } if from <= seat.last + 1 => self.take(seat, upto, text),
            Heard::Entries { from, upto } => match self.room {
                Room::Ours => {
                    seat.head = seat.head.max(upto);
                    seat.ask();
                }
                Room::Reference => {
                    self.figures.lost += from - seat.last - 1;
                    seat.last = upto;
                }
            },
            Heard::History { from, upto } => {
                seat.asks = false;
                if from <= seat.last + 1 {
                    self.take(seat, upto, text);
                }
                seat.ask();
            }
            Heard::Resync(head) => {
                self.figures.resyncs += 1;
                seat.head = seat.head.max(head);
                seat.says.push(seen(seat.last));
                seat.ask();
            }
            Heard::Ack(draft) => {
                let now = self.now_us();
                if let Some(post) = self.posts.get_mut(&draft) {
                    self.figures.taken += u64::from(post.fate != Fate::Taken);
                    post.fate = Fate::Taken;
                    self.holds[post.by] = false;
                    self.figures.acked_us.push(now - post.at_us);
                }
            }
            Heard::Held(draft, wait_ms) => {
                let now = self.now_us();
                if let Some(post) = self.posts.get_mut(&draft) {
                    post.fate = Fate::Held;
                    self.holds[post.by] = true;
                    self.figures.holds += 1;
                    self.figures.answered_us.push(now - post.at_us);
                    self.held.insert((now + wait_ms * 1_000, draft), post.by);
                }
            }
            Heard::Odd(text) => self.figures.broken.push(text),
        }
    }

    /// Everything up to there has arrived.
    fn take(&mut self, seat: &mut Seat, upto: u64, text: &[u8]) {
        if self.is_timed(seat.number) {
            self.time(seat.last, text);
        }
        let more = upto.saturating_sub(seat.last);
        seat.last += more;
        if seat.number < self.sockets {
            self.figures.frames += u64::from(more > 0);
            self.figures.deliveries += more;
            self.last_heard_us = self.now_us();
        }
        if seat.seen_every > 0 && seat.last >= seat.said + seat.seen_every {
            seat.said = seat.last;
            seat.says.push(seen(seat.last));
        }
    }

    /// One that was taken is timed where it is new.
    fn time(&mut self, last: u64, text: &[u8]) {
        let now = self.now_us();
        for (seq, draft) in self.room.drafts(text) {
            let known = self.places.entry(draft).or_insert(seq);
            self.figures.doubled += u64::from(*known != seq);
            if let Some(post) = self.posts.get(&draft).filter(|_| seq > last) {
                let took = now - post.at_us;
                if self.official == Some(post.by) {
                    self.figures.official_us.push(took);
                } else {
                    self.figures.heard_us.push(took);
                }
            }
        }
    }
}
