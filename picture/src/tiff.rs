//! The one thing in EXIF that a picture looks by: how it has to be turned.

use crate::bytes::Reader;

const ORIENTATION: u32 = 0x0112;

/// As many entries has the longest directory that is read.
const ENTRIES: u32 = 1_000;

/// What EXIF says of it, where that is more than «as it lies».
pub fn turn(tiff: &[u8]) -> Option<u8> {
    let mut read = Reader::new(tiff);
    let is_little = match read.take(4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let number = |read: &mut Reader<'_>, n: usize| if is_little { read.le(n) } else { read.be(n) };
    let place = usize::try_from(number(&mut read, 4)?).ok()?;
    let mut read = Reader::new(tiff.get(place..)?);
    let count = u32::try_from(number(&mut read, 2)?).ok()?.min(ENTRIES);
    for _ in 0..count {
        let (tag, kind) = (number(&mut read, 2)?, number(&mut read, 2)?);
        let (n, value) = (number(&mut read, 4)?, number(&mut read, 2)?);
        read.take(2)?;
        if tag == u64::from(ORIENTATION) && kind == 3 && n == 1 {
            return u8::try_from(value).ok().filter(|turn| (2..=8).contains(turn));
        }
    }
    None
}

/// EXIF that says this and nothing else.
pub fn saying(turn: u8) -> Vec<u8> {
    vec![
        b'M', b'M', 0, b'*', 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_exif_is_read_again() {
        for way in 2..=8 {
            assert_eq!(turn(&saying(way)), Some(way));
        }
        assert_eq!(turn(&saying(1)), None);
        assert_eq!(turn(&saying(9)), None);
        for end in 0..20 {
            assert_eq!(turn(&saying(6)[..end]), None, "{end}");
        }
    }
}
