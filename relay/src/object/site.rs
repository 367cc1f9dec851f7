//! A site's object: its settings, its accounts, its keys.
//!
//! Invariant: nothing is remembered between two requests; the ledger is asked each time. A key leaves once, when it is
//! made, and rests here as its digest.

use protocol::http::{AccountReply, AccountRequest, MintRequest, Session, Settings, SiteReply};
use protocol::{AccountId, Emoji, EmojiName, ImageKey, Refusal, UnixMillis, codec};
use serde::{Deserialize, Serialize};
use site::{By, Digest, Site};
use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use super::sql;
use crate::edge::{Answer, Trouble, chance, json, keys};

/// What the Worker asks. The owner's key was checked before; any other key is checked here.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteAsk {
    /// The site as everybody may see it.
    Read,
    /// The owner's settings, whole.
    Settle { settings: Settings },
    /// An official account, new or changed. Without a key it is the owner who asks.
    Introduce {
        account: AccountId,
        request: AccountRequest,
        key: Option<String>,
    },
    /// The site's server vouches for one of its people.
    Vouch { key: String, request: MintRequest },
    /// Whose account's key is this?
    Name { key: String },
    /// Is this the site's own key? Without a key it is the owner who asks, and the answer is whether there is a site.
    Admit { key: Option<String> },
    /// A site's own emoji. Without a key it is the owner who asks. Answered with an [`Album`].
    Emoji {
        key: Option<String>,
        now: UnixMillis,
        what: EmojiAsk,
    },
    /// A guest is on the way to another browser. The code is here as its digest.
    HandOver {
        code: String,
        session: Session,
        now: UnixMillis,
    },
    /// And has come.
    TakeOver { code: String, now: UnixMillis },
}

/// What is to become of an emoji.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmojiAsk {
    Read,
    /// Its bytes are about to be put away.
    Expect {
        name: EmojiName,
        image: ImageKey,
    },
    /// And are there.
    Name {
        name: EmojiName,
        image: ImageKey,
    },
    Forget {
        name: EmojiName,
    },
    /// These bytes are thrown away.
    Gone {
        images: Vec<ImageKey>,
    },
}

/// All of a site's emoji, and keys whose bytes are to be thrown away.
#[derive(Serialize, Deserialize)]
pub struct Album {
    pub emoji: Vec<Emoji>,
    pub loose: Vec<ImageKey>,
}

impl SiteAsk {
    pub const fn changes(&self) -> bool {
        matches!(
            self,
            Self::Settle { .. } | Self::Introduce { .. } | Self::Emoji { .. }
        )
    }
}

#[durable_object(fetch)]
pub struct SiteObject {
    state: State,
}

impl DurableObject for SiteObject {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let text = request.text().await?;
        let asked = codec::parse(&text).map_err(|_| Trouble::from(Refusal::Malformed));
        asked.and_then(|ask| self.answer(ask)).or_else(Trouble::response)
    }
}

impl SiteObject {
    /// Never awaits: what is loaded is what is saved over.
    fn answer(&self, ask: SiteAsk) -> Answer {
        let mut ledger = sql::site(&self.state);
        let known = ledger.load()?;
        let response = match (ask, known) {
            (SiteAsk::Settle { settings }, None) => {
                let key = chance::key()?;
                let site = Site::found(settings, digest(&key))?;
                ledger.save(&site)?;
                json(
                    200,
                    &SiteReply {
                        settings: site.view().settings,
                        key: Some(key),
                    },
                )
            }
            (_, None) => return Err(Refusal::NotFound.into()),
            (SiteAsk::Settle { settings }, Some(mut site)) => {
                site.settle(settings)?;
                ledger.save(&site)?;
                json(
                    200,
                    &SiteReply {
                        settings: site.view().settings,
                        key: None,
                    },
                )
            }
            (SiteAsk::Read, Some(site)) => json(200, &site.view()),
            (
                SiteAsk::Introduce {
                    account,
                    request,
                    key,
                },
                Some(mut site),
            ) => {
                let by = by(key.as_deref());
                let fresh = chance::key()?;
                let (account, is_new) = site.introduce(&by, account, request, digest(&fresh))?;
                ledger.save(&site)?;
                json(
                    200,
                    &AccountReply {
                        account,
                        key: is_new.then_some(fresh),
                    },
                )
            }
            (SiteAsk::Vouch { key, request }, Some(site)) => json(200, &site.vouch(&digest(&key), &request)?),
            (SiteAsk::Name { key }, Some(site)) => json(200, &site.name(&digest(&key))?),
            (SiteAsk::Admit { key }, Some(site)) => {
                site.admit(&by(key.as_deref()))?;
                json(200, &true)
            }
            (SiteAsk::Emoji { key, now, what }, Some(mut site)) => {
                let by = by(key.as_deref());
                let changes = !matches!(what, EmojiAsk::Read);
                match what {
                    EmojiAsk::Read => site.admit(&by)?,
                    EmojiAsk::Expect { name, image } => site.expect_emoji(&by, &name, image, now)?,
                    EmojiAsk::Name { name, image } => site.name_emoji(&by, name, image, now)?,
                    EmojiAsk::Forget { name } => site.forget_emoji(&by, &name)?,
                    EmojiAsk::Gone { images } => site.emoji_thrown_away(&images),
                }
                if changes {
                    ledger.save(&site)?;
                }
                let (emoji, loose) = (site.view().emoji, site.loose_emoji(now));
                json(200, &Album { emoji, loose })
            }
            (SiteAsk::HandOver { code, session, now }, Some(_)) => {
                if !ledger.hand_over(&code, &session, now)? {
                    return Err(Refusal::TooFast.into());
                }
                json(200, &true)
            }
            (SiteAsk::TakeOver { code, now }, Some(_)) => {
                let session = ledger.take_over(&code, now)?;
                json(200, &session.ok_or(Refusal::Gone)?)
            }
        };
        Ok(response?)
    }
}

fn by(key: Option<&str>) -> By {
    key.map_or(By::Owner, |key| By::Key(digest(key)))
}

fn digest(key: &str) -> Digest {
    Digest::of_bytes(&keys::hash(key))
}
