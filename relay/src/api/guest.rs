//! `POST /f/{site}/ticket`: a guest's ticket, for the frame alone.

use protocol::http::GuestRequest;
use protocol::{Refusal, Role, SiteId};
use site::Bearer;

use super::sign;
use crate::edge::{Answer, Trouble, Visit, sites};

pub async fn ticket(visit: &mut Visit, site: SiteId) -> Answer {
    if visit.header("origin") != Some(visit.own_origin()) {
        return Err(Trouble::told(
            Refusal::OriginForbidden,
            "only the frame asks for a guest's ticket",
        ));
    }
    let request: GuestRequest = visit.body().await?;
    let view = sites::view(&visit.env, &site).await?;
    let name = match request.name {
        Some(name) => Some(view.free_name(&name)?),
        None => None,
    };
    let member = visit.ticket_key()?.guest(&site, request.guest);
    let member = member.ok_or_else(|| Trouble::Fault("a guest's id was not an id".to_owned()))?;
    sign(
        visit,
        site,
        Bearer {
            member,
            name,
            role: Role::Fan,
        },
    )
}
