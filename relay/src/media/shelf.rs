//! The bucket, and what things are called in it.

use futures_util::future;
use picture::{Kind, Picture};
use protocol::ImageKey;
use worker::{Bucket, Env, HttpMetadata, Object, Result};

use crate::bindings;

pub struct Shelf(Bucket);

/// A picture, or what stands in the list for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Whole,
    Thumbnail,
}

/// Keys that one request to the bucket takes away.
const AT_ONCE: usize = 1_000;

impl Shelf {
    pub fn of(env: &Env) -> Result<Self> {
        bindings::media(env).map(Self)
    }

    /// Both are there, or it is an error.
    pub async fn put(&self, key: ImageKey, picture: Picture, thumbnail: Option<Picture>) -> Result<()> {
        let thumbnail = async {
            match thumbnail {
                Some(thumbnail) => self.put_one(name(key, Size::Thumbnail), thumbnail).await,
                None => Ok(()),
            }
        };
        let (one, other) = future::join(self.put_one(name(key, Size::Whole), picture), thumbnail).await;
        one.and(other)
    }

    async fn put_one(&self, name: String, picture: Picture) -> Result<()> {
        let kept = HttpMetadata {
            content_type: Some(picture.kind.media_type().to_owned()),
            ..HttpMetadata::default()
        };
        let put = self.0.put(name, picture.bytes).http_metadata(kept);
        put.execute().await.map(drop)
    }

    /// A picture without a thumbnail is its own.
    pub async fn get(&self, key: ImageKey, size: Size) -> Result<Option<(Kind, Object)>> {
        let found = self.0.get(name(key, size)).execute().await?;
        let found = match found {
            None if size == Size::Thumbnail => self.0.get(name(key, Size::Whole)).execute().await?,
            found => found,
        };
        Ok(found.and_then(|object| {
            let said = object.http_metadata().content_type?;
            Some((Kind::of_media_type(&said)?, object))
        }))
    }

    /// What is not there is away already.
    pub async fn throw_away(&self, keys: &[ImageKey]) -> Result<()> {
        let both = |key: &ImageKey| [name(*key, Size::Whole), name(*key, Size::Thumbnail)];
        let names: Vec<String> = keys.iter().flat_map(both).collect();
        for part in names.chunks(AT_ONCE) {
            self.0.delete_multiple(part.to_vec()).await?;
        }
        Ok(())
    }
}

fn name(key: ImageKey, size: Size) -> String {
    match size {
        Size::Whole => key.to_string(),
        Size::Thumbnail => format!("{key}/t"),
    }
}
