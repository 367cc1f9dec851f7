//! `POST /f/{site}/handover` and `POST /f/{site}/takeover`: a guest leaves an app's own browser, in which nothing is kept, and
//! goes on in the one that they use.
//!
//! Invariant: who they are is in no address. What is in one is a number of 128 bits, good once, for two minutes, and is kept
//! here as its digest.

use protocol::http::{HandoverReply, Session, TakeoverRequest};
use protocol::{DraftId, Refusal, SiteId, limits};

use super::guest::only_frame;
use crate::edge::{Answer, Trouble, Visit, chance, json, keys, now, sites};
use crate::object::site::SiteAsk;

pub async fn hand_over(visit: &mut Visit, site: SiteId) -> Answer {
    only_frame(visit)?;
    let session: Session = visit.body().await?;
    if session.draft.encode_utf16().count() > limits::BODY_UNITS {
        return Err(Trouble::told(
            Refusal::FieldInvalid,
            "draft: longer than a message",
        ));
    }
    if let Some(name) = &session.name {
        sites::view(&visit.env, &site).await?.free_name(name)?;
    }
    let (code, now) = (chance::draft()?, now());
    let ask = SiteAsk::HandOver {
        code: digest(code),
        session,
        now,
    };
    sites::tell::<bool>(&visit.env, &site, &ask).await?;
    let expires_at = now.plus(limits::HANDOVER_MS);
    Ok(json(200, &HandoverReply { code, expires_at })?)
}

pub async fn take_over(visit: &mut Visit, site: SiteId) -> Answer {
    only_frame(visit)?;
    let TakeoverRequest { code } = visit.body().await?;
    let ask = SiteAsk::TakeOver {
        code: digest(code),
        now: now(),
    };
    let session: Session = sites::tell(&visit.env, &site, &ask).await?;
    Ok(json(200, &session)?)
}

fn digest(code: DraftId) -> String {
    let hash = keys::hash(&code.to_string());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
