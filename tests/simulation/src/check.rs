//! The promises, each where it can be seen: I1, I2, I3, I5, I7 and I8 on every frame that somebody hears, I4 on every
//! change of what somebody sees, and all of them at the end.

pub(crate) mod end;
pub(crate) mod state;

use client::Link;
use protocol::{Ack, DraftId, Entry, Epoch, Events, Mode, Seq, ServerFrame, Welcome};

use crate::drafts::Drafts;
use crate::ledger::{History, Ledger, at, place};
use crate::person::{Person, Tab};
use crate::promise::{Invariant, Promise, broken};

/// What a tab hears, before its client does.
pub(crate) fn frame(
    ledger: &Ledger,
    drafts: &mut Drafts,
    person: &Person,
    tab: &Tab,
    frame: &ServerFrame,
) -> Promise {
    // Before a Welcome nobody knows of which history it speaks, and the client does not listen.
    let is_live = tab.client.link() == Link::Live;
    if !is_live && !matches!(frame, ServerFrame::Welcome(_)) {
        return Ok(());
    }
    // A frame that was long on its way may be of the history before: it must be true of that one.
    let epoch = match frame {
        ServerFrame::Welcome(welcome) => welcome.epoch,
        _ => tab.client.timeline().newest(0).epoch,
    };
    let (history, durable) = ledger.of(epoch);
    let mut told = Told {
        ledger,
        history,
        durable,
        epoch,
        drafts,
        person,
    };
    match frame {
        ServerFrame::Events(events) | ServerFrame::History(events) => told.entries(events),
        ServerFrame::Ack(Ack { draft, seq }) => told.acknowledged(*draft, *seq),
        ServerFrame::Welcome(welcome) => {
            told.head(welcome.head)?;
            if let Some(pin) = &welcome.pin {
                told.entry(pin)?;
            }
            reset(tab, welcome)?;
            for settled in &welcome.settled {
                if let Some(seq) = settled.seq {
                    told.acknowledged(settled.draft, seq)?;
                }
            }
            Ok(())
        }
        ServerFrame::Presence(presence) => told.head(presence.head),
        ServerFrame::Resync(resync) => told.head(resync.head),
        ServerFrame::Looked(looked) => looked.list.iter().try_for_each(|entry| told.entry(entry)),
        _ => Ok(()),
    }
}

/// What somebody is told, against the history that it is of.
struct Told<'a> {
    ledger: &'a Ledger,
    history: &'a History,
    durable: usize,
    epoch: Epoch,
    drafts: &'a mut Drafts,
    person: &'a Person,
}

impl Told<'_> {
    fn head(&self, head: Seq) -> Promise {
        if head > place(self.durable) {
            return broken(
                Invariant::I8,
                format!("the head {head} is told, and it is not durable"),
            );
        }
        Ok(())
    }

    fn entries(&self, events: &Events) -> Promise {
        let mut next = events.from;
        for entry in &events.list {
            if entry.seq != next {
                let what = format!("{} stands in a frame where {next} belongs", entry.seq);
                return broken(Invariant::I3, what);
            }
            next = next.next();
            self.entry(entry)?;
        }
        Ok(())
    }

    /// As it was written, or as an act has left it since.
    fn entry(&self, entry: &Entry) -> Promise {
        if self.history.stood(entry, Seq::ZERO, self.durable) {
            return Ok(());
        }
        if self.ledger.history.stood(entry, Seq::ZERO, usize::MAX) {
            return broken(
                Invariant::I8,
                format!("{} is told before it is durable", entry.seq),
            );
        }
        broken(
            Invariant::I5,
            format!("{} is told otherwise than it was written", entry.seq),
        )
    }

    fn acknowledged(&mut self, draft: DraftId, seq: Seq) -> Promise {
        let durable = self.history.entries().get(..self.durable);
        let durable = durable.unwrap_or(self.history.entries());
        if !at(durable, seq).is_some_and(|entry| stands(entry, self.person, draft)) {
            let is_early = at(&self.ledger.log, seq).is_some_and(|entry| stands(entry, self.person, draft));
            return if is_early {
                broken(
                    Invariant::I8,
                    format!("{seq} is acknowledged before it is durable"),
                )
            } else {
                let what = format!("{seq} is acknowledged for a draft that does not stand there");
                broken(Invariant::I1, what)
            };
        }
        let Some(of) = self.drafts.get_mut(draft) else {
            return broken(
                Invariant::I5,
                format!("a draft that nobody wrote is acknowledged: {draft}"),
            );
        };
        match of.acked.replace((self.epoch, seq)) {
            Some((then, before)) if then == self.epoch && before != seq => broken(
                Invariant::I2,
                format!("{draft} is acknowledged at {before}, and at {seq}"),
            ),
            _ => Ok(()),
        }
    }
}

fn stands(entry: &Entry, person: &Person, draft: DraftId) -> bool {
    entry.draft == draft && Some(&entry.author.member) == person.member().as_ref()
}

/// Another history begins with a reset.
fn reset(tab: &Tab, welcome: &Welcome) -> Promise {
    let shown = tab.client.timeline();
    let is_same = shown.entries().is_empty() || shown.newest(0).epoch == welcome.epoch;
    if !is_same && welcome.mode != Mode::Reset {
        return broken(Invariant::I7, "the history changed without a reset");
    }
    Ok(())
}

/// What a tab shows is a piece of the log of its epoch. What was compared once is compared again at the end only.
pub(crate) fn timeline(ledger: &Ledger, tab: &mut Tab) -> Promise {
    let timeline = tab.client.timeline();
    let shown = timeline.entries();
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else {
        tab.compared = None;
        return Ok(());
    };
    let epoch = timeline.newest(0).epoch;
    let (first, last) = (first.seq, last.seq);
    let known = tab
        .compared
        .filter(|(of, from, upto)| *of == epoch && *from == first && *upto <= last)
        .map_or(Seq::ZERO, |(_, _, upto)| upto);
    let skip = usize::try_from(known.next().0.saturating_sub(first.0)).unwrap_or(0);
    let (history, durable) = ledger.of(epoch);
    let mut next = Seq(first.0.max(known.next().0));
    for entry in shown.iter().skip(skip) {
        if entry.seq != next || !history.stood(entry, last, durable) {
            let what = format!(
                "what tab {} sees from {first} to {last} is not a piece of the log: {entry:?}",
                tab.number
            );
            return broken(Invariant::I4, what);
        }
        next = next.next();
    }
    tab.compared = Some((epoch, first, last));
    Ok(())
}

/// The newest place that a tab sees.
pub(crate) fn seen(tab: &Tab) -> Seq {
    let shown = tab.client.timeline().entries();
    shown.last().map_or(Seq::ZERO, |entry| entry.seq)
}
