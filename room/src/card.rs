//! What survives a room's sleep, on each socket.
//!
//! Invariant: a card that was written by another version of this code is never half understood.

use protocol::codec;
use protocol::{DisplayName, MemberId, Position, Role, Rules, Seq, UnixMillis};
use serde::{Deserialize, Serialize};

/// The version that this code writes and reads.
const VERSION: u32 = 1;

/// What a socket carries through hibernation: all that the room knows of it.
///
/// At most about 500 bytes of the 16 KiB that an attachment may have, and 7 KB where somebody blocks as many as they can.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
    pub role: Role,
    /// Up to here the client has read, or a little further. Older cards do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seq>,
    /// Up to here a person has had it before their eyes, and in which history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Position>,
    /// Whom this reader does not want to meet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked: Vec<MemberId>,
    /// The newest rules that the room knew when it was greeted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruled: Option<Ruled>,
}

/// A room's rules, as the edge read them from the site's settings. The later ones hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    pub since: UnixMillis,
    pub rules: Rules,
}

/// The card as it is kept. The version stands beside the fields, so that a later one can be told from it.
#[derive(Serialize, Deserialize)]
struct Kept {
    v: u32,
    #[serde(flatten)]
    card: Card,
}

impl Card {
    /// As text, for the attachment.
    pub fn encode(&self) -> String {
        codec::encode(&Kept {
            v: VERSION,
            card: self.clone(),
        })
    }

    /// None for a card of another version, and for what is no card. The edge closes such a socket with
    /// [`protocol::CloseReason::Restart`]: the client comes back at once and says `Hello` anew.
    pub fn decode(text: &str) -> Option<Self> {
        codec::parse::<Kept>(text)
            .ok()
            .filter(|kept| kept.v == VERSION)
            .map(|kept| kept.card)
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Epoch, limits};

    use super::*;

    fn card(name: Option<&str>) -> Card {
        Card {
            member: MemberId::parse("g0123").unwrap(),
            name: name.map(|name| DisplayName::parse(name).unwrap()),
            role: Role::Moderator,
            seen: None,
            read: None,
            blocked: Vec::new(),
            ruled: None,
        }
    }

    #[test]
    fn a_card_comes_back_as_it_was_kept() {
        let read = Card {
            seen: Some(Seq(41)),
            ..card(None)
        };
        let busy = Card {
            read: Some(Position {
                epoch: Epoch::from_bits(7),
                seq: Seq(40),
            }),
            blocked: vec![MemberId::parse("g9").unwrap()],
            ruled: Some(Ruled::default()),
            ..card(Some("콩떡"))
        };
        for card in [card(None), card(Some("もか🌿")), read, busy] {
            assert_eq!(Card::decode(&card.encode()), Some(card));
        }
    }

    #[test]
    fn the_bytes_of_a_card_do_not_change_by_accident() {
        assert_eq!(
            card(Some("콩떡")).encode(),
            r#"{"v":1,"member":"g0123","name":"콩떡","role":"moderator"}"#
        );
    }

    #[test]
    fn a_card_of_another_version_and_what_is_no_card_are_not_understood() {
        for text in [
            r#"{"v":2,"member":"g0123","role":"fan"}"#,
            r#"{"member":"g0123","role":"fan"}"#,
            r#"{"v":1,"member":"","role":"fan"}"#,
            r#"{"v":1,"member":"g0123","role":"king"}"#,
            "{}",
            "",
            "null",
        ] {
            assert_eq!(Card::decode(text), None, "{text}");
        }
    }

    #[test]
    fn i7_the_longest_block_list_leaves_the_attachment_half_empty() {
        let longest = |n: usize| MemberId::parse(&format!("{n:0>64}")).unwrap();
        let card = Card {
            blocked: (0..limits::BLOCKED).map(longest).collect(),
            ruled: Some(Ruled::default()),
            ..card(Some("もか🌿"))
        };
        assert!(card.encode().len() < 8 * 1024);
        assert_eq!(Card::decode(&card.encode()), Some(card));
    }
}
