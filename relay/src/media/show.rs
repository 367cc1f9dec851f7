//! `GET /m/{key}` and `/m/{key}/t`: a picture, and its thumbnail.
//!
//! Invariants: what is behind a key never changes, so a browser asks once. Only a browser keeps it, and nobody on the way:
//! a picture that its author takes back is gone for everybody who has not seen it. Whatever it is, it is only ever drawn.

use protocol::{ImageKey, Refusal};
use worker::Response;

use super::shelf::{Shelf, Size};
use crate::edge::{Answer, Visit, picture};

pub async fn show(visit: &Visit, key: ImageKey, is_thumbnail: bool) -> Answer {
    let size = if is_thumbnail {
        Size::Thumbnail
    } else {
        Size::Whole
    };
    let found = Shelf::of(&visit.env)?.get(key, size).await?;
    let (kind, object) = found.ok_or(Refusal::NotFound)?;
    let tag = object.http_etag();
    let known = visit.header("if-none-match").unwrap_or_default();
    if known.split(',').any(|each| each.trim() == tag) {
        return Ok(picture(kind, key, &tag)?.with_status(304).empty());
    }
    let Some(body) = object.body() else {
        return Err(Refusal::NotFound.into());
    };
    let size = object.size().to_string();
    let response: Response = picture(kind, key, &tag)?
        .with_header("content-length", &size)?
        .body(body.response_body()?);
    Ok(response)
}
