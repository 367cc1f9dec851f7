//! Every name by which the deployment hands something to the relay.
//!
//! Invariant: these are the names in wrangler.toml, and no other file spells one.

use protocol::limits;
use spoke::Spread;
use worker::{Bucket, Env, ObjectNamespace, Result};

/// The rooms, one object each.
pub const ROOM: &str = "ROOM";
/// The sites, one object each.
pub const SITE: &str = "SITE";
/// What holds the sockets of large rooms, some objects each.
pub const SPOKE: &str = "SPOKE";
/// The bucket of pictures.
pub const MEDIA: &str = "MEDIA";
/// The loader and the app's files. The runtime serves them before it asks the relay.
#[expect(
    dead_code,
    reason = "named here because the deployment has it; the runtime alone reads it"
)]
pub const ASSETS: &str = "ASSETS";
/// Variable: the site of `/r/{room}`.
pub const DEFAULT_SITE: &str = "DEFAULT_SITE";
/// Variable: how many sockets each object of a room takes before the next one is begun.
pub const SPOKE_SOCKETS: &str = "SPOKE_SOCKETS";
/// Secret: opens the owner's API; the ticket key is derived from it.
pub const OWNER_KEY: &str = "OWNER_KEY";

pub fn rooms(env: &Env) -> Result<ObjectNamespace> {
    env.durable_object(ROOM)
}

pub fn sites(env: &Env) -> Result<ObjectNamespace> {
    env.durable_object(SITE)
}

pub fn spokes(env: &Env) -> Result<ObjectNamespace> {
    env.durable_object(SPOKE)
}

/// As the deployment says, if that is a number that an object can hold.
pub fn spread(env: &Env) -> Spread {
    let said = env.var(SPOKE_SOCKETS).ok();
    let most = said.and_then(|most| most.to_string().parse().ok());
    let most = most.filter(|most| (1..=limits::OBJECT_SOCKETS).contains(most));
    most.map_or_else(Spread::default, |most| Spread { most })
}

pub fn media(env: &Env) -> Result<Bucket> {
    env.bucket(MEDIA)
}

pub fn default_site(env: &Env) -> Option<String> {
    env.var(DEFAULT_SITE).ok().map(|var| var.to_string())
}

/// None where the owner has not set it, or has set it to nothing.
pub fn owner_key(env: &Env) -> Option<String> {
    let key = env.secret(OWNER_KEY).ok()?.to_string();
    (!key.is_empty()).then_some(key)
}
