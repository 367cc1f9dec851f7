//! `GET /api/v1/sites/{site}/rooms/{room}/reports`: what people said is wrong, for the owner or with the site's key.

use protocol::http::ReportsReply;
use protocol::{Refusal, RoomName, SiteId};

use super::admit;
use crate::bindings;
use crate::edge::{Answer, Trouble, Visit, ask, json};
use crate::object::door::{Door, Place};

/// `?skip=` leaves out the oldest ones: what was read before.
pub async fn read(visit: &Visit, site: SiteId, room: RoomName) -> Answer {
    admit(visit, &site).await?;
    let skip = match visit.query("skip") {
        None => 0,
        Some(skip) => skip.parse::<u32>().map_err(|_| {
            let detail = "skip is how many of the oldest reports are left out: a number";
            Trouble::told(Refusal::FieldInvalid, detail)
        })?,
    };
    let place = Place { site, room };
    let stub = bindings::rooms(&visit.env)?.get_by_name(&place.object_name())?;
    let url = place.url_with(Door::Reports, "skip", &skip);
    let reply: ReportsReply = ask(&stub, &url, None::<&()>).await?;
    Ok(json(200, &reply)?)
}
