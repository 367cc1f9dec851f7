//! What a crowd's flow folds, and what it does not.

use protocol::{
    Account, Act, Author, Body, DisplayName, DraftId, Lang, MemberId, RoomName, UnixMillis, What,
};

use super::*;
use crate::view::Chat;
use crate::window::{MOST, Window};

fn by(seq: u64, ms: u64, role: Role, who: &str, with: With) -> Entry {
    Entry {
        seq: Seq(seq),
        at: UnixMillis(600 * BEAT_MS + ms),
        draft: DraftId::from_bits(seq.into()),
        author: Author {
            member: MemberId::parse(who).unwrap(),
            name: DisplayName::parse(who).unwrap(),
            role,
        },
        what: What::Said {
            body: Body::parse(&seq.to_string()).unwrap(),
            with: (!with.is_empty()).then(|| Box::new(with)),
        },
    }
}

fn fan(seq: u64, ms: u64) -> Entry {
    by(seq, ms, Role::Fan, &format!("g{seq}"), With::default())
}

/// From this place on, so many a second.
fn flood(from: u64, count: u64, a_second: u64) -> Vec<Entry> {
    (0..count).map(|n| fan(from + n, n * 1_000 / a_second)).collect()
}

fn reader() -> Reader {
    Reader {
        lang: Lang::En,
        me: MemberId::parse("me").ok(),
        blocked: [(MemberId::parse("troll").unwrap(), String::new())].into(),
        folded: None,
        stickers: "0".into(),
        accounts: <[Account; 0]>::default().into(),
        emoji: [].into(),
        offset_minutes: 540,
        now: UnixMillis(0),
    }
}

fn client(entries: &[Entry]) -> Client {
    let head = entries.last().unwrap().seq;
    let log = protocol::Log::plain(Epoch::from_bits(1), head, Seq::ZERO, entries.to_vec());
    Client::new(RoomName::parse("lounge").unwrap(), log)
}

/// As somebody has it on the screen who stands at the end while these come.
fn stood(entries: &[Entry]) -> (Flow, Client) {
    let (mut flow, client, reader) = (Flow::default(), client(entries), reader());
    flow.came(entries, true, |entry| reader.is_crowd(&client, entry));
    (flow, client)
}

fn chat(flow: &Flow, client: &Client) -> Chat {
    reader().chat(client, Window::default(), flow, (Seq::ZERO, None), None)
}

/// The messages' places, and `+` with how many stand behind a row.
fn seen(chat: &Chat) -> Vec<String> {
    let words = |item: &Item| match item {
        Item::Group(group) => group
            .bubbles
            .iter()
            .map(|bubble| bubble.text.to_string())
            .collect(),
        Item::Crowd { n, .. } => vec![format!("+{n}")],
        Item::Line { key, .. } => vec![format!("l{key}")],
        _ => vec![],
    };
    chat.items().flat_map(words).collect()
}

fn all(range: Range<u64>) -> Vec<String> {
    range.map(|seq| seq.to_string()).collect()
}

#[test]
fn g3_of_each_beat_five_are_shown_and_the_others_stand_behind_a_row() {
    // Two beats of 300 and what is left.
    let entries = flood(1, 620, 200);
    let (flow, client) = stood(&entries);
    let shown = [all(1..6), vec!["+295".into()], all(301..306), vec!["+295".into()]];
    let rest = [all(601..606), vec!["+15".into()]];
    assert_eq!(
        seen(&chat(&flow, &client)),
        [shown.concat(), rest.concat()].concat()
    );
}

#[test]
fn g3_a_calm_room_is_as_it_was() {
    let entries = flood(1, 100, 3);
    let (flow, client) = stood(&entries);
    assert!(flow.folds.is_empty());
    assert_eq!(seen(&chat(&flow, &client)), all(1..101));
}

#[test]
fn g3_what_three_say_is_no_crowd_however_fast_they_are() {
    let words = |seq: u64, who: &str| by(seq, seq, Role::Fan, who, With::default());
    let mut entries: Vec<_> = (1..41)
        .zip(["moka", "yun", "mame"].into_iter().cycle())
        .map(|(seq, who)| words(seq, who))
        .collect();
    let (flow, client) = stood(&entries);
    assert_eq!(seen(&chat(&flow, &client)), all(1..41));
    entries.push(words(41, "nori"));
    entries.push(words(42, "yun"));
    let (flow, client) = stood(&entries);
    assert_eq!(
        seen(&chat(&flow, &client)),
        [all(1..41), vec!["+2".into()]].concat()
    );
}

#[test]
fn g3_the_row_counts_up_while_the_beat_goes_on() {
    let entries = flood(1, 200, 200);
    let (mut flow, reader) = (Flow::default(), reader());
    let mut rows = Vec::new();
    for upto in [5, 6, 60, 200] {
        let come = entries.get(..upto).unwrap();
        let client = client(come);
        flow.came(come, true, |entry| reader.is_crowd(&client, entry));
        rows.push(seen(&chat(&flow, &client)).split_off(5).concat());
    }
    assert_eq!(rows, ["", "+1", "+55", "+195"]);
}

#[test]
fn g3_my_own_words_those_to_me_officials_moderators_and_lines_are_never_folded() {
    let mut entries = vec![by(1, 0, Role::Fan, "me", With::default())];
    entries.extend(flood(2, 8, 200));
    let to = |reply| With {
        reply: Some(Seq(reply)),
        ..With::default()
    };
    let calls = With {
        mentions: MemberId::parse("me").into_iter().collect(),
        ..With::default()
    };
    let pin = With {
        act: Some(Act::Pin(Seq(1))),
        ..With::default()
    };
    let more = [
        ("me", Role::Fan, With::default()),
        ("g1", Role::Fan, to(3)),
        ("luan", Role::Official, With::default()),
        ("g1", Role::Fan, to(1)),
        ("g1", Role::Fan, calls),
        ("g1", Role::Fan, With::default()),
        ("staff", Role::Moderator, With::default()),
        ("staff", Role::Moderator, pin),
        ("g1", Role::Fan, With::default()),
    ];
    for (seq, (who, role, with)) in (10..).zip(more) {
        entries.push(by(seq, 100, role, who, with));
    }
    let (flow, client) = stood(&entries);
    let begin = [all(1..7), vec!["+3".into()]].concat();
    let end = ["10", "+1", "12", "13", "14", "+1", "16", "l17", "+1"].map(String::from);
    assert_eq!(seen(&chat(&flow, &client)), [begin, end.to_vec()].concat());
}

#[test]
fn g3_where_nothing_is_shown_between_two_rows_they_are_one() {
    let edit = With {
        act: Some(Act::Edit(Seq(1))),
        ..With::default()
    };
    let mut entries = flood(1, 10, 200);
    entries.push(by(11, 60, Role::Fan, "g1", edit));
    entries.extend((12..16).map(|seq| fan(seq, 70)));
    entries.push(by(16, 80, Role::Fan, "troll", With::default()));
    entries.extend((17..20).map(|seq| fan(seq, 90)));
    let (mut flow, client) = stood(&entries);
    let row = || [all(1..6), vec!["+12".into()]].concat();
    assert_eq!(seen(&chat(&flow, &client)), row());
    // A press opens all of it.
    let chat_now = chat(&flow, &client);
    let Some(Item::Crowd { key, last, .. }) = chat_now.items().last() else {
        panic!("a row")
    };
    flow.open(*key, *last);
    assert_eq!(seen(&chat(&flow, &client)).len(), 5 + 12);
}

#[test]
fn g3_what_came_before_or_while_the_list_was_scrolled_up_is_not_folded() {
    let (entries, reader) = (flood(1, 300, 200), reader());
    let mut flow = Flow::default();
    let mut come = |upto: usize, stands| {
        let entries = entries.get(..upto).unwrap();
        let client = client(entries);
        flow.came(entries, stands, |entry| reader.is_crowd(&client, entry));
        seen(&chat(&flow, &client))
    };
    assert_eq!(come(50, false), all(1..51));
    assert_eq!(come(60, true), [all(1..51), vec!["+10".into()]].concat());
    let shown = [all(1..51), vec!["+10".into()], all(61..101)].concat();
    assert_eq!(come(100, false), shown);
    assert_eq!(come(300, true), [shown, vec!["+200".into()]].concat());
}

#[test]
fn g3_what_was_unfolded_stays_so_and_a_jump_unfolds() {
    let entries = flood(1, 600, 200);
    let (mut flow, client) = stood(&entries);
    flow.open(Seq(6), Seq(300));
    let texts = seen(&chat(&flow, &client));
    // The 66th is the first of 240, and the 80th begins a block.
    assert_eq!(texts.first().unwrap(), "80", "no more than the page holds");
    assert_eq!(texts.last().unwrap(), "+295");
    flow.open(Seq(450), Seq(450));
    assert_eq!(seen(&chat(&flow, &client)), all(368..601));
    flow.came(&entries, true, |_| true);
    assert!(flow.folds.is_empty());
}

#[test]
fn g3_what_the_room_had_when_the_line_came_up_is_history() {
    let (entries, reader) = (flood(1, 300, 200), reader());
    let mut flow = Flow::default();
    for upto in [100, 200] {
        // Nobody has said hello.
        flow.follow(&client(entries.get(..upto).unwrap()), &reader, true);
    }
    let client = client(&entries);
    flow.came(&entries, true, |entry| reader.is_crowd(&client, entry));
    assert_eq!(
        seen(&chat(&flow, &client)),
        [all(1..201), vec!["+100".into()]].concat()
    );
}

#[test]
fn g3_what_stands_behind_rows_takes_no_place_in_the_page() {
    // A minute of a room that says 200 a second: 40 beats.
    let entries = flood(1, 12_000, 200);
    let (flow, client) = stood(&entries);
    let shown = 40 * 5;
    assert_eq!(flow.shown(&entries, entries.len()), shown);
    let mut window = Window::default();
    assert_eq!(window.range(&entries, &flow), 0..entries.len());
    assert_eq!(
        chat(&flow, &client).items().count(),
        1 + shown + 40,
        "a day, messages, rows"
    );
    // Of two minutes the page has the last messages, and sliding meets the others.
    let entries = flood(1, 24_000, 200);
    let (flow, _) = stood(&entries);
    let mut range = window.range(&entries, &flow);
    // The 9,616th begins a block, but it stands behind a row, and that is not torn.
    assert_eq!((range.start, range.end), (9_900, 24_000));
    while window.up(&entries, &flow) {
        let up = window.range(&entries, &flow);
        assert!(up.start < range.start && up.end > range.start);
        assert!(flow.shown(&entries, up.end) - flow.shown(&entries, up.start) == MOST);
        range = up;
    }
    assert_eq!(range.start, 0);
    while window.down(&entries, &flow) {}
    assert_eq!(window.range(&entries, &flow), 9_600..24_000);
}
