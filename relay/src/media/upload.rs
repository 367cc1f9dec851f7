//! `POST /f/{site}/{room}/image`: a picture, and before it in the same body, if a header says how long it is, its thumbnail.
//!
//! Invariants: nothing of it is believed. What is kept is what `picture` makes of it. Its key is the relay's, and the room
//! knows it, and whose it is, before the bucket has it.

use futures_util::StreamExt;
use picture::{Bounds, Picture};
use protocol::http::Problem;
use protocol::{Image, ImageKey, Refusal, RoomName, SiteId, limits};
use worker::{ByteStream, console_error};

use super::shelf::Shelf;
use super::under_way::UnderWay;
use crate::bindings;
use crate::edge::{Answer, Trouble, Visit, ask, chance, json, sites};
use crate::object::door::{Door, Place};
use crate::object::room::Upload;

/// How many bytes at the body's beginning are the thumbnail.
const THUMBNAIL: &str = "maru-thumb";

pub async fn upload(visit: &mut Visit, site: SiteId, room: RoomName) -> Answer {
    let answer = take_in(visit, site, room).await;
    if answer.is_err()
        && let Ok(rest) = visit.request.stream()
    {
        pass_over(rest).await;
    }
    answer
}

/// Who is still sending hears no answer. So what is refused is heard to its end, up to where that is too much.
async fn pass_over(mut rest: ByteStream) {
    let mut bytes = 0_usize;
    while let Some(Ok(chunk)) = rest.next().await {
        bytes = bytes.saturating_add(chunk.len());
        if bytes > limits::IMAGES_UNDER_WAY {
            break;
        }
    }
}

async fn take_in(visit: &mut Visit, site: SiteId, room: RoomName) -> Answer {
    if visit
        .header("origin")
        .is_some_and(|origin| origin != visit.own_origin())
    {
        return Err(Trouble::told(
            Refusal::OriginForbidden,
            "only the frame sends pictures, and programs that are no page",
        ));
    }
    sites::view(&visit.env, &site).await?;
    let ticket = visit.ticket(&site)?;
    if ticket.name.is_none() {
        return Err(Refusal::NameMissing.into());
    }
    let thumbnail = thumbnail_bytes(visit)?;
    let most = limits::IMAGE_BYTES.saturating_add(thumbnail);
    let said = visit.header("content-length").and_then(|said| said.parse().ok());
    let said: usize = said.unwrap_or(most);
    if said > most {
        return Err(too_big(limits::IMAGE_BYTES));
    }
    let _under_way = UnderWay::take(said)?;
    let (thumbnail, bytes) = read(visit, thumbnail, said).await?;
    let picture = Picture::clean(bytes, Bounds::PICTURE)?;
    let thumbnail = match thumbnail {
        bytes if bytes.is_empty() => None,
        bytes => Some(Picture::clean(bytes, Bounds::THUMBNAIL)?),
    };
    let (w, h) = (picture.w, picture.h);

    let shelf = Shelf::of(&visit.env)?;
    let key = ImageKey(chance::draft()?);
    let place = Place { site, room };
    let stub = bindings::rooms(&visit.env)?.get_by_name(&place.object_name())?;
    let upload = Upload {
        key,
        member: ticket.member,
        role: ticket.role,
        w,
        h,
    };
    let _true: bool = ask(&stub, &place.url(Door::Upload), Some(&upload)).await?;
    #[cfg(feature = "faults")]
    let put = async {
        if crate::faults::is_spilled(&place) {
            return Err(worker::Error::from("told to take nothing"));
        }
        shelf.put(key, picture, thumbnail).await
    };
    #[cfg(not(feature = "faults"))]
    let put = shelf.put(key, picture, thumbnail);
    match put.await {
        Ok(()) => {
            let tint = None;
            Ok(json(201, &Image { key, w, h, tint })?)
        }
        Err(error) => {
            // The room throws away what was not posted, so what is half there does not stay.
            console_error!("fault: the bucket did not take a picture: {error}");
            Err(Trouble::Refused {
                status: 503,
                problem: Problem {
                    refusal: Refusal::Fault,
                    detail: "the bucket does not take pictures now".to_owned(),
                    retry_after_ms: Some(5_000),
                },
            })
        }
    }
}

fn too_big(max: usize) -> Trouble {
    Refusal::ImageTooBig {
        max_bytes: u32::try_from(max).unwrap_or(u32::MAX),
    }
    .into()
}

fn thumbnail_bytes(visit: &Visit) -> Result<usize, Trouble> {
    let Some(said) = visit.header(THUMBNAIL) else {
        return Ok(0);
    };
    let bytes: usize = said
        .parse()
        .map_err(|_| Trouble::told(Refusal::FieldInvalid, "maru-thumb: a number of bytes"))?;
    if bytes > limits::THUMB_BYTES {
        return Err(too_big(limits::THUMB_BYTES));
    }
    Ok(bytes)
}

/// The body in its two parts, read no further than the bound. Memory is taken once.
async fn read(visit: &mut Visit, thumbnail: usize, said: usize) -> Result<(Vec<u8>, Vec<u8>), Trouble> {
    let mut first = Vec::with_capacity(thumbnail);
    let mut rest = Vec::with_capacity(said.saturating_sub(thumbnail));
    let mut stream = visit.request.stream().map_err(|_| Refusal::Malformed)?;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        let (begin, end) = chunk
            .split_at_checked(thumbnail.saturating_sub(first.len()))
            .unwrap_or((&chunk, &[]));
        first.extend_from_slice(begin);
        if rest.len().saturating_add(end.len()) > limits::IMAGE_BYTES {
            pass_over(stream).await;
            return Err(too_big(limits::IMAGE_BYTES));
        }
        rest.extend_from_slice(end);
    }
    Ok((first, rest))
}
