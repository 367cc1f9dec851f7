//! GIF: blocks, each a chain of at most 255 bytes a link.
//!
//! Kept: colours, frames, how long each is seen, and how often it all begins again.

use std::ops::Range;

use crate::bytes::Reader;
use crate::plan::Plan;

const END: &[u8] = b";";

pub fn plan(bytes: &[u8]) -> Option<Plan> {
    let mut read = Reader::new(bytes);
    let mut plan = Plan::default();
    read.take(6)?;
    (plan.w, plan.h) = (read.le16()?, read.le16()?);
    let flags = read.u8()?;
    read.take(2)?;
    colours(&mut read, flags)?;
    plan.keep(0..read.at())?;
    loop {
        let start = read.at();
        match read.u8() {
            Some(b';') => {
                plan.keep(start..read.at())?;
                break;
            }
            Some(b'!') => {
                let label = read.u8()?;
                let body = chain(&mut read)?;
                let is_kept = match (label, bytes.get(body)?) {
                    // How long, and what becomes of it.
                    (0xf9, [4, _, _, _, _, 0]) => true,
                    // How often.
                    (0xff, [11, name @ .., 3, 1, _, _, 0]) => {
                        name == b"NETSCAPE2.0" || name == b"ANIMEXTS1.0"
                    }
                    _ => false,
                };
                if is_kept {
                    plan.keep(start..read.at())?;
                }
            }
            Some(b',') => {
                let (x, y, w, h) = (read.le16()?, read.le16()?, read.le16()?, read.le16()?);
                // Browsers make room for a frame that is larger than the whole.
                plan.w = plan.w.max(x.checked_add(w)?);
                plan.h = plan.h.max(y.checked_add(h)?);
                let flags = read.u8()?;
                colours(&mut read, flags)?;
                read.take(1)?;
                chain(&mut read)?;
                plan.frames = plan.frames.saturating_add(1);
                plan.keep(start..read.at())?;
            }
            // It was cut off between two frames.
            None => {
                plan.end_with(END);
                break;
            }
            Some(_) => return None,
        }
    }
    (plan.frames > 0).then_some(plan)
}

fn colours(read: &mut Reader<'_>, flags: u8) -> Option<()> {
    if flags & 0x80 != 0 {
        read.take(3_usize << ((flags & 7) + 1))?;
    }
    Some(())
}

/// Links up to the empty one.
fn chain(read: &mut Reader<'_>) -> Option<Range<usize>> {
    let start = read.at();
    loop {
        let length = read.u8()?;
        if length == 0 {
            return Some(start..read.at());
        }
        read.take(usize::from(length))?;
    }
}
