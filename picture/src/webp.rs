//! WebP: chunks in a RIFF file.
//!
//! Kept: pixels, their alpha, the frames, and of EXIF how the picture has to be turned. The header then says that there is no
//! more than that.

use std::ops::Range;

use crate::bytes::Reader;
use crate::plan::Plan;
use crate::tiff;

/// Flags of the header.
const EXIF: u8 = 0x08;
const MOVES_AND_ALPHA: u8 = 0x12;

pub fn plan(bytes: &[u8]) -> Option<Plan> {
    let mut read = Reader::new(bytes);
    read.take(4)?;
    let size = usize::try_from(read.le(4)?).ok()?;
    // What follows the file is not of it.
    let mut read = read.within(&(8..size.checked_add(8)?))?;
    read.take(4)?;
    let mut found = Found {
        plan: Plan::default(),
        canvas: None,
        stills: 0,
    };
    let mut kept: Vec<Range<usize>> = Vec::new();
    let mut exif = None;
    while !read.is_done() {
        let (name, chunk, body) = chunk(&mut read, bytes)?;
        match &name {
            b"VP8X" => {
                let mut head = Reader::new(body);
                let flags = head.u8()?;
                head.take(3)?;
                let (w, h) = (head.le(3)?.checked_add(1)?, head.le(3)?.checked_add(1)?);
                if found.canvas.is_some() || chunk.start != 12 || body.len() != 10 {
                    return None;
                }
                found.canvas = Some((u32::try_from(w).ok()?, u32::try_from(h).ok()?, flags));
            }
            b"VP8 " | b"VP8L" => {
                let size = frame(&name, body)?;
                found.still(size)?;
                kept.push(chunk);
            }
            b"ANMF" => {
                found.moving(body)?;
                kept.push(chunk);
            }
            b"ALPH" | b"ANIM" => kept.push(chunk),
            b"EXIF" if exif.is_none() => {
                // Some write it with the header that it has in a JPEG.
                let tiff = body.strip_prefix(b"Exif\0\0").unwrap_or(body);
                exif = tiff::turn(tiff)
                    .filter(|_| body.len() >= 26)
                    .map(|turn| (turn, chunk));
            }
            _ => {}
        }
    }
    found.laid_out(kept, exif)
}

struct Found {
    plan: Plan,
    canvas: Option<(u32, u32, u8)>,
    stills: u32,
}

impl Found {
    fn still(&mut self, (w, h): (u32, u32)) -> Option<()> {
        self.stills += 1;
        if self.stills > 1 {
            return None;
        }
        match self.canvas {
            Some((cw, ch, _)) if (cw, ch) != (w, h) => return None,
            _ => (self.plan.w, self.plan.h) = (w, h),
        }
        self.plan.frames = self.plan.frames.max(1);
        Some(())
    }

    fn moving(&mut self, body: &[u8]) -> Option<()> {
        let (cw, ch, _) = self.canvas?;
        let mut head = Reader::new(body);
        let (x, y) = (head.le(3)?.checked_mul(2)?, head.le(3)?.checked_mul(2)?);
        let (w, h) = (head.le(3)?.checked_add(1)?, head.le(3)?.checked_add(1)?);
        head.take(4)?;
        if x.checked_add(w)? > u64::from(cw) || y.checked_add(h)? > u64::from(ch) {
            return None;
        }
        let mut has_pixels = false;
        while !head.is_done() {
            let (name, _, inner) = chunk(&mut head, body)?;
            match &name {
                b"VP8 " | b"VP8L" => {
                    let (fw, fh) = frame(&name, inner)?;
                    if (u64::from(fw), u64::from(fh)) != (w, h) || has_pixels {
                        return None;
                    }
                    has_pixels = true;
                }
                b"ALPH" => {}
                // A frame's own notes are what nobody writes who has nothing to hide.
                _ => return None,
            }
        }
        (self.plan.w, self.plan.h) = (cw, ch);
        self.plan.frames = self.plan.frames.saturating_add(1);
        has_pixels.then_some(())
    }

    fn laid_out(mut self, kept: Vec<Range<usize>>, exif: Option<(u8, Range<usize>)>) -> Option<Plan> {
        if self.plan.frames == 0 {
            return None;
        }
        // Without the header of the extended format nothing is said but pixels.
        let exif = exif.filter(|_| self.canvas.is_some());
        let plan = &mut self.plan;
        let mut size = 4_usize;
        for range in &kept {
            size = size.checked_add(range.len())?;
        }
        if self.canvas.is_some() {
            size = size.checked_add(18)?;
        }
        if exif.is_some() {
            size = size.checked_add(34)?;
        }
        plan.keep(0..4)?;
        plan.put(u32::try_from(size).ok()?.to_le_bytes().to_vec(), 4..8)?;
        plan.keep(8..12)?;
        if let Some((_, _, flags)) = self.canvas {
            let flags = (flags & MOVES_AND_ALPHA) | if exif.is_some() { EXIF } else { 0 };
            plan.keep(12..20)?;
            plan.put(vec![flags, 0, 0, 0], 20..24)?;
            plan.keep(24..30)?;
        }
        // EXIF has its place behind the pixels; wherever it stood, it is put where it was.
        let mut exif = exif.map(|(turn, place)| {
            plan.turn = turn;
            let mut new = b"EXIF".to_vec();
            new.extend(26_u32.to_le_bytes());
            new.extend(tiff::saying(turn));
            (new, place)
        });
        for range in kept {
            if let Some((new, place)) = exif.take_if(|(_, place)| place.start < range.start) {
                plan.put(new, place)?;
            }
            plan.keep(range)?;
        }
        if let Some((new, place)) = exif {
            plan.put(new, place)?;
        }
        Some(self.plan)
    }
}

/// The next chunk: its name, its place with the byte that makes it even, its body.
fn chunk<'a>(read: &mut Reader<'_>, bytes: &'a [u8]) -> Option<([u8; 4], Range<usize>, &'a [u8])> {
    let start = read.at();
    let name = read.word()?;
    let length = usize::try_from(read.le(4)?).ok()?;
    let body = read.pass(length)?;
    // Not all who end with an odd one make it even.
    if length % 2 == 1 && !read.is_done() {
        read.take(1)?;
    }
    Some((name, start..read.at(), bytes.get(body)?))
}

/// The size that the pixels themselves say they have.
fn frame(name: &[u8; 4], body: &[u8]) -> Option<(u32, u32)> {
    let mut read = Reader::new(body);
    if name == b"VP8L" {
        if read.u8()? != 0x2f {
            return None;
        }
        let bits = read.le32()?;
        return Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1));
    }
    // The lowest bit: it needs no frame before it.
    if read.u8()? & 1 != 0 {
        return None;
    }
    read.take(2)?;
    if read.take(3)? != [0x9d, 0x01, 0x2a] {
        return None;
    }
    Some((read.le16()? & 0x3fff, read.le16()? & 0x3fff))
}
