//! JPEG: segments, each behind a marker, and scans.
//!
//! Kept: what decodes the pixels, a JFIF header without a thumbnail, Adobe's word on the colours, and of EXIF how the picture
//! has to be turned. What cameras put behind its end (another picture, a film) is not in it.

use std::ops::Range;

use crate::bytes::Reader;
use crate::plan::Plan;
use crate::tiff;

/// A progressive photograph has ten. Each is a pass over every pixel, whatever it weighs.
const SCANS: u32 = 100;

const END: &[u8] = &[0xff, 0xd9];

pub fn plan(bytes: &[u8]) -> Option<Plan> {
    let mut read = Reader::new(bytes);
    let mut plan = Plan::still();
    plan.keep(read.pass(2)?)?;
    let mut scans = 0;
    while let Some((marker, start)) = marker(&mut read) {
        match marker {
            // The end. Whatever follows is not this picture's.
            0xd9 => {
                plan.keep(start..read.at())?;
                return (scans > 0).then_some(plan);
            }
            // Outside of a scan they mean nothing.
            0x01 | 0xd0..=0xd7 => continue,
            _ => {}
        }
        let Some((segment, body)) = segment(&mut read, start, bytes) else {
            break;
        };
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                if plan.w > 0 {
                    return None;
                }
                let mut head = Reader::new(body);
                head.take(1)?;
                (plan.h, plan.w) = (head.be16()?, head.be16()?);
                if plan.w == 0 || plan.h == 0 {
                    return None;
                }
                plan.keep(segment)?;
            }
            0xda => {
                scans += 1;
                if plan.w == 0 || scans > SCANS {
                    return None;
                }
                plan.keep(segment)?;
                plan.keep(scan(&mut read)?)?;
            }
            0xc4 | 0xcc | 0xdb | 0xdd => plan.keep(segment)?,
            0xe0 if body.len() == 14 && body.starts_with(b"JFIF\0") => plan.keep(segment)?,
            0xee if body.len() == 12 && body.starts_with(b"Adobe") => plan.keep(segment)?,
            0xe1 if plan.turn == 0 && body.starts_with(b"Exif\0\0") => turned(&mut plan, segment, body)?,
            0xdc | 0xe0..=0xef | 0xfe => {}
            _ => return None,
        }
    }
    // It was cut off on its way to a disk. What there is of it can be seen.
    plan.end_with(END);
    (scans > 0).then_some(plan)
}

/// The next marker, and where it begins. What stands before it belongs to nothing.
fn marker(read: &mut Reader<'_>) -> Option<(u8, usize)> {
    loop {
        read.take(read.find(0xff)?)?;
        read.take(1)?;
        loop {
            match read.u8()? {
                0xff => {}
                0x00 => break,
                marker => return Some((marker, read.at().checked_sub(2)?)),
            }
        }
    }
}

/// The segment behind a marker, with it; and its body.
fn segment<'a>(read: &mut Reader<'_>, start: usize, bytes: &'a [u8]) -> Option<(Range<usize>, &'a [u8])> {
    let length = read.length(2)?.checked_sub(2)?;
    let body = read.pass(length)?;
    Some((start..body.end, bytes.get(body)?))
}

/// The pixels, up to the next marker that is not theirs.
fn scan(read: &mut Reader<'_>) -> Option<Range<usize>> {
    let start = read.at();
    loop {
        let Some(ahead) = read.find(0xff) else {
            read.take(read.end().checked_sub(read.at())?)?;
            return Some(start..read.at());
        };
        read.take(ahead)?;
        let here = *read;
        read.take(1)?;
        match read.u8() {
            Some(0x00 | 0xd0..=0xd7) => {}
            _ => {
                *read = here;
                return Some(start..here.at());
            }
        }
    }
}

fn turned(plan: &mut Plan, segment: Range<usize>, body: &[u8]) -> Option<()> {
    let Some(turn) = body.get(6..).and_then(tiff::turn) else {
        return Some(());
    };
    let mut new = vec![0xff, 0xe1, 0, 34];
    new.extend_from_slice(b"Exif\0\0");
    new.extend(tiff::saying(turn));
    // A directory that is cut off behind its only entry is shorter than a whole one.
    if new.len() <= segment.len() {
        plan.turn = turn;
        plan.put(new, segment)?;
    }
    Some(())
}
