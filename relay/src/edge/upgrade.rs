//! The way of a socket into its room.
//!
//! Invariant: a room's object hears of a socket only when its site exists, the page's origin is allowed there, and it
//! speaks a protocol of ours. Who is behind it is told by the ticket in its first frame.

use protocol::{Refusal, RoomName, SiteId, codec, version};
use worker::{Request, Response};

use super::answer::Trouble;
use super::sites;
use super::visit::Visit;
use crate::bindings;
use crate::object::door::{Door, Landed, Place};

pub async fn socket(visit: &Visit, site: SiteId, room: RoomName) -> Result<Response, Trouble> {
    let seen = sites::seen(&visit.env, &site).await?;
    if !visit
        .header("origin")
        .is_some_and(|origin| origin == visit.own_origin() || seen.view.allows(&origin))
    {
        return Err(Trouble::told(
            Refusal::OriginForbidden,
            "the page's origin is not on the site's list",
        ));
    }
    let is_upgrade = visit
        .header("upgrade")
        .is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket"));
    let Some(binary) = reads_binary(visit).filter(|_| is_upgrade) else {
        let detail = format!(
            "this address is a WebSocket of the subprotocol {}",
            version::SUBPROTOCOL
        );
        return Err(Trouble::with_status(426, Refusal::Malformed, detail));
    };
    let ruled = seen.ruled(&room);
    let place = Place { site, room };
    let stub = bindings::rooms(&visit.env)?.get_by_name(&place.object_name())?;
    let url = place.url_with(Door::Socket, "ruled", &ruled);
    let asked = upgrade(&format!("{url}&binary={binary}"))?;
    let mut response = stub.fetch_with_request(asked).await?;
    if response.status_code() != 200 {
        return Ok(response);
    }
    // The room is large, and says which of its spokes has a place. A socket is the object's alone to which its upgrade went.
    let Landed { spoke } = codec::parse(&response.text().await?)
        .map_err(|_| Trouble::Fault("a room did not say where to land".to_owned()))?;
    let stub = bindings::spokes(&visit.env)?.get_by_name(&place.spoke_name(spoke))?;
    let url = place.url_with(Door::Sit, "ruled", &ruled);
    let asked = upgrade(&format!("{url}&binary={binary}&spoke={spoke}"))?;
    Ok(stub.fetch_with_request(asked).await?)
}

fn upgrade(url: &str) -> Result<Request, Trouble> {
    let mut request = Request::new(url, worker::Method::Get)?;
    request.headers_mut()?.set("upgrade", "websocket")?;
    Ok(request)
}

/// None: it offers no language of ours.
fn reads_binary(visit: &Visit) -> Option<bool> {
    let offered = visit.header("sec-websocket-protocol").unwrap_or_default();
    let offers = |name| offered.split(',').any(|each| each.trim() == name);
    match offers(version::BINARY) {
        true => Some(true),
        false => offers(version::SUBPROTOCOL).then_some(false),
    }
}
