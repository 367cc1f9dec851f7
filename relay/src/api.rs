//! The HTTP API, one address a file. Bodies: `protocol::http`; for people: docs/API.md.

pub mod account;
pub mod guest;
pub mod posts;
pub mod site;
pub mod tickets;

use protocol::http::TicketReply;
use protocol::{DisplayName, MemberId, Role, SiteId};
use worker::Response;

use crate::edge::{Answer, Ticket, Trouble, Visit, expiry, json, now};

/// Who a ticket is for.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct Bearer {
    pub member: MemberId,
    pub name: Option<DisplayName>,
    pub role: Role,
}

fn sign(visit: &Visit, site: SiteId, Bearer { member, name, role }: Bearer) -> Answer {
    let exp = expiry(now());
    let ticket = Ticket { site, member: member.clone(), name: name.clone(), role, exp };
    let ticket = visit.ticket_key()?.sign(&ticket);
    Ok(json(200, &TicketReply { ticket, member, name, role, expires_at: exp })?)
}

/// An answer of a site's object, handed on as it is.
fn told<T: serde::Serialize>(value: Result<T, Trouble>) -> Result<Response, Trouble> {
    Ok(json(200, &value?)?)
}
