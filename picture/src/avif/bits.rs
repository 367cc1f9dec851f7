//! The size that AV1 itself says its frames have.
//!
//! Invariant: the box around it may say less. Memory is taken by what is said here.

use crate::bytes::Reader;

/// Of every sequence header in these units, the largest frame. None where there is none, or where it talks of time.
pub fn largest(units: &[u8]) -> Option<(u32, u32)> {
    let mut read = Reader::new(units);
    let mut most: Option<(u32, u32)> = None;
    while !read.is_done() {
        let head = read.u8()?;
        let (kind, has_more, has_size) = ((head >> 3) & 15, head & 4 != 0, head & 2 != 0);
        if has_more {
            read.take(1)?;
        }
        let size = if has_size {
            leb128(&mut read)?
        } else {
            read.end().checked_sub(read.at())?
        };
        let body = read.take(size)?;
        if kind == 1 {
            let (w, h) = sequence(&mut Bits { bytes: body, at: 0 })?;
            let (mw, mh) = most.unwrap_or((0, 0));
            most = Some((mw.max(w), mh.max(h)));
        }
    }
    most
}

fn sequence(bits: &mut Bits<'_>) -> Option<(u32, u32)> {
    // The profile, and whether it is a still.
    bits.take(4)?;
    if bits.take(1)? == 1 {
        bits.take(5)?;
    } else {
        if bits.take(1)? == 1 {
            return None;
        }
        let has_delay = bits.take(1)? == 1;
        for _ in 0..=bits.take(5)? {
            bits.take(12)?;
            if bits.take(5)? > 7 {
                bits.take(1)?;
            }
            if has_delay && bits.take(1)? == 1 {
                bits.take(4)?;
            }
        }
    }
    let (w, h) = (bits.take(4)? + 1, bits.take(4)? + 1);
    Some((bits.take(w)? + 1, bits.take(h)? + 1))
}

fn leb128(read: &mut Reader<'_>) -> Option<usize> {
    let mut size = 0_usize;
    for place in 0..4 {
        let byte = read.u8()?;
        size |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some(size);
        }
    }
    None
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    /// The next `n` bits, at most 31.
    fn take(&mut self, n: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..n {
            let byte = self.bytes.get(self.at / 8)?;
            value = (value << 1) | u32::from((byte >> (7 - self.at % 8)) & 1);
            self.at += 1;
        }
        Some(value)
    }
}
