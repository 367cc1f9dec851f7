//! What is left in a log of what was taken back, over both journals: nothing that was said, at any time.

#![cfg(test)]

use protocol::{
    Act, Author, Body, DisplayName, DraftId, Entry, Epoch, MemberId, Role, Seq, UnixMillis, What, With,
};
use room::memory::MemoryJournal;
use room::{Change, Journal};
use store::{Native, RoomLedger};

const EPOCH: u64 = 7;

fn entry(seq: u64, body: &str, act: Option<Act>) -> Entry {
    let with = With {
        act,
        ..With::default()
    };
    Entry {
        seq: Seq(seq),
        at: UnixMillis(seq),
        draft: DraftId::from_bits(seq.into()),
        author: Author {
            member: MemberId::parse("a").unwrap(),
            name: DisplayName::parse("もか").unwrap(),
            role: Role::Fan,
        },
        what: What::Said {
            body: Body::parse(body).unwrap(),
            with: act.map(|_| Box::new(with)),
        },
    }
}

fn act(journal: &mut impl Journal, target: &mut Entry, act: &Entry) {
    target.rewrite(act);
    let change = Change {
        rewritten: Some(target),
        ..Change::of(act)
    };
    journal.amend(&change).unwrap();
}

fn nothing_that_was_said_is_left(mut journal: impl Journal) {
    let (mut one, mut two) = (entry(1, "first", None), entry(2, "\"act\":{\"edit\":1}", None));
    journal.append(&one).unwrap();
    journal.append(&two).unwrap();
    act(
        &mut journal,
        &mut one,
        &entry(3, "second", Some(Act::Edit(Seq(1)))),
    );
    act(
        &mut journal,
        &mut two,
        &entry(4, "\"act\":{\"edit\":1}}", Some(Act::Edit(Seq(2)))),
    );
    journal
        .append(&entry(5, "with \"act\":{\"edit\":1} in it", None))
        .unwrap();
    act(
        &mut journal,
        &mut one,
        &entry(6, "third", Some(Act::Edit(Seq(1)))),
    );
    act(&mut journal, &mut one, &entry(7, "…", Some(Act::Unsend(Seq(1)))));
    let list = journal.newest(Seq::ZERO, Seq(8), 50).unwrap();
    let bodies: Vec<&str> = list.iter().map(|entry| entry.what.body().as_str()).collect();
    let other = "\"act\":{\"edit\":1}}";
    let said = "with \"act\":{\"edit\":1} in it";
    assert_eq!(bodies, ["…", other, "…", other, said, "…", "…"]);
    assert_eq!(list.get(2).unwrap().what.act(), Some(Act::Edit(Seq(1))));
}

#[test]
fn g7_nothing_of_what_was_taken_back_is_left_in_a_log() {
    nothing_that_was_said_is_left(MemoryJournal::new(Epoch::from_bits(EPOCH)));
    nothing_that_was_said_is_left(RoomLedger::new(Native::in_memory().unwrap(), EPOCH));
}
