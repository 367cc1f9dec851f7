//! `PUT /api/v1/sites/{site}/accounts/{account}`: an official account, by the owner or with the site's key.

use protocol::http::{AccountReply, AccountRequest};
use protocol::{AccountId, SiteId};

use super::made;
use crate::edge::{Answer, Visit, sites};
use crate::object::site::SiteAsk;

/// The answer to the first one tells the account's key, once.
pub async fn write(visit: &mut Visit, site: SiteId, account: AccountId) -> Answer {
    let key = visit.key_unless_owner()?;
    let request: AccountRequest = visit.body().await?;
    let ask = SiteAsk::Introduce {
        account,
        request,
        key,
    };
    let reply: AccountReply = sites::tell(&visit.env, &site, &ask).await?;
    made(reply.key.as_ref(), &reply)
}
