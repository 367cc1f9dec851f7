//! Reactions on the real runtime: who is told what, what they cost, what outlives a death.

use protocol::{Act, Block, ClientFrame, MemberId, Reaction, Reactions, Seq, ServerFrame};
use relay_tests::{Client, Relay, Site};

fn counts(reactions: &Reactions, seq: u64) -> Option<Vec<(Reaction, u32)>> {
    let tally = reactions.list.iter().find(|tally| tally.seq == Seq(seq))?;
    Some(tally.counts.iter().map(|count| (count.kind, count.n)).collect())
}

fn me(client: &Client) -> MemberId {
    client.welcome.as_ref().expect("a welcome").you.member.clone()
}

/// What this one was told when it came.
fn at_welcome(client: &mut Client) -> Reactions {
    client.reactions(|reactions| reactions.within.is_some())
}

#[test]
fn g8_reactions_are_counted_told_and_kept() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "react");
    let (mut moka, mut kong) = (site.join("lounge", "もか"), site.join("lounge", "콩떡"));
    moka.post("見た？");
    kong.reach(Seq(1));
    let answer = kong.react(Seq(1), Some(Reaction::Heart));
    assert_eq!(answer.list[0].mine, Some(Reaction::Heart));
    moka.reactions(|told| counts(told, 1) == Some(vec![(Reaction::Heart, 1)]));
    let answer = moka.react(Seq(1), Some(Reaction::Heart));
    assert_eq!(counts(&answer, 1), Some(vec![(Reaction::Heart, 2)]));
    kong.react(Seq(1), Some(Reaction::Fire));
    kong.react(Seq(1), None);
    moka.reactions(|told| counts(told, 1) == Some(vec![(Reaction::Heart, 1)]));
    relay.kill_and_restart();
    let mut late = site.join("lounge", "late");
    assert_eq!(
        counts(&at_welcome(&mut late), 1),
        Some(vec![(Reaction::Heart, 1)])
    );
    let page = relay_tests::http::call("GET", &format!("{}/r/{}/lounge", site.relay, site.id), &[], "");
    let boot = super::document::boot(&page);
    assert_eq!(boot.chat.tallies.len(), 1);
}

#[test]
fn g8_what_was_not_told_before_an_eviction_is_told_after_it() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "evicted");
    let (mut moka, mut kong) = (site.join("lounge", "もか"), site.join("lounge", "콩떡"));
    moka.post("見た？");
    kong.reach(Seq(1));
    for round in 0..3 {
        // The first is told at once; the second waits, and the memory that it waits in goes.
        kong.react(Seq(1), Some(Reaction::Heart));
        let last = kong.react(Seq(1), Some(Reaction::ALL[round + 1]));
        relay.evict();
        kong.post("起きて");
        moka.reactions(|told| counts(told, 1) == counts(&last, 1));
    }
}

#[test]
fn i7_who_blocks_somebody_is_never_told_a_count_with_them_in_it() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "block");
    let mut all: Vec<Client> = ["a", "b", "c"].map(|name| site.join("lounge", name)).into();
    all[0].post("x");
    for client in &mut all {
        client.reach(Seq(1));
    }
    let unwanted = me(&all[2]);
    all[0].say(&ClientFrame::Block(Block {
        members: vec![unwanted],
    }));
    at_welcome(&mut all[0]);
    all[2].react(Seq(1), Some(Reaction::Sad));
    all[1].reactions(|told| counts(told, 1) == Some(vec![(Reaction::Sad, 1)]));
    // Also by a memory that has only the card to know it from.
    relay.evict();
    all[2].react(Seq(1), Some(Reaction::Wow));
    all[1].react(Seq(1), Some(Reaction::Heart));
    let told = all[0].reactions(|told| {
        let list = told.list.iter().flat_map(|tally| &tally.counts);
        let kinds: Vec<_> = list.map(|count| count.kind).collect();
        assert!(
            !kinds.contains(&Reaction::Sad) && !kinds.contains(&Reaction::Wow),
            "{told:?}"
        );
        counts(told, 1) == Some(vec![(Reaction::Heart, 1)])
    });
    assert_eq!(told.within, None);
}

#[test]
fn g8_a_reaction_costs_one_row_and_telling_it_one_frame_for_many() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "price");
    let mut all: Vec<Client> = (0..20).map(|n| site.join("lounge", &format!("f{n}"))).collect();
    all[0].post("x");
    for client in &mut all {
        client.reach(Seq(1));
    }
    let before = relay.counters(&site, "lounge");
    for client in &mut all {
        client.react(Seq(1), Some(Reaction::Heart));
    }
    all[0].reactions(|told| counts(told, 1) == Some(vec![(Reaction::Heart, 20)]) && told.within.is_none());
    let after = relay.counters(&site, "lounge");
    let rows = after.rows_written - before.rows_written;
    let frames = after.broadcasts - before.broadcasts;
    println!(
        "20 reactions: {rows} rows written, {} read, {frames} frames to everybody",
        after.rows_read - before.rows_read
    );
    assert_eq!(rows, 20);
    assert!(frames < 10, "{frames}");

    // Unsent: the act, its target's row, and one for each reaction that goes.
    let before = relay.counters(&site, "lounge").rows_written;
    all[0].act(Act::Unsend(Seq(1)), "…");
    let rows = relay.counters(&site, "lounge").rows_written - before;
    println!("unsent with 20 reactions: {rows} rows written");
    assert!(rows <= 2 + 20, "{rows}");
    let said = all[1].until("the act", |frame| match frame {
        ServerFrame::Events(events) => events.list.iter().find_map(|entry| entry.what.act()),
        _ => None,
    });
    assert_eq!(said, Act::Unsend(Seq(1)));
}
