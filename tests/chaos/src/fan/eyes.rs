//! What a fan hears and what stands in the timeline, written down.
//!
//! Invariant: what is shown is compared with what was shown, never with what was heard.

use std::time::{Duration, Instant};

use protocol::{Seq, ServerFrame};

use super::{Fan, Tab};
use crate::diary::{Did, Mark};

impl Fan {
    /// What can be read now and could not be before.
    pub(super) fn show(&mut self, tab: &mut Tab) {
        if self.diary.terse {
            return;
        }
        let list = tab.client.timeline().entries();
        let (Some(first), Some(last)) = (list.first(), list.last()) else {
            tab.shown = None;
            return;
        };
        let (first, last) = (first.seq, last.seq);
        let goes_on = |(from, to): &(Seq, Seq)| first <= to.next() && from.0 <= last.next().0 && last >= *to;
        let (from, to) = match tab.shown.filter(goes_on) {
            Some(shown) => shown,
            None => {
                let base = Seq(first.0.saturating_sub(1));
                self.diary.write(Did::Began(base));
                (first, base)
            }
        };
        let is_new = |entry: &&protocol::Entry| entry.seq < from || entry.seq > to;
        let fresh: Vec<Mark> = if (first, last) == (from, to) {
            Vec::new()
        } else {
            list.iter().filter(is_new).map(Mark::of).collect()
        };
        if !fresh.is_empty() {
            self.diary.write(Did::Shown(fresh));
        }
        tab.shown = Some((first, last));
    }

    pub(super) fn note(&mut self, frame: &ServerFrame) {
        match frame {
            ServerFrame::Welcome(welcome) => {
                self.state.welcomes += 1;
                self.state.welcomed_at = Some(Instant::now());
                self.state.window = Duration::from_millis(u64::from(welcome.reconnect_window_ms));
                self.diary.write(Did::Welcomed {
                    member: welcome.you.member.clone(),
                    epoch: welcome.epoch,
                    head: welcome.head,
                    mode: welcome.mode,
                });
                for settled in &welcome.settled {
                    if let Some(seq) = settled.seq {
                        self.diary.write(Did::Settled {
                            draft: settled.draft,
                            seq,
                        });
                    }
                }
            }
            ServerFrame::Events(events) | ServerFrame::History(events) if !self.diary.terse => {
                self.diary.write(Did::Heard(Mark::all(&events.list)));
            }
            ServerFrame::Ack(ack) => {
                self.state.acked += 1;
                self.diary.acked(ack.draft, ack.seq);
            }
            ServerFrame::Refused(refused) => self.diary.write(Did::Refused {
                draft: refused.draft,
                refusal: refused.refusal,
            }),
            _ => {}
        }
    }
}
