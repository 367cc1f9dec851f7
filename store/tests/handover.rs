//! Guests on their way to another browser.

#![cfg(test)]

use protocol::http::{Session, Settings};
use protocol::{DraftId, UnixMillis, limits};
use site::{Digest, Site};
use store::{Native, SiteLedger};

fn session(n: u128) -> Session {
    Session {
        guest: DraftId::from_bits(n),
        name: Some("もか".to_owned()),
        draft: "書きかけ".to_owned(),
    }
}

fn ledger() -> SiteLedger<Native> {
    let mut ledger = SiteLedger::new(Native::in_memory().unwrap());
    let site = Site::found(Settings::default(), Digest::of_bytes(&[0; 32])).unwrap();
    ledger.save(&site).unwrap();
    ledger
}

#[test]
fn e5_a_guest_arrives_once_and_within_two_minutes() {
    let mut ledger = ledger();
    assert!(ledger.hand_over("a", &session(1), UnixMillis(1_000)).unwrap());
    assert_eq!(
        ledger.take_over("b", UnixMillis(1_001)).unwrap(),
        None,
        "of nobody"
    );
    let last = UnixMillis(1_000 + limits::HANDOVER_MS - 1);
    assert_eq!(ledger.take_over("a", last).unwrap(), Some(session(1)));
    assert_eq!(ledger.take_over("a", last).unwrap(), None, "a second time");
    assert!(ledger.hand_over("c", &session(2), UnixMillis(1_000)).unwrap());
    let late = UnixMillis(1_000 + limits::HANDOVER_MS);
    assert_eq!(ledger.take_over("c", late).unwrap(), None, "too late");
    assert!(ledger.load().unwrap().is_some(), "the site is what it was");
}

#[test]
fn e5_what_waits_is_bounded_and_makes_room_when_its_time_is_over() {
    let mut ledger = ledger();
    for n in 0..limits::HANDOVERS {
        assert!(
            ledger
                .hand_over(&n.to_string(), &session(1), UnixMillis(1))
                .unwrap()
        );
    }
    assert!(!ledger.hand_over("more", &session(2), UnixMillis(2)).unwrap());
    assert_eq!(ledger.take_over("more", UnixMillis(3)).unwrap(), None);
    let later = UnixMillis(1 + limits::HANDOVER_MS);
    assert!(ledger.hand_over("more", &session(2), later).unwrap());
    assert_eq!(ledger.take_over("more", later).unwrap(), Some(session(2)));
}
