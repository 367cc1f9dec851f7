//! `POST /api/v1/sites/{site}/tickets`: the site's server vouches for one of its people.

use protocol::SiteId;
use protocol::http::MintRequest;
use site::Bearer;

use super::sign;
use crate::edge::{Answer, Visit, sites};
use crate::object::site::SiteAsk;

pub async fn mint(visit: &mut Visit, site: SiteId) -> Answer {
    let key = visit.key()?;
    let request: MintRequest = visit.body().await?;
    let bearer: Bearer = sites::tell(&visit.env, &site, &SiteAsk::Vouch { key, request }).await?;
    sign(visit, site, bearer)
}
