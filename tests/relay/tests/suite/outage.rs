//! What a death or an eviction of the relay costs: nothing that was acknowledged, and no place in the order.

use std::collections::BTreeMap;

use protocol::{DraftId, Mode, Pending, Seq};
use relay_tests::client::Ended;
use relay_tests::{Client, Relay, Site, fresh};

/// Somebody who keeps what was not acknowledged, as the client's outbox does.
struct Fan {
    guest: DraftId,
    name: &'static str,
    client: Client,
    /// Sent and not acknowledged, in order.
    outbox: Vec<(DraftId, Seq, String)>,
    acked: BTreeMap<Seq, (DraftId, String)>,
}

impl Fan {
    fn new(site: &Site, name: &'static str) -> Self {
        let (guest, mut client) = (fresh(), site.socket("lounge"));
        client.hello(&ticket(site, guest, name));
        Self {
            guest,
            name,
            client,
            outbox: Vec::new(),
            acked: BTreeMap::new(),
        }
    }

    fn send(&mut self, body: String) {
        let (draft, base_seq) = (fresh(), self.client.last());
        self.client.post_as(draft, &body);
        self.outbox.push((draft, base_seq, body));
    }

    fn settle(&mut self, draft: DraftId, seq: Seq) {
        let at = self
            .outbox
            .iter()
            .position(|(each, _, _)| *each == draft)
            .expect("it was under way");
        let (_, _, body) = self.outbox.remove(at);
        assert!(
            self.acked.insert(seq, (draft, body)).is_none(),
            "{seq} was acknowledged twice"
        );
    }

    fn settle_all(&mut self) {
        for (draft, _, _) in self.outbox.clone() {
            let seq = self.client.acked(draft).seq;
            self.settle(draft, seq);
        }
    }

    /// After a cut: comes back with what it has, hears which drafts are known, and sends the others again.
    fn come_back(&mut self, site: &Site) {
        let (have, log) = (self.client.position(), std::mem::take(&mut self.client.log));
        self.client = site.socket("lounge");
        self.client.log = log;
        let pending = self.outbox.iter().map(|(draft, base_seq, _)| Pending {
            draft: *draft,
            base_seq: *base_seq,
        });
        let welcome = self
            .client
            .hello_with(&ticket(site, self.guest, self.name), have, pending.collect());
        assert_eq!(welcome.mode, Mode::Resume);
        for settled in welcome.settled {
            if let Some(seq) = settled.seq {
                self.settle(settled.draft, seq);
            }
        }
        for (draft, _, body) in self.outbox.clone() {
            self.client.post_as(draft, &body);
        }
        self.settle_all();
    }
}

fn ticket(site: &Site, guest: DraftId, name: &str) -> String {
    site.guest(guest, Some(name))
        .json::<protocol::http::TicketReply>()
        .ticket
}

#[test]
fn r2_a_killed_relay_loses_nothing_that_was_acknowledged_and_doubles_nothing_that_is_sent_again() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "kill");
    let mut fans = [Fan::new(&site, "もか"), Fan::new(&site, "콩떡")];
    let mut said = 0;
    for round in 0..3 {
        for fan in &mut fans {
            for _ in 0..4 {
                said += 1;
                fan.send(format!("{round} 見た？ 봤어? {said}"));
            }
            fan.settle_all();
        }
        // Under way at the moment of death: some will have been written, some not.
        for fan in &mut fans {
            for _ in 0..8 {
                said += 1;
                fan.send(format!("{round} あとで 나중에 {said}"));
            }
        }
        relay.kill_and_restart();
        for fan in &mut fans {
            assert_eq!(fan.client.end(), Ended::Cut);
            fan.come_back(&site);
        }
    }

    let mut late = site.join("lounge", "a");
    let all = late.history(Seq::ZERO, Seq(said + 1)).list;
    assert_eq!(all.len() as u64, said);
    for fan in &mut fans {
        fan.client.reach(Seq(said));
        assert_eq!(fan.client.log, all, "everybody sees the same");
        for (seq, (draft, body)) in &fan.acked {
            let entry = &all[usize::try_from(seq.0).expect("small") - 1];
            let kept = entry.what.body();
            assert_eq!(
                (entry.seq, entry.draft, kept.as_str()),
                (*seq, *draft, body.as_str())
            );
        }
    }
    late.reach(Seq(said));
}

#[test]
fn r2_an_object_that_was_put_out_of_memory_knows_its_sockets_and_its_log_again() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "evict");
    let ruan = site.account("ruan", "루안");
    let (mut a, mut b) = (site.join("lounge", "a"), site.join("lounge", "b"));
    let (mut silent, mut feed) = (site.socket("lounge"), site.join("@feed", "a"));
    a.post("before");
    b.reach(Seq(1));
    for round in 2..5 {
        relay.evict();
        assert_eq!(a.post("after").seq, Seq(round));
        b.reach(Seq(round));
        // Who had not said hello has still not.
        silent.post_as(fresh(), "x");
        assert_eq!(silent.refused().refusal, protocol::Refusal::HelloFirst);
        site.post(&ruan, fresh(), "official");
        feed.reach(Seq(round - 1));
    }
    relay.evict();
    a.send(tungstenite::Message::text("p"));
    drop(b);
    a.until("the count without the one who left", |frame| match frame {
        protocol::ServerFrame::Presence(presence) if presence.members == 1 => Some(()),
        _ => None,
    });
}

#[test]
fn r2_a_room_that_slept_before_its_first_message_keeps_its_history() {
    let mut relay = Relay::start();
    let site = Site::new(&relay, "slept");
    let mut fan = Fan::new(&site, "もか");
    relay.evict();
    fan.send("はじめまして".to_owned());
    fan.settle_all();
    fan.client.reach(Seq(1));
    relay.evict();
    fan.come_back(&site);
}
