//! `GET` and `PUT /api/v1/sites/{site}`: a site's settings, by the owner.

use std::collections::BTreeSet;

use protocol::http::{Settings, SiteReply};
use protocol::{Refusal, RoomName, SiteId};
use room::Ruled;
use worker::console_error;

use super::made;
use crate::bindings;
use crate::edge::{Answer, Trouble, Visit, ask, now, sites};
use crate::object::door::{Door, Place};
use crate::object::site::SiteAsk;

pub async fn read(visit: &Visit, site: SiteId) -> Answer {
    visit.only_owner()?;
    let view = sites::view_now(&visit.env, &site).await?;
    made(
        None,
        &SiteReply {
            settings: view.settings,
            key: None,
        },
    )
}

/// The answer to the first one tells the site's key, once.
pub async fn write(visit: &mut Visit, site: SiteId) -> Answer {
    visit.only_owner()?;
    let settings: Settings = visit.body().await?;
    let before = match sites::view_now(&visit.env, &site).await {
        Ok(view) => Some(view.settings),
        Err(Trouble::Refused { problem, .. }) if problem.refusal == Refusal::NotFound => None,
        Err(trouble) => return Err(trouble),
    };
    let reply: SiteReply = sites::tell(&visit.env, &site, &SiteAsk::Settle { settings }).await?;
    if let Some(before) = before {
        tell_rooms(visit, &site, &before, &reply.settings).await?;
    }
    made(reply.key.as_ref(), &reply)
}

/// A room that is frozen, or slowed, is so at once. Whatever else has changed comes to a room with whoever comes next.
async fn tell_rooms(
    visit: &Visit,
    site: &SiteId,
    before: &Settings,
    after: &Settings,
) -> Result<(), Trouble> {
    let named: BTreeSet<&str> = before.paced_rooms().chain(after.paced_rooms()).collect();
    let rooms = named.into_iter().filter_map(|room| RoomName::parse(room).ok());
    let stubs = bindings::rooms(&visit.env)?;
    for room in rooms.filter(|room| before.rules(room) != after.rules(room)) {
        let (since, rules) = (now(), after.rules(&room));
        let place = Place {
            site: site.clone(),
            room,
        };
        let stub = stubs.get_by_name(&place.object_name())?;
        let url = place.url_with(Door::Ruled, "ruled", &Ruled { since, rules });
        // The settings stand. A room that cannot be told now hears of them from whoever comes next.
        if let Err(trouble) = ask::<bool>(&stub, &url, None::<&()>).await {
            console_error!("fault: {} was not told: {trouble:?}", place.object_name());
        }
    }
    Ok(())
}
