//! `GET` and `PUT /api/v1/sites/{site}`: a site's settings, by the owner.

use protocol::SiteId;
use protocol::http::{Settings, SiteReply};

use super::made;
use crate::edge::{Answer, Visit, sites};
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
    let reply: SiteReply = sites::tell(&visit.env, &site, &SiteAsk::Settle { settings }).await?;
    made(reply.key.as_ref(), &reply)
}
