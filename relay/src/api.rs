//! The HTTP API, one address a file. Bodies: `protocol::http`; for people: docs/API.md.

pub mod account;
pub mod emoji;
pub mod export;
pub mod guest;
pub mod handover;
pub mod import;
pub mod posts;
pub mod reports;
pub mod site;
pub mod tickets;

use ::site::Bearer;
use protocol::SiteId;
use protocol::http::TicketReply;
use serde::Serialize;

use crate::edge::{Answer, Ticket, Trouble, Visit, expiry, json, now, sites};
use crate::object::site::SiteAsk;

/// Opens a site's rooms as a whole: the owner's key, or the site's own.
async fn admit(visit: &Visit, site: &SiteId) -> Result<(), Trouble> {
    let key = visit.key_unless_owner()?;
    let _true: bool = sites::tell(&visit.env, site, &SiteAsk::Admit { key }).await?;
    Ok(())
}

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
