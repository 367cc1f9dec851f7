//! What everybody sees when everything is quiet: what somebody would who came just then. (I11, I12, I13)

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Count, Entry, MemberId, Seq};
use room::Beside;

use crate::ledger::{Ledger, at};
use crate::person::Tab;
use crate::promise::{Invariant, Promise, broken, sound};

/// What a tab was told of reactions: a link that was harmed may have lost them, and what is somebody's own is told to the tab
/// where they reacted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    No,
    Counts,
    All,
}

/// As far back as a document goes: of these everybody is told.
const TOLD: u64 = 50;

/// I12 and I13, in the ledger.
pub(crate) fn acts(ledger: &Ledger) -> Promise {
    let unsent = ledger.history.taken_back();
    if let Some(left) = ledger.log.iter().find(|entry| says(entry, &unsent)) {
        return broken(Invariant::I12, format!("the ledger still has {left:?}"));
    }
    let by_now = ledger.history.by_now();
    match by_now.iter().zip(&ledger.log).find(|(due, is)| due != is) {
        Some((due, is)) => broken(Invariant::I13, format!("{is:?} should be {due:?}")),
        None => Ok(()),
    }
}

fn says(entry: &Entry, texts: &BTreeSet<&str>) -> bool {
    texts.contains(entry.what.body().as_str())
}

/// Texts and tombstones, wherever a tab holds them.
pub(crate) fn texts(ledger: &Ledger, tab: &Tab) -> Promise {
    let client = &tab.client;
    let number = tab.number;
    let unsent = ledger.history.taken_back();
    let rows = || client.timeline().entries().iter().chain(client.shown());
    let quoted = || rows().filter_map(|entry| client.entry(entry.what.with()?.reply?));
    let held = rows().chain(quoted()).chain(client.pin());
    for entry in held {
        if says(entry, &unsent) {
            return broken(Invariant::I12, format!("tab {number} still has {entry:?}"));
        }
        if at(&ledger.log, entry.seq) != Some(entry) {
            return broken(
                Invariant::I11,
                format!(
                    "tab {number} sees {entry:?}, which is {:?}",
                    at(&ledger.log, entry.seq)
                ),
            );
        }
    }
    let unsent_here = client.outbox().list().iter();
    match unsent_here
        .clone()
        .find(|kept| unsent.contains(kept.body.as_str()))
    {
        Some(kept) => broken(Invariant::I12, format!("tab {number} still has {kept:?}")),
        None => Ok(()),
    }
}

/// How far each has read.
pub(crate) struct Readers {
    pub(crate) of: BTreeMap<MemberId, Seq>,
    /// A storage that was full has lost some of it: the room may know better.
    pub(crate) is_part: bool,
}

/// Quotes, the pin, reactions, read marks, in a room that tells of them.
pub(crate) fn newest(
    ledger: &Ledger,
    tab: &Tab,
    member: Option<&MemberId>,
    readers: &Readers,
    told: Told,
) -> Promise {
    let (client, number) = (&tab.client, tab.number);
    let lacks = |what: String| broken(Invariant::I11, format!("tab {number}: {what}"));
    for entry in client.shown() {
        if let Some(reply) = entry.what.with().and_then(|with| with.reply)
            && at(&ledger.log, reply).is_some()
            && client.entry(reply).is_none()
        {
            return lacks(format!("{} answers {reply}, and it is not here", entry.seq));
        }
    }
    let pin = sound(ledger.beside.pin())?;
    if client.pin().map(|pin| pin.seq) != pin {
        let shown = client.pin().map(|pin| pin.seq);
        return lacks(format!("the pin is {pin:?}, and {shown:?} is shown"));
    }
    let known = member.and_then(|member| readers.of.get(member));
    if let Some(known) = known.filter(|known| **known < tab.eyes && !readers.is_part) {
        return lacks(format!(
            "its person has read {}, and the room knows of {known}",
            tab.eyes
        ));
    }
    let head = ledger.head();
    let first = Seq(head.0.saturating_sub(TOLD).max(1));
    let mut seq = first;
    while seq <= head {
        let read = readers.of.values().filter(|read| **read >= seq).count();
        let mark = client.mark(seq).unwrap_or(0);
        let shown = usize::try_from(mark).unwrap_or(0);
        if shown < read || (shown > read && !readers.is_part) {
            return lacks(format!("{read} have read {seq}, and {mark} is shown"));
        }
        if told != Told::No {
            reactions(ledger, tab, member.filter(|_| told == Told::All), seq)?;
        }
        seq = seq.next();
    }
    Ok(())
}

fn reactions(ledger: &Ledger, tab: &Tab, member: Option<&MemberId>, seq: Seq) -> Promise {
    let told = sound(ledger.beside.tallies(seq, seq))?;
    let some = told.into_iter().flat_map(|tally| tally.counts);
    let mut due: Vec<Count> = some.filter(|count| count.n > 0).collect();
    due.sort_by_key(|count| count.kind);
    let tally = tab.client.tally(seq);
    let mut shown: Vec<Count> = tally.map(|tally| tally.counts.clone()).unwrap_or_default();
    shown.sort_by_key(|count| count.kind);
    let own = member.and_then(|member| ledger.beside.voices.get(&(seq, member.clone())));
    let (own, mine) = (own.copied().flatten(), tally.and_then(|tally| tally.mine));
    // What was said on a link before is not told on this one.
    let is_other = member.is_some() && mine.is_some() && own != mine;
    if shown != due || is_other {
        let what = format!(
            "tab {}: the reactions to {seq} are {due:?} with {own:?}, and {shown:?} with {mine:?} is shown",
            tab.number
        );
        return broken(Invariant::I11, what);
    }
    Ok(())
}
