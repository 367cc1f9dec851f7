//! Entries, and what stands beside them, as the tests of both ledgers write them.

use protocol::{
    Act, Author, Body, Count, DisplayName, DraftId, Entry, ImageKey, MemberId, Reaction, Role, Seq, Tally,
    UnixMillis, What, With,
};
use room::{Journal, Picture, Voice};

pub fn member(id: &str) -> MemberId {
    MemberId::parse(id).unwrap()
}

pub fn entry(seq: u64, act: Option<Act>) -> Entry {
    let with = act.map(|act| {
        Box::new(With {
            act: Some(act),
            ..With::default()
        })
    });
    Entry {
        seq: Seq(seq),
        at: UnixMillis(1_000 * seq),
        draft: DraftId::from_bits(seq.into()),
        author: Author {
            member: member("a"),
            name: DisplayName::parse("もか").unwrap(),
            role: Role::Fan,
        },
        what: What::Said {
            body: Body::parse(&format!("{seq}番")).unwrap(),
            with,
        },
    }
}

pub fn wrote(journal: &mut impl Journal, count: u64) {
    for seq in 1..=count {
        journal.append(&entry(seq, None)).unwrap();
    }
}

pub fn voice(seq: u64, who: &str, kind: Option<Reaction>) -> Voice {
    Voice {
        seq: Seq(seq),
        member: member(who),
        kind,
    }
}

pub fn tally(seq: u64, counts: &[(Reaction, u32)]) -> Tally {
    let count = |(kind, n): &(Reaction, u32)| Count { kind: *kind, n: *n };
    Tally {
        seq: Seq(seq),
        counts: counts.iter().map(count).collect(),
        mine: None,
    }
}

pub fn key(number: u128) -> ImageKey {
    ImageKey(DraftId::from_bits(number))
}

pub fn picture(number: u128, who: &str, at: u64) -> Picture {
    Picture {
        key: key(number),
        member: member(who),
        at: UnixMillis(at),
        w: 4_032,
        h: 3_024,
    }
}

pub fn tombstone(seq: u64) -> (Entry, Entry, Entry) {
    let before = entry(seq, None);
    let act = entry(seq + 1, Some(Act::Unsend(Seq(seq))));
    let mut after = before.clone();
    assert!(after.rewrite(&act));
    (before, act, after)
}
