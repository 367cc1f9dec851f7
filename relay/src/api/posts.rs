//! `POST /api/v1/sites/{site}/posts`: an official account posts, in the feed or in a room.

use protocol::http::{PostReply, PostRequest};
use protocol::{Author, Refusal, RoomName, SiteId};

use crate::bindings;
use crate::edge::{Answer, Trouble, Visit, ask, chance, is_there, json, sites};
use crate::object::door::{Door, Place};
use crate::object::room::{OfficialPost, Posted};
use crate::object::site::SiteAsk;

/// With a draft id, sending it again posts nothing new and answers with the place that it has.
pub async fn post(visit: &mut Visit, site: SiteId) -> Answer {
    let key = visit.key()?;
    let request: PostRequest = visit.body().await?;
    let room = request.room.unwrap_or_else(RoomName::feed);
    if !is_there(&room) {
        return Err(Trouble::told(
            Refusal::NotFound,
            format!("there is no room {room}"),
        ));
    }
    let author = sites::tell::<Author>(&visit.env, &site, &SiteAsk::Name { key }).await?;
    let account = author.member.account();
    let account = account.ok_or_else(|| Trouble::Fault("an account's key named nobody".to_owned()))?;
    let draft = match request.draft {
        Some(draft) => draft,
        None => chance::draft()?,
    };
    let place = Place {
        site,
        room: room.clone(),
    };
    let stub = bindings::rooms(&visit.env)?.get_by_name(&place.object_name())?;
    let what = OfficialPost {
        author,
        draft,
        body: request.body,
    };
    let Posted { seq, at } = ask(&stub, &place.url(Door::Post), Some(&what)).await?;
    Ok(json(
        201,
        &PostReply {
            room,
            account,
            draft,
            seq,
            at,
        },
    )?)
}
