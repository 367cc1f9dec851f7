//! What is drawn anew, and of whom nothing is.

use std::rc::Rc;

use client::Client;
use protocol::{
    Account, Author, Body, Count, DisplayName, DraftId, Entry, Epoch, Lang, Log, Marks, MemberId, Reaction,
    ReadMarks, Role, RoomName, Rules, Run, Seq, Tally, UnixMillis, What, With,
};

use super::*;
use crate::window::Window;

fn entry(seq: u64, who: &str, with: With) -> Entry {
    Entry {
        seq: Seq(seq),
        // A minute each, so a group each.
        at: UnixMillis(seq * 60_000),
        draft: DraftId::from_bits(seq.into()),
        author: Author {
            member: MemberId::parse(who).unwrap(),
            name: DisplayName::parse(who).unwrap(),
            role: Role::Fan,
        },
        what: What::Said {
            body: Body::parse(&format!("{who} {seq}")).unwrap(),
            with: (!with.is_empty()).then(|| Box::new(with)),
        },
    }
}

fn plain(seq: u64, who: &str) -> Entry {
    entry(seq, who, With::default())
}

fn answer(seq: u64, who: &str, to: u64) -> Entry {
    let reply = With {
        reply: Some(Seq(to)),
        ..With::default()
    };
    entry(seq, who, reply)
}

fn calling(seq: u64, who: &str, whom: &[&str]) -> Entry {
    let mentions = whom.iter().map(|who| MemberId::parse(who).unwrap());
    let call = With {
        mentions: mentions.collect(),
        ..With::default()
    };
    entry(seq, who, call)
}

fn log(list: Vec<Entry>) -> Log {
    let head = list.last().unwrap().seq;
    Log::plain(Epoch::from_bits(1), head, Seq::ZERO, list)
}

fn reader(blocked: &[&str]) -> Reader {
    let blocked = blocked
        .iter()
        .map(|who| (MemberId::parse(who).unwrap(), (*who).to_owned()));
    Reader {
        lang: Lang::Ja,
        me: MemberId::parse("me").ok(),
        blocked: blocked.collect(),
        folded: None,
        stickers: "0".into(),
        accounts: Rc::<[Account]>::default(),
        emoji: Rc::default(),
        offset_minutes: 540,
        now: UnixMillis(0),
    }
}

fn client(log: Log) -> Client {
    Client::new(RoomName::parse("lounge").unwrap(), log)
}

fn drawn(reader: &Reader, log: Log, rules: Rules) -> Chat {
    let client = client(log).under(Some(rules));
    let flow = Flow::default();
    reader.chat(&client, Window::default(), &flow, (Seq(u64::MAX), None), None)
}

fn groups(chat: &Chat) -> Vec<Rc<GroupView>> {
    let group = |item: &Item| match item {
        Item::Group(group) => Some(group.clone()),
        _ => None,
    };
    chat.items().filter_map(group).collect()
}

fn seqs(chat: &Chat) -> Vec<u64> {
    let bubbles = groups(chat);
    let bubbles = bubbles.iter().flat_map(|group| &group.bubbles);
    bubbles.filter_map(|bubble| Some(bubble.seq?.0)).collect()
}

#[test]
fn g6_who_reads_or_reacts_changes_that_group_alone() {
    let said = || (1..=200).map(|seq| plain(seq, "moka")).collect();
    let rules = Rules {
        read_marks: ReadMarks::CountDown,
        ..Rules::default()
    };
    let marked = |upto: u64| {
        let mut log = log(said());
        let runs = [(upto, 1), (200, 2)].map(|(upto, n)| Run { upto: Seq(upto), n });
        log.marks = Some(Marks {
            from: Seq(1),
            runs: runs.to_vec(),
        });
        log.tallies = vec![Tally {
            seq: Seq(upto),
            counts: vec![Count {
                kind: Reaction::Heart,
                n: 1,
            }],
            mine: None,
        }];
        groups(&drawn(&reader(&[]), log, rules))
    };
    let (before, after) = (marked(150), marked(151));
    let changed: Vec<u64> = before
        .iter()
        .zip(&after)
        .filter(|(before, after)| before != after)
        .map(|(before, _)| before.key.0)
        .collect();
    assert_eq!(before.len(), 200);
    assert_eq!(
        changed,
        [150, 151],
        "a reaction went, another came, and one has read"
    );
}

#[test]
fn i7_of_whoever_is_blocked_nothing_is_left() {
    let said = || {
        let mut log = log(vec![
            plain(1, "moka"),
            plain(2, "troll"),
            answer(3, "moka", 2),
            calling(4, "moka", &["troll"]),
            calling(5, "moka", &["troll", "yun"]),
            answer(6, "yun", 1),
        ]);
        log.pin = Some(Box::new(plain(2, "troll")));
        log
    };
    assert_eq!(
        seqs(&drawn(&reader(&[]), said(), Rules::default())),
        [1, 2, 3, 4, 5, 6]
    );
    let chat = drawn(&reader(&["troll"]), said(), Rules::default());
    assert_eq!(seqs(&chat), [1, 5, 6]);
    assert_eq!(chat.pin, None);
    let client = client(said());
    assert_eq!(reader(&["troll"]).news(&client, Seq::ZERO), 3);
}

#[test]
fn g6_who_has_read_is_told_once_for_all_that_as_many_have_read() {
    let mut said: Vec<Entry> = (1..=4).map(|seq| plain(seq, "me")).collect();
    for entry in &mut said {
        entry.at = UnixMillis(0);
    }
    let mut log = log(said);
    let runs = [(1, 3), (3, 2), (4, 1)].map(|(upto, n)| Run { upto: Seq(upto), n });
    log.marks = Some(Marks {
        from: Seq(1),
        runs: runs.to_vec(),
    });
    let groups = groups(&drawn(&reader(&[]), log, Rules::default()));
    let [group] = groups.as_slice() else {
        panic!("one group")
    };
    let marks: Vec<_> = group
        .bubbles
        .iter()
        .map(|bubble| bubble.mark.as_deref())
        .collect();
    assert_eq!(marks, [Some("既読 2"), None, Some("既読 1"), None]);
}

#[test]
fn g1_rows_rise_in_a_conversation_and_stand_in_a_stream() {
    // When each of them is said, in milliseconds, by one or the other in turn.
    let rising = |times: &[u64]| {
        let said = |(n, at): (usize, &u64)| Entry {
            at: UnixMillis(1_000_000 + at),
            ..plain(n as u64 + 1, ["moka", "yun"][n % 2])
        };
        let log = log(times.iter().enumerate().map(said).collect());
        let client = client(log);
        let flow = Flow::default();
        let chat = reader(&[]).chat(&client, Window::default(), &flow, (Seq(2), None), None);
        let groups = groups(&chat);
        groups.iter().map(|group| group.fresh).collect::<Vec<_>>()
    };
    assert_eq!(rising(&[0, 2_000, 4_000]), [false, true, true]);
    assert_eq!(
        rising(&[0, 2_000, 2_300, 2_600, 9_000]),
        [false, true, false, false, true]
    );
}

/// A night in which people talk, days pass, one is blocked, and a crowd comes; with a line above what came meanwhile.
#[test]
fn g2_a_page_that_has_grown_is_the_page_as_it_would_be_made_anew() {
    let whos = ["moka", "troll", "yun", "me", "moka", "moka"];
    let mut entries = Vec::new();
    for seq in 1..=700_u64 {
        let who = whos[seq as usize % whos.len()];
        let mut entry = match seq % 11 {
            3 => answer(seq, who, seq - 2),
            7 => calling(seq, who, &["yun"]),
            _ => plain(seq, who),
        };
        // Some share a minute, some come at once, and now and then a day is over.
        entry.at = UnixMillis(seq / 3 * 60_000 + seq / 97 * 86_400_000 + seq % 3 * 700);
        if seq > 500 {
            entry.at = UnixMillis(900_000_000 + seq * 40);
            entry.author.member = MemberId::parse(&format!("g{}", seq % 9)).unwrap();
        }
        entries.push(entry);
    }
    let reader = reader(&["troll"]);
    for (fresh, read) in [
        (Seq(u64::MAX), None),
        (Seq(300), Some(Seq(252))),
        (Seq::ZERO, Some(Seq(90))),
    ] {
        let mut flow = Flow::default();
        let (mut before, mut kept, mut crowds) = (None::<Chat>, 0, 0);
        for count in 250..=entries.len() {
            let client = client(log(entries[..count].to_vec()));
            flow.came(client.timeline().entries(), true, |entry| entry.seq > Seq(500));
            let made = |grown| reader.chat(&client, Window::default(), &flow, (fresh, read), grown);
            let (anew, grown) = (made(None), made(before.as_ref()));
            assert_eq!(anew, grown, "at {count}, the line after {read:?}");
            crowds += anew
                .items()
                .filter(|item| matches!(item, Item::Crowd { .. }))
                .count();
            let is_same = |(one, other): (&BlockView, &BlockView)| Rc::ptr_eq(&one.items, &other.items);
            let blocks = before
                .iter()
                .flat_map(|before| before.blocks.iter().zip(&grown.blocks));
            kept += blocks.filter(|pair| is_same(*pair)).count();
            before = Some(grown);
        }
        assert!(crowds > 0, "a crowd has come");
        assert!(kept > 2_000, "{kept} blocks were handed on");
    }
}

/// Of a long room the page begins with a whole block while it follows the newest.
#[test]
fn look_whoever_scrolls_up_is_still_read_what_comes() {
    let said: Vec<Entry> = (1..=400).map(|seq| plain(seq, "moka")).collect();
    let page = |window: Window, said: &[Entry]| {
        let client = client(log(said.to_vec()));
        let flow = Flow::default();
        reader(&[]).chat(&client, window, &flow, (Seq(u64::MAX), None), None)
    };
    let following = page(Window::default(), &said[1..]);
    let mut window = Window::default();
    window.hold(&said[1..]);
    let held = page(window, &said[1..]);
    assert!(held.items().count() > following.items().count());
    assert!(held.continues(&following));
    window.up(&said, &Flow::default());
    assert!(
        !page(window, &said).continues(&following),
        "older ones are not read"
    );
}
