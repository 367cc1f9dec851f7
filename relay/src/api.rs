//! The HTTP API, one address a file. Bodies: `protocol::http`; for people: docs/API.md.

pub mod account;
pub mod guest;
pub mod posts;
pub mod site;
pub mod tickets;

use ::site::Bearer;
use protocol::SiteId;
use protocol::http::TicketReply;
use serde::Serialize;

use crate::edge::{Answer, Ticket, Visit, expiry, json, now};

fn sign(visit: &Visit, site: SiteId, Bearer { member, name, role }: Bearer) -> Answer {
    let exp = expiry(now());
    let ticket = Ticket {
        site,
        member: member.clone(),
        name: name.clone(),
        role,
        exp,
    };
    let ticket = visit.ticket_key()?.sign(&ticket);
    Ok(json(
        200,
        &TicketReply {
            ticket,
            member,
            name,
            role,
            expires_at: exp,
        },
    )?)
}

/// A key in the answer is told only to who has just made what it opens.
fn made<T: Serialize>(key: Option<&String>, reply: &T) -> Answer {
    let status = if key.is_some() { 201 } else { 200 };
    Ok(json(status, reply)?)
}
