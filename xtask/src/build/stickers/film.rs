//! Frames as a PNG that moves (APNG), and the first of them as one that does not.
//!
//! Invariant: all frames share one palette, so that what does not change does not shimmer; and each frame holds only the
//! rectangle in which it differs from the one before.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use png::{BlendOp, ColorType, Compression, DisposeOp, Encoder, Filter};
use quantizr::{Image, Options, QuantizeResult};

use super::ink::{HEIGHT, Pixels, SCALE, WIDTH};
use super::motion::Pace;

/// The palette's size, and how much of it the drawing's own colours may take. The rest is for the steps between them, at edges.
const COLOURS: usize = 48;
const FLAT: usize = 24;

/// A colour that fills so many pixels of all frames is one that somebody chose.
const CHOSEN: usize = 40;

const COLUMNS: usize = (WIDTH * SCALE) as usize;
const ROWS: usize = (HEIGHT * SCALE) as usize;

/// The whole of a film in one palette.
pub struct Reel {
    palette: Vec<[u8; 4]>,
    frames: Vec<Vec<u8>>,
}

impl Reel {
    pub fn of(frames: &[Pixels]) -> Result<Self> {
        ensure!(
            frames.iter().all(|frame| frame.len() == COLUMNS * ROWS),
            "frames are of one size"
        );
        let palette = palette(frames)?;
        let mut known = BTreeMap::new();
        let mut index = |pixel: &[u8; 4]| *known.entry(*pixel).or_insert_with(|| nearest(&palette, *pixel));
        let frames = frames
            .iter()
            .map(|frame| frame.iter().map(&mut index).collect())
            .collect();
        Ok(Self { palette, frames })
    }

    pub fn still(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut writer = self.encoder(&mut out).write_header()?;
        for first in self.frames.iter().take(1) {
            writer.write_image_data(first)?;
        }
        writer.finish()?;
        Ok(out)
    }

    pub fn moving(&self, pace: Pace) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = self.encoder(&mut out);
        encoder.set_animated(u32::try_from(self.frames.len())?, pace.plays)?;
        encoder.set_frame_delay(u16::try_from(pace.frame_ms)?, 1_000)?;
        encoder.set_dispose_op(DisposeOp::None)?;
        encoder.set_blend_op(BlendOp::Source)?;
        let mut writer = encoder.write_header()?;
        let mut last: Option<&[u8]> = None;
        for frame in &self.frames {
            if let Some(last) = last {
                let Part { x, y, width, height } = Part::changed(last, frame);
                writer.reset_frame_position()?;
                writer.set_frame_dimension(u32::try_from(width)?, u32::try_from(height)?)?;
                writer.set_frame_position(u32::try_from(x)?, u32::try_from(y)?)?;
                let rows = frame.chunks(COLUMNS).skip(y).take(height);
                let part: Vec<u8> = rows
                    .flat_map(|row| row.iter().skip(x).take(width))
                    .copied()
                    .collect();
                writer.write_image_data(&part)?;
            } else {
                writer.write_image_data(frame)?;
            }
            last = Some(frame);
        }
        writer.finish()?;
        Ok(out)
    }

    fn encoder<'a>(&self, out: &'a mut Vec<u8>) -> Encoder<'a, &'a mut Vec<u8>> {
        let mut encoder = Encoder::new(out, WIDTH * SCALE, HEIGHT * SCALE);
        encoder.set_color(ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        let colours: Vec<u8> = self
            .palette
            .iter()
            .flat_map(|[r, g, b, _]| [*r, *g, *b])
            .collect();
        encoder.set_palette(colours);
        encoder.set_trns(self.palette.iter().map(|[.., a]| *a).collect::<Vec<u8>>());
        encoder.set_compression(Compression::High);
        encoder.set_filter(Filter::NoFilter);
        encoder
    }
}

/// The colours that were chosen, as they are, so that a small star stays yellow; and the best few for everything else.
fn palette(frames: &[Pixels]) -> Result<Vec<[u8; 4]>> {
    let mut counts: BTreeMap<[u8; 4], usize> = BTreeMap::new();
    for pixel in frames.iter().flatten() {
        *counts.entry(*pixel).or_default() += 1;
    }
    let enough = CHOSEN * frames.len();
    let mut chosen: Vec<_> = counts.iter().filter(|(_, count)| **count >= enough).collect();
    chosen.sort_by_key(|(_, count)| Reverse(**count));
    let mut palette: Vec<[u8; 4]> = chosen.into_iter().take(FLAT).map(|(colour, _)| *colour).collect();
    let rest = frames.iter().flatten().filter(|pixel| !palette.contains(*pixel));
    let bytes: Vec<u8> = rest.flatten().copied().collect();
    if bytes.is_empty() {
        return Ok(palette);
    }
    let image = Image::new(&bytes, bytes.len() / 4, 1)?;
    let mut options = Options::default();
    options.set_max_colors(i32::try_from(COLOURS - palette.len())?)?;
    let between = QuantizeResult::quantize(&image, &options);
    let between = between.get_palette();
    let entries = between.entries.iter().take(between.count as usize);
    palette.extend(entries.map(|colour| [colour.r, colour.g, colour.b, colour.a]));
    Ok(palette)
}

/// Colours under little alpha differ little.
fn nearest(palette: &[[u8; 4]], [r, g, b, a]: [u8; 4]) -> u8 {
    let far = |[r2, g2, b2, a2]: &[u8; 4]| {
        let seen = |one: u8, alpha: u8| i32::from(one) * i32::from(alpha) / 255;
        let square = |one: i32, other: i32| (one - other).pow(2);
        square(seen(r, a), seen(*r2, *a2))
            + square(seen(g, a), seen(*g2, *a2))
            + square(seen(b, a), seen(*b2, *a2))
            + square(i32::from(a), i32::from(*a2))
    };
    (0..=u8::MAX)
        .zip(palette)
        .min_by_key(|(_, colour)| far(colour))
        .map_or(0, |(index, _)| index)
}

struct Part {
    x: usize,
    y: usize,
    width: usize,
    height: usize,
}

impl Part {
    /// Where two frames differ. Of two that do not, one pixel: a frame has a size.
    fn changed(before: &[u8], now: &[u8]) -> Self {
        let (mut left, mut right, mut top, mut bottom) = (COLUMNS, 0, ROWS, 0);
        let rows = before.chunks(COLUMNS).zip(now.chunks(COLUMNS));
        for (y, (before, now)) in rows.enumerate() {
            let differs = |(before, now): (&u8, &u8)| before != now;
            let pairs = || before.iter().zip(now);
            if let (Some(first), Some(last)) = (pairs().position(differs), pairs().rposition(differs)) {
                (left, right) = (left.min(first), right.max(last));
                (top, bottom) = (top.min(y), bottom.max(y));
            }
        }
        if top > bottom {
            (left, right, top, bottom) = (0, 0, 0, 0);
        }
        Self {
            x: left,
            y: top,
            width: right - left + 1,
            height: bottom - top + 1,
        }
    }
}
