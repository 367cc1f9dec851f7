//! `POST /f/{site}/ticket`: a guest's ticket, for the frame alone.

use protocol::http::GuestRequest;
use protocol::{Refusal, Role, SiteId};
use site::Bearer;

use super::sign;
use crate::edge::{Answer, Trouble, Visit, sites};

/// What is about a guest is the frame's affair, and no page's around it.
pub fn only_frame(visit: &Visit) -> Result<(), Trouble> {
    if visit.header("origin") == Some(visit.own_origin()) {
        Ok(())
    } else {
        let detail = "only the frame asks for a guest's ticket";
        Err(Trouble::told(Refusal::OriginForbidden, detail))
    }
}

pub async fn ticket(visit: &mut Visit, site: SiteId) -> Answer {
    only_frame(visit)?;
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
