//! PNG, and PNG that moves: chunks, each with a checksum.
//!
//! Kept: what decodes the pixels, the simple words on their colours, the frames, and of EXIF how the picture has to be turned.

use crate::bytes::Reader;
use crate::plan::Plan;
use crate::tiff;

pub fn plan(bytes: &[u8]) -> Option<Plan> {
    let mut read = Reader::new(bytes);
    let mut plan = Plan::still();
    let (mut has_pixels, mut shown) = (false, 0_u32);
    plan.keep(read.pass(8)?)?;
    loop {
        let start = read.at();
        let length = read.length(4)?;
        let name = read.word()?;
        let body = bytes.get(read.pass(length)?)?;
        read.take(4)?;
        let chunk = start..read.at();
        if (name == *b"IHDR") != (start == 8) {
            return None;
        }
        match &name {
            b"IHDR" => {
                let mut head = Reader::new(body);
                (plan.w, plan.h) = (head.be32()?, head.be32()?);
                plan.keep(chunk)?;
            }
            b"IDAT" => {
                has_pixels = true;
                plan.keep(chunk)?;
            }
            b"IEND" => {
                plan.keep(chunk)?;
                plan.frames = plan.frames.max(shown);
                return has_pixels.then_some(plan);
            }
            b"acTL" => {
                plan.frames = plan.frames.max(Reader::new(body).be32()?);
                plan.keep(chunk)?;
            }
            b"fcTL" => {
                let mut head = Reader::new(body);
                head.take(4)?;
                let (w, h, x, y) = (head.be32()?, head.be32()?, head.be32()?, head.be32()?);
                if x.checked_add(w)? > plan.w || y.checked_add(h)? > plan.h {
                    return None;
                }
                shown = shown.saturating_add(1);
                plan.keep(chunk)?;
            }
            b"PLTE" | b"tRNS" | b"fdAT" | b"gAMA" | b"cHRM" | b"sRGB" | b"sBIT" | b"cICP" => {
                plan.keep(chunk)?
            }
            b"eXIf" => {
                if let Some(turn) = tiff::turn(body).filter(|_| plan.turn == 0 && body.len() >= 26) {
                    plan.turn = turn;
                    plan.put(exif(turn), chunk)?;
                }
            }
            // A capital first letter: it cannot be drawn without it. Others can be left out.
            [first, ..] if first.is_ascii_uppercase() => return None,
            _ => {}
        }
    }
}

fn exif(turn: u8) -> Vec<u8> {
    let mut named = b"eXIf".to_vec();
    named.extend(tiff::saying(turn));
    let mut chunk = vec![0, 0, 0, 26];
    let sum = crc(&named);
    chunk.append(&mut named);
    chunk.extend(sum.to_be_bytes());
    chunk
}

/// As PNG and zlib have it, without a table: it is for 30 bytes.
fn crc(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            }
        })
    });
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_one_of_png() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
    }
}
