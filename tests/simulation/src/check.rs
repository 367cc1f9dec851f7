//! The promises, as far as they can be seen from one place.

use std::collections::BTreeSet;

use client::Link;
use protocol::{DraftId, Entry, MemberId, Seq, ServerFrame, UnixMillis};

use crate::fan::Fan;

/// What stands at a place of the ledger.
fn at(written: &[Entry], seq: Seq) -> Option<&Entry> {
    written.get(usize::try_from(seq.0.checked_sub(1)?).ok()?)
}

/// The ledger itself: one place after another, and no draft twice.
pub(crate) fn ledger(written: &[Entry]) -> Result<(), String> {
    let mut drafts = BTreeSet::new();
    let mut before = None::<&Entry>;
    for entry in written {
        let next = before.map_or(Seq(1), |before| before.seq.next());
        if entry.seq != next || before.is_some_and(|before| before.at > entry.at) {
            return Err(format!(
                "order: {} stands where {next} belongs, or before its time",
                entry.seq
            ));
        }
        if !drafts.insert((entry.author.member.as_str(), entry.draft)) {
            return Err(format!(
                "exactly once: the draft at {} stands there twice",
                entry.seq
            ));
        }
        before = Some(entry);
    }
    Ok(())
}

/// Nothing is told that was not written before.
pub(crate) fn frame(written: &[Entry], fan: &mut Fan, frame: &ServerFrame) -> Result<(), String> {
    match frame {
        ServerFrame::Events(events) | ServerFrame::History(events) => {
            for entry in &events.list {
                if at(written, entry.seq) != Some(entry) {
                    return Err(format!(
                        "fan {} heard {} otherwise than it was written",
                        fan.number, entry.seq
                    ));
                }
            }
            Ok(())
        }
        ServerFrame::Ack(ack) => acknowledged(written, fan, ack.draft, ack.seq),
        ServerFrame::Welcome(welcome) => welcome
            .settled
            .iter()
            .filter_map(|settled| Some((settled.draft, settled.seq?)))
            .try_for_each(|(draft, seq)| acknowledged(written, fan, draft, seq)),
        _ => Ok(()),
    }
}

fn acknowledged(written: &[Entry], fan: &mut Fan, draft: DraftId, seq: Seq) -> Result<(), String> {
    let member = fan.member();
    let good = at(written, seq).is_some_and(|entry| stands(entry, member.as_ref(), draft));
    let before = fan.acked.insert(draft, seq);
    if !good || before.is_some_and(|before| before != seq) {
        return Err(format!(
            "exactly once: fan {} was told {seq} for a draft that does not stand there",
            fan.number
        ));
    }
    Ok(())
}

/// What an official's server was answered.
pub(crate) fn answered(
    written: &[Entry],
    draft: Option<DraftId>,
    (seq, said_at): (Seq, UnixMillis),
) -> Result<(), String> {
    match at(written, seq) {
        Some(entry) if Some(entry.draft) == draft && entry.at == said_at => Ok(()),
        _ => Err(format!(
            "exactly once: an official was told {seq} for a draft that does not stand there"
        )),
    }
}

fn stands(entry: &Entry, member: Option<&MemberId>, draft: DraftId) -> bool {
    entry.draft == draft && Some(&entry.author.member) == member
}

/// What a fan sees is a piece of the ledger.
pub(crate) fn timeline(written: &[Entry], fan: &Fan) -> Result<(), String> {
    let shown = fan.client.timeline().entries();
    let Some(first) = shown.first() else {
        return Ok(());
    };
    let start = usize::try_from(first.seq.0.saturating_sub(1)).unwrap_or(usize::MAX);
    let piece = written.get(start..).and_then(|rest| rest.get(..shown.len()));
    if piece != Some(shown) {
        return Err(format!(
            "order: what fan {} sees is not a piece of the ledger",
            fan.number
        ));
    }
    Ok(())
}

/// The newest place that a fan sees.
pub(crate) fn seen(fan: &Fan) -> Seq {
    let shown = fan.client.timeline().entries();
    shown.last().map_or(Seq::ZERO, |entry| entry.seq)
}

/// After the quiet.
pub(crate) fn converged(written: &[Entry], fan: &Fan) -> Result<(), String> {
    let head = written.last().map_or(Seq::ZERO, |entry| entry.seq);
    let number = fan.number;
    if fan.client.link() != Link::Live {
        return Err(format!("convergence: fan {number} is {:?}", fan.client.link()));
    }
    if seen(fan) != head {
        return Err(format!("convergence: fan {number} sees {} of {head}", seen(fan)));
    }
    if let Some(unsent) = fan.client.outbox().list().first() {
        return Err(format!("convergence: fan {number} still has {unsent:?}"));
    }
    let member = fan.member();
    for draft in &fan.typed {
        if !written.iter().any(|entry| stands(entry, member.as_ref(), *draft)) {
            return Err(format!(
                "exactly once: fan {number} wrote {draft}, and it is nowhere"
            ));
        }
    }
    Ok(())
}
