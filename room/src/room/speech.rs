//! What a message may carry, and what may be said in a room of pictures.
//!
//! Invariants: what stands in the log beside a text was looked at here: a sticker that exists, pictures that this member
//! uploaded and that stand nowhere else, with the sizes that the relay measured; a text is impossible in a room of pictures,
//! whichever client sends it.

use std::collections::BTreeSet;

use protocol::{Author, Body, Fate, Image, ImageKey, Refusal, Role, Seq, Speech, What, With};

use super::Room;
use crate::{Fault, Journal, Pin, Standing};
use protocol::Entry;

/// What is about to be written, but for its place.
pub(super) struct Said {
    pub(super) what: What,
    /// The entry that an act is about.
    pub(super) target: Option<Entry>,
    pub(super) pin: Pin,
    pub(super) shown: Vec<ImageKey>,
    pub(super) doomed: Vec<ImageKey>,
}

impl Said {
    pub(super) fn of(body: Body, with: With) -> Self {
        let with = (!with.is_empty()).then(|| Box::new(with));
        Self {
            what: What::Said { body, with },
            target: None,
            pin: Pin::Stays,
            shown: Vec::new(),
            doomed: Vec::new(),
        }
    }
}

/// In a room of pictures, what stands beside one: the word for a picture, a sticker's words. Longer ones are a text.
const CAPTION_UNITS: usize = 24;

impl Room {
    pub(super) fn message(
        &self,
        journal: &impl Journal,
        standing: &Standing,
        author: &Author,
        body: Body,
        with: Option<&With>,
    ) -> Result<Result<Said, Refusal>, Fault> {
        let mut with = with.cloned().unwrap_or_default();
        if !with.is_bounded() || (with.sticker.is_some() && !with.images.is_empty()) {
            return Ok(Err(Refusal::Malformed));
        }
        with.fate = None;
        // An answer to what this history does not have, from an outbox that outlived another one, is a message all the same.
        with.reply = with
            .reply
            .filter(|seq| *seq > standing.floor && *seq <= standing.head);
        if !with.sticker.as_ref().is_none_or(self.stickers) {
            return Ok(Err(Refusal::NoSuchSticker));
        }
        if let Err(refusal) = self.may_say(author.role, &body, &with) {
            return Ok(Err(refusal));
        }
        let keys: Vec<ImageKey> = with.images.iter().map(|image| image.key).collect();
        if !keys.is_empty() {
            match measured(journal, author, &with.images, &keys)? {
                Some(images) => with.images = images,
                None => return Ok(Err(Refusal::NoSuchImage)),
            }
        }
        let mut said = Said::of(body, with);
        said.shown = keys;
        Ok(Ok(said))
    }

    /// `with`: what stands, or will stand, beside the text.
    pub(super) fn may_say(&self, role: Role, body: &Body, with: &With) -> Result<(), Refusal> {
        if self.ruled.rules.speech == Speech::Free || role == Role::Official || is_tags(body) {
            return Ok(());
        }
        let is_caption = body.as_str().encode_utf16().count() <= CAPTION_UNITS;
        let is_picture = with.sticker.is_some() || !with.images.is_empty();
        if is_picture && is_caption {
            Ok(())
        } else {
            Err(Refusal::PhotosOnly)
        }
    }

    /// What is done to entries has to be done to one that says something.
    pub(super) fn living(&self, journal: &impl Journal, seq: Seq) -> Result<Option<Entry>, Fault> {
        let found = journal.entries(&[seq])?.pop();
        Ok(found.filter(|entry| {
            let fate = entry.what.with().and_then(|with| with.fate);
            entry.what.act().is_none() && fate != Some(Fate::Gone)
        }))
    }
}

/// Words that begin with a `#`, which some keyboards write wide.
fn is_tags(body: &Body) -> bool {
    let is_tag = |word: &str| {
        word.strip_prefix(['#', '＃'])
            .is_some_and(|tag| !tag.trim_start_matches(['#', '＃']).is_empty())
    };
    body.as_str().split_whitespace().all(is_tag)
}

/// The pictures with their sizes; none where one of them is not there, is another's, or stands twice.
fn measured(
    journal: &impl Journal,
    author: &Author,
    images: &[Image],
    keys: &[ImageKey],
) -> Result<Option<Vec<Image>>, Fault> {
    if keys.iter().collect::<BTreeSet<_>>().len() < keys.len() {
        return Ok(None);
    }
    let waiting = journal.beside()?.pictures(keys)?;
    let measured = |image: &Image| {
        let own = |picture: &&crate::Picture| picture.key == image.key && picture.member == author.member;
        let picture = waiting.iter().find(own)?;
        Some(Image {
            w: picture.w,
            h: picture.h,
            ..*image
        })
    };
    Ok(images.iter().map(measured).collect())
}
