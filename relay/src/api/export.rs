//! `GET /api/v1/sites/{site}/rooms/{room}/export`: a room as a file of lines, by the owner or with the site's key.

use protocol::{RoomName, SiteId};

use super::admit;
use crate::bindings;
use crate::edge::{Answer, Trouble, Visit, answered, lines};
use crate::object::door::{Door, Place};

/// The lines are the object's, page by page, as fast as they are read: no more than a page of them is ever held.
pub async fn export(visit: &Visit, site: SiteId, room: RoomName) -> Answer {
    admit(visit, &site).await?;
    let place = Place { site, room };
    let stub = bindings::rooms(&visit.env)?.get_by_name(&place.object_name())?;
    let url = place.url(Door::Export);
    let response = stub.fetch_with_str(&url).await?;
    if response.status_code() == 200 {
        let (_, body) = response.into_parts();
        return Ok(lines(body)?);
    }
    match answered::<bool>(&url, response).await {
        Ok(_) => Err(Trouble::Fault("an export that was none".to_owned())),
        Err(trouble) => Err(trouble),
    }
}
