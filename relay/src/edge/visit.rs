//! One request, with what the handlers ask of it.

use futures_util::StreamExt;
use protocol::{Lang, Refusal, SiteId, codec, limits};
use serde::de::DeserializeOwned;
use worker::{Env, Request, Url};

use super::answer::Trouble;
use super::{Ticket, TicketKey, keys, now};
use crate::bindings;

pub struct Visit {
    pub request: Request,
    pub url: Url,
    pub env: Env,
}

impl Visit {
    pub fn new(request: Request, env: Env) -> worker::Result<Self> {
        let url = request.url()?;
        Ok(Self { request, url, env })
    }

    /// The relay's own, by the address that was asked for.
    pub fn own_origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    pub fn header(&self, name: &str) -> Option<String> {
        self.request.headers().get(name).ok().flatten()
    }

    pub fn query(&self, name: &str) -> Option<String> {
        self.url
            .query_pairs()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The languages that the visitor asked for, in the address or in the browser's settings.
    pub fn lang(&self) -> Option<Lang> {
        let named = self.query("lang").and_then(|tag| Lang::of_tag(&tag));
        named.or_else(|| preferred(&self.header("accept-language")?))
    }

    /// The key that the request came with, for an address that needs one.
    pub fn key(&self) -> Result<String, Trouble> {
        self.bearer()
            .ok_or_else(|| Trouble::told(Refusal::KeyInvalid, "this needs `Authorization: Bearer {key}`"))
    }

    /// The same, where the owner needs none of the site's.
    pub fn key_unless_owner(&self) -> Result<Option<String>, Trouble> {
        if self.is_owner()? {
            Ok(None)
        } else {
            self.key().map(Some)
        }
    }

    fn bearer(&self) -> Option<String> {
        let header = self.header("authorization")?;
        let (scheme, key) = header.split_once(' ')?;
        scheme
            .eq_ignore_ascii_case("bearer")
            .then(|| key.trim().to_owned())
    }

    /// Who sent the request, where that is said as a key is.
    pub fn ticket(&self, site: &SiteId) -> Result<Ticket, Trouble> {
        let detail = "this needs `Authorization: Bearer {ticket}`";
        let text = self
            .bearer()
            .ok_or_else(|| Trouble::told(Refusal::TicketInvalid, detail))?;
        Ok(self.ticket_key()?.open(&text, site, now())?)
    }

    pub fn ticket_key(&self) -> Result<TicketKey, Trouble> {
        Ok(TicketKey::of_owner(&self.owner_key()?))
    }

    fn owner_key(&self) -> Result<String, Trouble> {
        bindings::owner_key(&self.env).ok_or_else(|| {
            let detail = "set the OWNER_KEY secret: `npx wrangler secret put OWNER_KEY`";
            Trouble::with_status(503, Refusal::Fault, detail)
        })
    }

    pub fn is_owner(&self) -> Result<bool, Trouble> {
        let owner_key = self.owner_key()?;
        Ok(self.bearer().is_some_and(|key| keys::same(&key, &owner_key)))
    }

    pub fn only_owner(&self) -> Result<(), Trouble> {
        if self.is_owner()? {
            Ok(())
        } else {
            Err(Trouble::told(
                Refusal::KeyInvalid,
                "this needs `Authorization: Bearer {the owner's key}`",
            ))
        }
    }

    /// The request's body, read no further than the bound.
    pub async fn bytes(&mut self, most: usize) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        let mut stream = self.request.stream().map_err(|_| Refusal::Malformed)?;
        while let Some(chunk) = stream.next().await {
            bytes.extend(chunk?);
            if bytes.len() > most {
                let max_bytes = u32::try_from(most).unwrap_or(u32::MAX);
                return Err(Refusal::TooBig { max_bytes }.into());
            }
        }
        Ok(bytes)
    }

    /// The same, as the JSON that it is.
    pub async fn body<T: DeserializeOwned>(&mut self) -> Result<T, Trouble> {
        let bytes = self.bytes(limits::REQUEST_BYTES).await?;
        let text = String::from_utf8(bytes).map_err(|_| Refusal::Malformed)?;
        codec::parse(&text).map_err(|_| {
            let detail = "the body is not the JSON that this address reads; see docs/API.md";
            Trouble::told(Refusal::Malformed, detail)
        })
    }
}

/// The first language of an `Accept-Language` that Maru speaks. Browsers list them by preference.
fn preferred(list: &str) -> Option<Lang> {
    list.split(',')
        .filter_map(|each| each.split(';').next())
        .find_map(|tag| Lang::of_tag(tag.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_is_taken() {
        assert_eq!(preferred("fr-FR, ko-KR;q=0.9, ja;q=0.8"), Some(Lang::Ko));
        assert_eq!(preferred("ja"), Some(Lang::Ja));
        assert_eq!(preferred("fr, *;q=0.1"), None);
    }
}
