//! `PUT /api/v1/sites/{site}/rooms/{room}/import`: a room from a file of lines, by the owner or with the site's key.

use protocol::http::ImportReply;
use protocol::{Refusal, RoomName, SiteId, limits};
use worker::{Method, Request, RequestInit};

use super::admit;
use crate::bindings;
use crate::edge::{Answer, Trouble, Visit, answered, json};
use crate::object::door::{Door, Place};

/// The file goes on to the object as it comes: no more than a piece of it is ever held.
pub async fn import(visit: &Visit, site: SiteId, room: RoomName) -> Answer {
    admit(visit, &site).await?;
    let door = match visit.query("replace").as_deref() {
        None | Some("false") => Door::Import,
        Some("true") => Door::Replace,
        Some(_) => return Err(Trouble::told(Refusal::FieldInvalid, "replace: true or false")),
    };
    let length = visit
        .header("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    if length.is_some_and(|length| length > limits::ARCHIVE_BYTES) {
        let max_bytes = u32::try_from(limits::ARCHIVE_BYTES).unwrap_or(u32::MAX);
        let detail = "nothing was changed: the file is larger than one request may be";
        return Err(Trouble::told(Refusal::TooBig { max_bytes }, detail));
    }
    let file = visit.request.inner().body();
    let file =
        file.ok_or_else(|| Trouble::told(Refusal::Malformed, "the file goes into the request’s body"))?;
    let place = Place { site, room };
    let stub = bindings::rooms(&visit.env)?.get_by_name(&place.object_name())?;
    let mut init = RequestInit::new();
    init.with_method(Method::Put).with_body(Some(file.into()));
    let url = place.url(door);
    let request = Request::new_with_init(&url, &init)?;
    let reply: ImportReply = answered(&url, stub.fetch_with_request(request).await?).await?;
    Ok(json(200, &reply)?)
}
