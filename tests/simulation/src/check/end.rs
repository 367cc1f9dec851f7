//! The promises that can be checked only when everything is quiet.

use std::collections::{BTreeMap, BTreeSet};

use client::Link;
use protocol::{DraftId, Entry, Seq};

use crate::check::seen;
use crate::drafts::{Drafts, Fate};
use crate::ledger::{Ledger, at};
use crate::person::{Person, Tab};
use crate::promise::{Invariant, Promise, broken};

/// I2 and I3, on the log itself.
pub(crate) fn log(log: &[Entry]) -> Promise {
    let mut drafts = BTreeSet::new();
    let mut before = None::<&Entry>;
    for entry in log {
        let next = before.map_or(Seq(1), |before| before.seq.next());
        if entry.seq != next || before.is_some_and(|before| before.at > entry.at) {
            return broken(
                Invariant::I3,
                format!("{} stands where {next} belongs, or before its time", entry.seq),
            );
        }
        if !drafts.insert((entry.author.member.as_str(), entry.draft)) {
            return broken(
                Invariant::I2,
                format!("the draft at {} stands there twice", entry.seq),
            );
        }
        before = Some(entry);
    }
    Ok(())
}

/// I1, I6 and the second half of I9.
pub(crate) fn drafts(ledger: &Ledger, people: &[Person], drafts: &Drafts) -> Promise {
    let mut places: BTreeMap<(&str, DraftId), Seq> = BTreeMap::new();
    for entry in &ledger.log {
        places.insert((entry.author.member.as_str(), entry.draft), entry.seq);
    }
    let mut newest = BTreeMap::new();
    for (id, draft) in drafts.all() {
        let member = people.get(draft.person).and_then(Person::member);
        let member = member.as_ref().map_or("", |member| member.as_str());
        let stands = places.get(&(member, *id)).copied();
        if let Some((epoch, seq)) = draft.acked {
            let there = at(ledger.of(epoch).0.entries(), seq);
            if there.is_none_or(|entry| entry.draft != *id) {
                return broken(
                    Invariant::I1,
                    format!("{id} was acknowledged at {seq}, and is not there"),
                );
            }
        }
        let Some(seq) = stands else {
            if draft.fate == Fate::Wanted {
                return broken(
                    Invariant::I9,
                    format!("{id} was written and kept, and it is nowhere"),
                );
            }
            continue;
        };
        if draft.disturbed {
            continue;
        }
        if newest.insert(draft.page, seq).is_some_and(|before| before > seq) {
            return broken(
                Invariant::I6,
                format!("{id} at {seq} stands before what was written first"),
            );
        }
    }
    Ok(())
}

/// I9, for one tab.
pub(crate) fn quiet(ledger: &Ledger, tab: &Tab) -> Promise {
    let (head, number) = (ledger.head(), tab.number);
    if tab.client.link() != Link::Live {
        return broken(Invariant::I9, format!("tab {number} is {:?}", tab.client.link()));
    }
    if seen(tab) != head {
        return broken(
            Invariant::I9,
            format!("tab {number} sees {} of {head}", seen(tab)),
        );
    }
    if let Some(unsent) = tab.client.outbox().list().first() {
        return broken(Invariant::I9, format!("tab {number} still has {unsent:?}"));
    }
    Ok(())
}

/// I9, for one device: nothing is kept for ever.
pub(crate) fn disk(person: &Person) -> Promise {
    match person.disk.first() {
        Some(record) => broken(
            Invariant::I9,
            format!("person {} still keeps {}", person.number, record.draft),
        ),
        None => Ok(()),
    }
}

/// What a run may cost.
pub(crate) struct Bill {
    pub(crate) connections: u64,
    pub(crate) faults: u64,
    /// Frames that people gave reason for, beside messages.
    pub(crate) asked: u64,
    pub(crate) frames_in: u64,
}

/// I10: one row a message; and a frame a message, give or take what each connection and each fault costs.
pub(crate) fn cost(ledger: &Ledger, bill: &Bill) -> Promise {
    if ledger.rows > ledger.appends {
        let what = format!("{} rows for {} messages", ledger.rows, ledger.appends);
        return broken(Invariant::I10, what);
    }
    // A connection is a Hello, what it resends (a window at most), what it fetches, and the newest word of its person; a fault
    // makes a hole, or a resend.
    let allowed = ledger
        .appends
        .saturating_mul(13)
        .div_ceil(10)
        .saturating_add(bill.connections.saturating_mul(PER_CONNECTION))
        .saturating_add(bill.faults.saturating_mul(PER_FAULT))
        .saturating_add(bill.asked);
    if bill.frames_in > allowed {
        let what = format!("{} frames for {} messages", bill.frames_in, ledger.appends);
        return broken(Invariant::I10, what);
    }
    Ok(())
}

const PER_CONNECTION: u64 = 6;
const PER_FAULT: u64 = 6;
