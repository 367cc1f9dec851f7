//! `GET /api/v1/sites/{site}/emoji`, `PUT` and `DELETE …/emoji/{name}`: a site's own emoji, by the owner or with the site's key.
//!
//! Invariant: the site knows of a picture before the bucket has it, and until the bucket has it no longer.

use picture::{Bounds, Picture};
use protocol::http::EmojiReply;
use protocol::{EmojiName, ImageKey, Refusal, SiteId, limits};
use worker::console_error;

use crate::edge::{Answer, Trouble, Visit, chance, json, now, sites};
use crate::media::Shelf;
use crate::object::site::{Album, EmojiAsk, SiteAsk};

pub async fn read(visit: &Visit, site: SiteId) -> Answer {
    let album = ask(visit, &site, EmojiAsk::Read).await?;
    shown(album)
}

/// The body is the picture.
pub async fn write(visit: &mut Visit, site: SiteId, name: EmojiName) -> Answer {
    // Whoever may not is told before anything is read.
    ask(visit, &site, EmojiAsk::Read).await?;
    let bytes = visit.bytes(limits::EMOJI_BYTES).await?;
    let picture = Picture::clean(bytes, Bounds::EMOJI).map_err(|refusal| match refusal {
        Refusal::ImageTooLarge { .. } => Trouble::told(
            refusal,
            "an emoji is at most 320 pixels wide and high, and stands still",
        ),
        refusal => Trouble::from(refusal),
    })?;
    let image = ImageKey(chance::draft()?);
    let expect = EmojiAsk::Expect {
        name: name.clone(),
        image,
    };
    ask(visit, &site, expect).await?;
    Shelf::of(&visit.env)?.put(image, picture, None).await?;
    let album = ask(visit, &site, EmojiAsk::Name { name, image }).await?;
    swept(visit, &site, album).await
}

pub async fn forget(visit: &Visit, site: SiteId, name: EmojiName) -> Answer {
    let album = ask(visit, &site, EmojiAsk::Forget { name }).await?;
    swept(visit, &site, album).await
}

/// What no emoji has any more is thrown away. What cannot be now, is with the next change.
async fn swept(visit: &Visit, site: &SiteId, album: Album) -> Answer {
    if !album.loose.is_empty() {
        let images = album.loose.clone();
        match Shelf::of(&visit.env)?.throw_away(&images).await {
            Ok(()) => drop(ask(visit, site, EmojiAsk::Gone { images }).await?),
            Err(error) => console_error!("fault: the bucket kept an emoji: {error}"),
        }
    }
    shown(album)
}

fn shown(Album { emoji, .. }: Album) -> Answer {
    Ok(json(200, &EmojiReply { emoji })?)
}

async fn ask(visit: &Visit, site: &SiteId, what: EmojiAsk) -> Result<Album, Trouble> {
    let key = visit.key_unless_owner()?;
    let now = now();
    sites::tell(&visit.env, site, &SiteAsk::Emoji { key, now, what }).await
}
