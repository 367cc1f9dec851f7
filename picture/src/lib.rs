//! What a picture is when it leaves here: its pixels, and nothing about where and by whom they were taken.
//!
//! Invariants: a kind is told by the bytes alone, and only kinds that browsers draw and never run are known. What comes out
//! is made of parts that were understood: whatever else stands in a file, before, between or after them, is not in it. No
//! pixel is decoded, so nothing here costs more than a pass over the bytes. There are no bytes that make it panic.

mod avif;
mod bytes;
mod gif;
mod jpeg;
mod plan;
mod png;
mod tiff;
mod webp;

use protocol::{Refusal, limits};

use plan::Plan;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Jpeg,
    Png,
    Webp,
    Gif,
    Avif,
}

impl Kind {
    /// By its first bytes, whatever it is called.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::Webp),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Some(Self::Avif),
            _ => None,
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Avif => "image/avif",
        }
    }

    /// How a file of it is called.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Avif => "avif",
        }
    }

    /// The kind of that media type.
    pub fn of_media_type(text: &str) -> Option<Self> {
        [Self::Jpeg, Self::Png, Self::Webp, Self::Gif, Self::Avif]
            .into_iter()
            .find(|kind| kind.media_type() == text)
    }
}

/// How large it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub bytes: usize,
    pub pixels: u64,
    pub frames: u32,
}

impl Bounds {
    pub const PICTURE: Self = Self {
        bytes: limits::IMAGE_BYTES,
        pixels: limits::IMAGE_PIXELS,
        frames: limits::IMAGE_FRAMES,
    };
    pub const THUMBNAIL: Self = Self {
        bytes: limits::THUMB_BYTES,
        pixels: limits::THUMB_PIXELS,
        frames: limits::IMAGE_FRAMES,
    };
    /// It stands still: in a text there is no way to stop one that moves.
    pub const EMOJI: Self = Self {
        bytes: limits::EMOJI_BYTES,
        pixels: limits::EMOJI_PIXELS,
        frames: 1,
    };

    const fn too_large(self) -> Refusal {
        Refusal::ImageTooLarge {
            // A refusal's number is for people.
            max_pixels: self.pixels as u32,
        }
    }
}

/// A picture that can be shown to anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub kind: Kind,
    /// Pixels, as it is seen: where it has to be turned first, these are the turned one's.
    pub w: u32,
    pub h: u32,
    pub bytes: Vec<u8>,
}

impl Picture {
    /// The picture that these bytes are, without whatever does not belong to how it looks.
    pub fn clean(bytes: Vec<u8>, bounds: Bounds) -> Result<Self, Refusal> {
        if bytes.len() > bounds.bytes {
            return Err(Refusal::ImageTooBig {
                max_bytes: u32::try_from(bounds.bytes).unwrap_or(u32::MAX),
            });
        }
        let kind = Kind::of(&bytes).ok_or(Refusal::ImageOdd)?;
        let plan = match kind {
            Kind::Jpeg => jpeg::plan(&bytes),
            Kind::Png => png::plan(&bytes),
            Kind::Webp => webp::plan(&bytes),
            Kind::Gif => gif::plan(&bytes),
            Kind::Avif => avif::plan(&bytes),
        };
        let plan = plan.ok_or(Refusal::ImageOdd)?;
        let Plan { w, h, frames, .. } = plan;
        if w == 0 || h == 0 {
            return Err(Refusal::ImageOdd);
        }
        let all = plan.pixels().saturating_mul(u64::from(frames));
        if plan.pixels() > bounds.pixels
            || frames > bounds.frames
            || (frames > 1 && all > limits::IMAGE_FILM_PIXELS)
        {
            return Err(bounds.too_large());
        }
        let (w, h) = if plan.is_turned() { (h, w) } else { (w, h) };
        let bytes = plan.apply(bytes).ok_or(Refusal::ImageOdd)?;
        Ok(Self { kind, w, h, bytes })
    }
}
