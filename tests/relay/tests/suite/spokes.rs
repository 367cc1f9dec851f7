//! A room that is larger than one object, on the real runtime: with places for two or three sockets in each.

use protocol::http::Settings;
use protocol::{
    Act, Block, ClientFrame, MemberId, Reaction, Refusal, Role, Seq, ServerFrame, Writers, codec,
};
use relay_tests::faults::{Counters, Trap};
use relay_tests::member::{self, Member, settle};
use relay_tests::site::settings;
use relay_tests::{Client, Relay, Site, fresh, until};

const NAMES: [&str; 9] = [
    "もか",
    "콩떡",
    "さくら",
    "윤슬",
    "Leafi",
    "José",
    "ルアン",
    "폴",
    "Ines",
];

fn spread(relay: &Relay, site: &Site) -> Counters {
    relay.counters(site, "lounge")
}

fn knows(client: &mut Client, members: u32) {
    client.until(&format!("{members} to be there"), |frame| match frame {
        ServerFrame::Presence(presence) if presence.members == members => Some(()),
        _ => None,
    });
}

fn writes(members: &mut [Member], said: &mut u64, round: &str) {
    for member in members {
        member.post(&format!("{round}: わー"));
        *said += 1;
    }
}

fn connects(members: &[Member]) -> Vec<u32> {
    members.iter().map(|member| member.connects).collect()
}

#[test]
fn g2_a_room_grows_into_spokes_and_back_and_everybody_hears_one_order() {
    let relay = Relay::start_spread(2);
    let site = Site::new(&relay, "grows");
    // One after another, so that the first two are in the room's own object.
    let mut members = Vec::new();
    for name in &NAMES[..7] {
        members.push(Member::new(&site, "lounge", name));
        member::until(&mut members, "who comes next", |all| {
            all.iter().all(Member::is_live)
        });
    }
    let grown = spread(&relay, &site);
    assert_eq!((grown.sockets, grown.spokes), (vec![2, 2, 2, 1], vec![1, 2, 3]));
    let mut said = 0;
    for round in 0..5 {
        writes(&mut members, &mut said, &round.to_string());
    }
    settle(&mut members, said);
    let told = spread(&relay, &site);
    assert_eq!(told.posts, said);
    assert!(told.pushes > 0 && told.reports > 0, "{told:?}");
    assert!(connects(&members).iter().all(|count| *count == 1));
    // The first two leave, and whoever comes lands in the room itself again.
    members.drain(..2).for_each(|mut member| member.cut());
    until("the first to be gone", || {
        spread(&relay, &site).sockets == [0, 2, 2, 1]
    });
    members.push(Member::new(&site, "lounge", "late"));
    member::until(&mut members, "who comes late", |all| {
        all.iter().all(Member::is_live)
    });
    assert_eq!(spread(&relay, &site).sockets, [1, 2, 2, 1]);
    writes(&mut members, &mut said, "mixed");
    settle_newest(&mut members, said);
    // And spokes that nobody is on are forgotten.
    let mut last = members.pop();
    members.iter_mut().for_each(Member::cut);
    until("the spokes to be forgotten", || {
        last.iter_mut()
            .for_each(|member| member.attend(std::time::Duration::from_millis(1)));
        let left = spread(&relay, &site);
        (left.sockets.as_slice(), left.spokes.as_slice()) == (&[1], &[])
    });
}

/// Who came late has a part of it.
fn settle_newest(members: &mut [Member], head: u64) {
    member::until(members, "everybody to be at the head", |all| {
        all.iter().all(|member| member.is_settled(Seq(head)))
    });
    let newest = |member: &Member| member.bodies().last().map(|body| (*body).to_owned());
    let all: Vec<_> = members.iter().map(newest).collect();
    assert!(all.iter().all(|body| body == &all[0]), "{all:?}");
}

#[test]
fn g2_what_a_room_knows_of_its_people_is_exact_wherever_their_sockets_are() {
    let relay = Relay::start_spread(2);
    let site = Site::new(&relay, "state");
    let ruan = site.account("ruan", "루안");
    let mut fans: Vec<Client> = (0..6)
        .map(|n| site.join_as("lounge", Role::Fan, &format!("fan{n}")))
        .collect();
    let mut staff = site.join_as("lounge", Role::Moderator, "staff");
    assert_eq!(spread(&relay, &site).sockets, [2, 2, 2, 1]);
    knows(&mut staff, 7);
    fans.iter_mut().for_each(|fan| knows(fan, 7));
    // A member is counted once, over two spokes.
    let mut again = site.join_as("lounge", Role::Fan, "fan0");
    knows(&mut again, 7);
    again.goodbye();

    assert_eq!(fans[5].post("first").seq, Seq(1));
    for fan in &mut fans {
        fan.reach(Seq(1));
        fan.read(Seq(1));
    }
    staff.marks(|marks| {
        marks
            .runs
            .first()
            .is_some_and(|run| run.upto == Seq(1) && run.n == 6)
    });
    fans[2].react(Seq(1), Some(Reaction::Heart));
    for fan in &mut fans {
        fan.reactions(|told| {
            told.list
                .iter()
                .any(|tally| tally.counts.iter().any(|count| count.n == 1))
        });
    }
    // Whom a reader blocks is not in what that reader is told, and in what the others are.
    fans[4].say(&ClientFrame::Block(Block {
        members: vec![MemberId::parse("fan3").unwrap()],
    }));
    fans[4].reactions(|told| told.within.is_some());
    fans[3].react(Seq(1), Some(Reaction::Heart));
    fans[5].reactions(|told| {
        told.list
            .iter()
            .any(|tally| tally.counts.iter().any(|count| count.n == 2))
    });
    fans[2].react(Seq(1), None);
    fans[4].reactions(|told| {
        told.list
            .iter()
            .any(|tally| tally.seq == Seq(1) && tally.counts.is_empty())
    });

    // What the owner wants holds everywhere at once.
    let slow = [("lounge".to_owned(), 600)].into();
    site.settle(&Settings {
        slow_rooms: slow,
        ..settings()
    });
    fans.iter_mut()
        .for_each(|fan| rules(fan, |rules| rules.slow_s == 600));
    fans[3].post("one");
    fans[3].post_as(fresh(), "two");
    assert_eq!(fans[3].refused().refusal, Refusal::SlowMode { seconds: 600 });
    let frozen_rooms = vec!["lounge".to_owned()];
    site.settle(&Settings {
        frozen_rooms,
        ..settings()
    });
    fans.iter_mut()
        .for_each(|fan| rules(fan, |rules| rules.writers == Writers::Staff));
    fans[2].post_as(fresh(), "three");
    assert_eq!(fans[2].refused().refusal, Refusal::Frozen);
    site.settle(&settings());

    // An official's word over HTTP, and what is done to what was said.
    let request = serde_json::json!({ "body": "本日18時より", "draft": fresh(), "room": "lounge" });
    let answer = site.api("POST", "/posts", &ruan.key, request.to_string());
    assert_eq!(answer.status, 201, "{answer:?}");
    fans[5].act(Act::Edit(Seq(1)), "first, again");
    fans[3].act(Act::Unsend(Seq(2)), "…");
    for fan in &mut fans {
        fan.reach(Seq(5));
    }
    let log: Vec<String> = fans.iter().map(|fan| codec::encode(&fan.log)).collect();
    assert!(log.iter().all(|each| each == &log[0]));
    // What is too big, and what is no text, ends as it does anywhere.
    let mut odd = site.join_as("lounge", Role::Fan, "odd");
    odd.send(tungstenite::Message::binary(vec![1, 2, 3]));
    assert_eq!(odd.refused().refusal, Refusal::Malformed);
    odd.send(tungstenite::Message::text("x".repeat(70_000)));
    assert_eq!(odd.end(), relay_tests::client::Ended::Closed(1009));
}

fn rules(client: &mut Client, are: impl Fn(&protocol::Rules) -> bool) {
    client.until("other rules", |frame| match frame {
        ServerFrame::Rules(rules) if are(rules) => Some(()),
        _ => None,
    });
}

#[test]
fn g2_objects_that_leave_memory_or_fall_in_the_middle_of_it_cost_nobody_a_message_or_the_order() {
    let mut relay = Relay::start_spread(3);
    let site = Site::new(&relay, "falls");
    let mut members = member::room(&site, "lounge", &NAMES);
    let mut said = 0;
    writes(&mut members, &mut said, "before");
    settle(&mut members, said);
    let before = connects(&members);
    // Out of memory, with the sockets: nobody notices.
    for class in ["SpokeObject", "RoomObject", ""] {
        for round in 0..3 {
            writes(&mut members, &mut said, &format!("{class} {round}"));
            if round == 1 {
                settle(&mut members, said);
                assert!(relay.evict_only(class) > 0);
            }
        }
        settle(&mut members, said);
        assert_eq!(connects(&members), before, "{class}");
    }
    assert_eq!(spread(&relay, &site).sockets, [3, 3, 3]);
    // In the middle of what is said.
    for class in ["SpokeObject", "RoomObject", ""] {
        for round in 0..4 {
            writes(&mut members, &mut said, &format!("into {class} {round}"));
            if round == 2 {
                relay.evict_only(class);
            }
        }
        settle(&mut members, said);
    }
    for at in Trap::ALL {
        for round in 0..4 {
            writes(&mut members, &mut said, &format!("{at:?} {round}"));
            if round == 1 {
                relay.trap(&site, "lounge", at);
            }
        }
        settle(&mut members, said);
    }
}

#[test]
fn g2_a_spoke_killed_the_room_killed_all_of_it_killed_in_the_middle_history_is_the_same_for_all() {
    let mut relay = Relay::start_spread(3);
    let site = Site::new(&relay, "killed");
    let mut members = member::room(&site, "lounge", &NAMES);
    let mut said = 0;
    for kill in [
        "SpokeObject close",
        "RoomObject close",
        "deploy",
        "kill -9",
        "kill -9 again",
    ] {
        for round in 0..6 {
            writes(&mut members, &mut said, &format!("{kill} {round}"));
            match kill {
                _ if round != 3 => {}
                "deploy" => relay.deploy(Some(&relay_tests::faults::build())),
                "kill -9" | "kill -9 again" => relay.kill_and_restart(),
                class => assert!(relay.evict_only(class) > 0),
            }
        }
        settle(&mut members, said);
    }
    let mut after = site.join("lounge", "after");
    after.reach(Seq(said));
    knows(&mut after, 10);
}

#[test]
fn g2_a_log_that_takes_the_place_of_another_cuts_every_spoke_and_all_come_back_to_the_new_one() {
    let relay = Relay::start_spread(2);
    let site = Site::new(&relay, "replaced");
    let mut members = member::room(&site, "lounge", &NAMES[..6]);
    let mut said = 0;
    writes(&mut members, &mut said, "kept");
    settle(&mut members, said);
    let file = site.api("GET", "/rooms/lounge/export", &site.key, "");
    assert_eq!(file.status, 200, "{file:?}");
    let (kept, mut lost) = (said, said);
    writes(&mut members, &mut lost, "lost");
    settle(&mut members, lost);
    let answer = site.api("PUT", "/rooms/lounge/import?replace=true", &site.key, file.body);
    assert_eq!(answer.status, 200, "{answer:?}");
    member::until(&mut members, "everybody to be back in the new history", |all| {
        all.iter()
            .all(|member| member.is_live() && member.last() == Seq(kept))
    });
    writes(&mut members, &mut said, "after");
    settle(&mut members, said);
    assert!(connects(&members).iter().all(|count| *count >= 2));
}
