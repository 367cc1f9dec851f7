//! Tickets: what the relay says about a person, signed, for a few minutes, for one site.
//!
//! Invariant: nothing of a ticket is read before its signature was found good. A ticket travels in the first frame
//! of a socket, never in an address.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::Mac;
use protocol::{DisplayName, DraftId, MemberId, Refusal, Role, SiteId, UnixMillis, codec, limits};
use serde::{Deserialize, Serialize};

use super::keys;

/// No ticket of ours is longer: the longest id, name and site are under 300 bytes as JSON, 400 encoded.
const TICKET_BYTES: usize = 1024;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub site: SiteId,
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
    pub role: Role,
    pub exp: UnixMillis,
}

/// Signs and checks. Derived from the owner's key: a new owner's key ends every ticket, and nothing else is to be kept.
#[derive(Clone)]
pub struct TicketKey([u8; 32]);

impl TicketKey {
    pub fn of_owner(owner_key: &str) -> Self {
        Self(keys::derive(owner_key.as_bytes(), "maru ticket v1"))
    }

    pub fn sign(&self, ticket: &Ticket) -> String {
        let payload = Base64UrlUnpadded::encode_string(codec::encode(ticket).as_bytes());
        let mut mac = keys::hmac(&self.0);
        mac.update(payload.as_bytes());
        let tag = Base64UrlUnpadded::encode_string(&mac.finalize().into_bytes());
        format!("{payload}.{tag}")
    }

    pub fn open(&self, text: &str, site: &SiteId, now: UnixMillis) -> Result<Ticket, Refusal> {
        let ticket = self
            .read(text)
            .filter(|ticket| ticket.site == *site)
            .ok_or(Refusal::TicketInvalid)?;
        if now < ticket.exp {
            Ok(ticket)
        } else {
            Err(Refusal::TicketExpired)
        }
    }

    fn read(&self, text: &str) -> Option<Ticket> {
        if text.len() > TICKET_BYTES {
            return None;
        }
        let (payload, tag) = text.split_once('.')?;
        let mut mac = keys::hmac(&self.0);
        mac.update(payload.as_bytes());
        mac.verify_slice(&Base64UrlUnpadded::decode_vec(tag).ok()?).ok()?;
        let json = String::from_utf8(Base64UrlUnpadded::decode_vec(payload).ok()?).ok()?;
        codec::parse(&json).ok()
    }

    /// Who a guest is. Pairwise: the same secret is somebody else on another site, and the id tells nothing about it.
    pub fn guest(&self, site: &SiteId, secret: DraftId) -> Option<MemberId> {
        let mut mac = keys::hmac(&self.0);
        mac.update(format!("guest {site} {secret}").as_bytes());
        let tag = u128::from_be_bytes(mac.finalize().into_bytes().first_chunk().copied()?);
        MemberId::parse(&format!("g{tag:032x}")).ok()
    }
}

/// When a ticket that is signed now ends.
pub const fn expiry(now: UnixMillis) -> UnixMillis {
    now.plus(limits::TICKET_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_000_000);

    fn site(id: &str) -> SiteId {
        SiteId::parse(id).unwrap()
    }

    fn ticket() -> Ticket {
        Ticket {
            site: site("miruna"),
            member: MemberId::parse("g00").unwrap(),
            name: DisplayName::parse("もか🌿").ok(),
            role: Role::Fan,
            exp: expiry(NOW),
        }
    }

    #[test]
    fn a_ticket_opens_its_own_site_until_it_expires() {
        let key = TicketKey::of_owner("owner");
        let text = key.sign(&ticket());
        assert_eq!(key.open(&text, &site("miruna"), NOW), Ok(ticket()));
        assert_eq!(key.open(&text, &site("yoake"), NOW), Err(Refusal::TicketInvalid));
        assert_eq!(
            key.open(&text, &site("miruna"), expiry(NOW)),
            Err(Refusal::TicketExpired)
        );
        assert_eq!(
            TicketKey::of_owner("other").open(&text, &site("miruna"), NOW),
            Err(Refusal::TicketInvalid)
        );
    }

    #[test]
    fn an_altered_ticket_is_invalid_wherever_it_was_altered() {
        let key = TicketKey::of_owner("owner");
        let text = key.sign(&ticket());
        for at in 0..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            let altered = String::from_utf8(altered).unwrap();
            assert_eq!(
                key.open(&altered, &site("miruna"), NOW),
                Err(Refusal::TicketInvalid),
                "{altered}"
            );
        }
        for nonsense in ["", ".", "a", &"x".repeat(10_000), &format!("{text}.{text}")] {
            assert_eq!(
                key.open(nonsense, &site("miruna"), NOW),
                Err(Refusal::TicketInvalid)
            );
        }
    }

    #[test]
    fn a_guest_is_the_same_on_one_site_and_a_stranger_on_another() {
        let key = TicketKey::of_owner("owner");
        let secret = DraftId::from_bits(7);
        let here = key.guest(&site("miruna"), secret);
        assert!(here.as_ref().is_some_and(|id| id.as_str().len() == 33));
        assert_eq!(here, key.guest(&site("miruna"), secret));
        assert_ne!(here, key.guest(&site("yoake"), secret));
        assert_ne!(here, key.guest(&site("miruna"), DraftId::from_bits(8)));
    }

    /// A page that was loaded before a deploy brings the ticket that it has.
    #[test]
    fn r2_a_ticket_of_an_earlier_release_opens_and_would_open_there() {
        let tickets = include_str!("../../../tests/releases/0.1.0/sockets/tickets.txt");
        let key = TicketKey::of_owner("owner-key-of-release-0.1.0");
        let mut count = 0;
        for text in tickets.lines().filter(|line| line.contains('.')) {
            let ticket = key.open(text, &site("miruna"), NOW).unwrap();
            assert_eq!(key.sign(&ticket), text);
            count += 1;
        }
        assert_eq!(count, 4);
        let guest = key.guest(&site("miruna"), DraftId::from_bits(7));
        assert_eq!(guest.as_ref().map(MemberId::as_str), tickets.lines().last());
    }

    #[test]
    fn the_longest_ticket_is_within_the_bound() {
        let longest = Ticket {
            site: site(&"s".repeat(limits::ID_BYTES)),
            member: MemberId::parse(&"m".repeat(limits::MEMBER_ID_BYTES)).unwrap(),
            name: DisplayName::parse(&"\"".repeat(limits::NAME_CHARS)).ok(),
            role: Role::Moderator,
            exp: UnixMillis(u64::MAX),
        };
        assert!(TicketKey::of_owner("owner").sign(&longest).len() <= TICKET_BYTES / 2);
    }
}
