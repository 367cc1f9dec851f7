//! Where a time is, what is quoted, and what of all that stands beside a log travels with its file.

use protocol::http::ImportReply;
use protocol::{Act, ClientFrame, Fate, Find, Look, Reaction, Role, Seq, ServerFrame, UnixMillis, With};
use relay_tests::client::Ended;
use relay_tests::{Client, Relay, Site, fresh};

fn find(client: &mut Client, at: UnixMillis) -> Seq {
    client.say(&ClientFrame::Find(Find { at }));
    client.until("where it is", |frame| match frame {
        ServerFrame::Found(found) => (found.at == at).then_some(found.seq),
        _ => None,
    })
}

#[test]
fn g9_a_time_is_found_and_what_is_quoted_is_looked_up() {
    let site = Site::new(Relay::shared(), "find");
    let mut fan = site.join("lounge", "a");
    for number in 0..18 {
        fan.post(&format!("{number}番"));
    }
    fan.reach(Seq(18));
    let log = fan.log.clone();
    for entry in &log {
        let first = log.iter().find(|other| other.at >= entry.at).expect("itself");
        assert_eq!(find(&mut fan, entry.at), first.seq);
    }
    assert_eq!(find(&mut fan, UnixMillis(0)), Seq(1));
    assert_eq!(find(&mut fan, log[17].at.plus(1)), Seq(19));
    let with = With {
        reply: Some(Seq(3)),
        ..With::default()
    };
    fan.post_with(fresh(), "これ", with);
    fan.reach(Seq(19));
    assert_eq!(fan.log[18].what.with().and_then(|with| with.reply), Some(Seq(3)));
    let seqs = vec![Seq(19), Seq(3), Seq(99)];
    fan.say(&ClientFrame::Look(Look { seqs }));
    let list = fan.until("what was asked for", |frame| match frame {
        ServerFrame::Looked(looked) => Some(looked.list.clone()),
        _ => None,
    });
    assert_eq!(list, [log[2].clone(), fan.log[18].clone()]);
}

#[test]
fn r4_a_rooms_file_carries_edits_tombstones_and_the_pin_and_a_restored_room_has_nothing_of_the_old_one() {
    let site = Site::new(Relay::shared(), "file");
    let mut staff = site.join_as("lounge", Role::Moderator, "staff");
    for body in ["まちがい", "秘密", "お知らせ", "ふつう"] {
        staff.post(body);
    }
    staff.reach(Seq(4));
    staff.act(Act::Edit(Seq(1)), "なおした");
    staff.act(Act::Unsend(Seq(2)), "…");
    staff.act(Act::Pin(Seq(3)), "…");
    staff.react(Seq(4), Some(Reaction::Heart));
    staff.read(Seq(7));
    staff.marks(|marks| !marks.runs.is_empty());
    let file = site.api("GET", "/rooms/lounge/export", &site.key, "").body;

    // Into a room of another name: the same list, and the same above it.
    let answer = site.api("PUT", "/rooms/copy/import", &site.key, file.clone());
    assert_eq!(answer.status, 200, "{answer:?}");
    let mut copy = site.join("copy", "b");
    copy.reach(Seq(7));
    assert_eq!(copy.log[..7], {
        staff.reach(Seq(7));
        staff.history(Seq(0), Seq(8)).list
    });
    let fates: Vec<_> = copy
        .log
        .iter()
        .map(|entry| entry.what.with().and_then(|with| with.fate))
        .collect();
    assert_eq!(fates[..2], [Some(Fate::Edited), Some(Fate::Gone)]);
    let pin = copy.welcome.as_ref().unwrap().pin.clone().expect("a pin");
    assert_eq!((pin.seq, pin.what.body().as_str()), (Seq(3), "お知らせ"));
    let again = site.api("GET", "/rooms/copy/export", &site.key, "").body;
    let inner = |file: &str| {
        file.lines()
            .skip(1)
            .take(7)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(inner(&again), inner(&file));

    // And a shorter one in the old room's place: no reaction, no mark, no pin of the old history on a place of the new one.
    let mut plain = site.join("plain", "c");
    for number in 0..7 {
        plain.post(&format!("{number}"));
    }
    let other = site.api("GET", "/rooms/plain/export", &site.key, "").body;
    let answer = site.api("PUT", "/rooms/lounge/import?replace=true", &site.key, other);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.json::<ImportReply>().replaced.is_some());
    assert_eq!(staff.end(), Ended::Closed(1012));
    let mut fan = site.join("lounge", "d");
    assert_eq!(fan.welcome.as_ref().unwrap().pin, None);
    let reactions = fan.reactions(|reactions| reactions.within.is_some());
    assert!(reactions.list.is_empty(), "{reactions:?}");
    let marks = fan.marks(|_| true);
    assert!(marks.runs.is_empty(), "{marks:?}");
}
