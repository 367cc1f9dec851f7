//! What an older widget left unsent on a device is sent by a newer one.

#![allow(
    clippy::unwrap_used,
    reason = "a test that panics has failed, which is what it is for"
)]

use client::{Unsent, UnsentState};
use protocol::{DraftId, Refusal, Seq, codec};

#[test]
fn r2_an_outbox_of_an_earlier_release_is_read_and_loses_nothing() {
    let text = include_str!("../../tests/releases/0.1.0/device/outbox.json").trim_end();
    let list: Vec<Unsent> = codec::decode(text).unwrap();
    assert_eq!(
        codec::parse::<Vec<Unsent>>(text).as_ref(),
        Ok(&list),
        "both readers"
    );
    let states: Vec<UnsentState> = list.iter().map(|unsent| unsent.state).collect();
    assert_eq!(
        states,
        [
            UnsentState::Waiting,
            UnsentState::Sent,
            UnsentState::Stored(Seq(12)),
            UnsentState::Failed(Refusal::DraftExpired),
            UnsentState::Failed(Refusal::BodyTooLong {
                units: 5_001,
                max: 5_000
            }),
        ]
    );
    let bodies: Vec<&str> = list.iter().map(|unsent| unsent.body.as_str()).collect();
    assert_eq!(bodies, ["見た？", "저도요ㅠㅠ", "two\nlines", "😀", "x"]);
    for (unsent, number) in list.iter().zip(0..) {
        assert_eq!(unsent.draft, DraftId::from_bits(0xabc + number));
        assert_eq!(u128::from(unsent.base_seq.0), number);
        assert_eq!(u128::from(unsent.at.0), 1_795_185_000_000 + number);
    }
}
