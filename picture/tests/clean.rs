//! Real files of real encoders, with everything in them that cameras and programs write; and the same files, altered.
//!
//! Out of reach here: whether a browser draws what comes out as it drew what went in. That is seen in `tests/browser`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "these are tests: what does not hold ends them"
)]

use std::fs;
use std::path::{Path, PathBuf};

use picture::{Bounds, Kind, Picture};
use proptest::prelude::*;
use protocol::{Refusal, limits};

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
    files
        .iter()
        .map(|path| (name(path), fs::read(path).unwrap()))
        .collect()
}

fn file(name: &str) -> Vec<u8> {
    corpus().into_iter().find(|(known, _)| known == name).unwrap().1
}

fn clean(bytes: &[u8]) -> Result<Picture, Refusal> {
    Picture::clean(bytes.to_vec(), Bounds::PICTURE)
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// Of one picture. What moves in AVIF is the one that is not taken.
fn pictures() -> impl Iterator<Item = (String, Vec<u8>)> {
    corpus().into_iter().filter(|(name, _)| name != "moving.avif")
}

#[test]
fn g16_a_picture_of_every_kind_is_known_by_its_bytes() {
    for (name, bytes) in pictures() {
        let picture = clean(&bytes).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        assert!(name.ends_with(picture.kind.extension()), "{name}");
        assert_eq!(Kind::of_media_type(picture.kind.media_type()), Some(picture.kind));
        assert!(picture.bytes.len() <= bytes.len(), "{name}");
        let sides = (picture.w.max(picture.h), picture.w.min(picture.h));
        assert_eq!(sides, (24, 16), "{name}");
    }
}

#[test]
fn g16_nothing_that_was_written_beside_the_pixels_is_left() {
    let mut with_secrets = 0;
    for (name, bytes) in pictures() {
        with_secrets += usize::from(holds(&bytes, b"SECRET"));
        let picture = clean(&bytes).unwrap();
        for text in [
            b"SECRET".as_slice(),
            b"http",
            b"xmp",
            b"<script",
            b"mluc",
            b"lcms",
            b"Comment",
        ] {
            assert!(
                !holds(&picture.bytes, text),
                "{name}: {}",
                String::from_utf8_lossy(text)
            );
        }
        // The GPS directory has this tag, in either order of bytes.
        for tag in [[0x88, 0x25, 0, 4], [0x25, 0x88, 4, 0]] {
            assert!(!holds(&picture.bytes, &tag), "{name}");
        }
    }
    assert_eq!(with_secrets, 10, "the corpus has what is looked for");
}

#[test]
fn g16_a_clean_picture_is_left_as_it_is() {
    for (name, bytes) in pictures() {
        let once = clean(&bytes).unwrap();
        assert_eq!(clean(&once.bytes).as_ref(), Ok(&once), "{name}");
    }
}

#[test]
fn g16_how_a_photograph_has_to_be_turned_is_all_that_is_kept_of_exif() {
    for name in [
        "baseline.jpg",
        "progressive.jpg",
        "alpha.png",
        "alpha.webp",
        "lossless.webp",
    ] {
        let picture = clean(&file(name)).unwrap();
        let says = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let is_seen_turned = (picture.w, picture.h) == (16, 24);
        // A WebP of the simple format has no place for EXIF, and then nobody looks for it.
        assert_eq!(holds(&picture.bytes, says), is_seen_turned, "{name}");
        assert!(is_seen_turned, "{name}");
    }
    let avif = clean(&file("plain.avif")).unwrap();
    assert_eq!((avif.w, avif.h), (16, 24));
}

#[test]
fn g16_what_stands_behind_the_end_is_cut_off() {
    for (name, bytes) in pictures() {
        let alone = clean(&bytes).unwrap();
        // A GIF that is an archive of Java's as well, a page, another picture, a film of a phone's.
        for more in [
            b"PK\x03\x04SECRET.class".as_slice(),
            b"<script>SECRET()</script>",
            &file("alpha.png"),
            b"\0\0\0\x18ftypmp42SECRET",
        ] {
            let picture = clean(&[&bytes, more].concat()).unwrap();
            assert!(!holds(&picture.bytes, b"SECRET"), "{name}");
            if picture.kind != Kind::Avif {
                assert_eq!(picture.bytes, alone.bytes, "{name}");
            }
        }
    }
}

#[test]
fn g16_what_is_no_picture_is_refused() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>1</script></svg>".as_slice();
    for bytes in [
        b"".as_slice(),
        b"\xff\xd8\xff",
        b"GIF89a",
        b"GIF89a/*\x01\x01*/=1;alert(1)//",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x04\0\0\0WEBP",
        b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"<!doctype html><script>1</script>",
        b"%PDF-1.7",
        b"BM\x10\0\0\0",
        b"II*\0\x08\0\0\0",
        &file("moving.avif"),
        svg,
    ] {
        assert_eq!(
            clean(bytes),
            Err(Refusal::ImageOdd),
            "{}",
            String::from_utf8_lossy(bytes)
        );
    }
}

/// In every kind, the place of a side, and how it is written.
fn with_side(name: &str, at: usize, side: &[u8]) -> Vec<u8> {
    let mut bytes = file(name);
    bytes[at..at + side.len()].copy_from_slice(side);
    bytes
}

#[test]
fn g16_a_bomb_is_known_by_the_size_that_it_says() {
    let jpeg = file("grey.jpg");
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let lossless = file("lossless.webp")
        .windows(4)
        .position(|name| name == b"VP8L")
        .unwrap();
    let avif = file("plain.avif")
        .windows(4)
        .position(|name| name == b"ispe")
        .unwrap();
    let webp = file("alpha.webp");
    assert_eq!(&webp[12..16], b"VP8X");
    for bytes in [
        with_side("grey.jpg", frame + 5, &[0xff, 0xff, 0xff, 0xff]),
        with_side("palette.png", 16, &[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]),
        with_side("still.gif", 6, &[0xff, 0xff, 0xff, 0xff]),
        with_side("plain.avif", avif + 8, &[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]),
    ] {
        let refused = Refusal::ImageTooLarge {
            max_pixels: 40_000_000,
        };
        assert_eq!(clean(&bytes), Err(refused));
    }
    // A frame that is larger than what is told around it.
    for bytes in [
        with_side("alpha.webp", 24, &[0, 0, 0, 0, 0, 0]),
        with_side("lossless.webp", lossless + 9, &[0xff, 0xff, 0xff, 0x0f]),
    ] {
        assert_eq!(clean(&bytes), Err(Refusal::ImageOdd));
    }
}

#[test]
fn g16_a_picture_has_as_many_bytes_pixels_and_frames_as_are_taken_and_no_more() {
    let full = limits::IMAGE_BYTES;
    let mut bytes = file("grey.jpg");
    bytes.resize(full, 0);
    assert!(clean(&bytes).is_ok());
    bytes.push(0);
    let max_bytes = u32::try_from(full).unwrap();
    assert_eq!(clean(&bytes), Err(Refusal::ImageTooBig { max_bytes }));

    let small = Bounds {
        frames: 1_000,
        bytes: 10_000,
        pixels: 24 * 16,
    };
    assert!(Picture::clean(file("grey.jpg"), small).is_ok());
    let smaller = Bounds {
        frames: 1_000,
        pixels: 24 * 16 - 1,
        ..small
    };
    let refused = Refusal::ImageTooLarge { max_pixels: 383 };
    assert_eq!(Picture::clean(file("grey.jpg"), smaller), Err(refused));

    // A GIF of as many frames as there may be, and one more.
    let gif = file("moving.gif");
    let picture = clean(&gif).unwrap();
    let first = picture.bytes.iter().position(|byte| *byte == b'!').unwrap();
    let (head, frames) = picture.bytes.split_at(first);
    let frames = &frames[..frames.len() - 1];
    let many = |times: usize| [head, &frames.repeat(times), b";"].concat();
    assert!(clean(&many(333)).is_ok());
    let refused = Refusal::ImageTooLarge {
        max_pixels: 40_000_000,
    };
    assert_eq!(clean(&many(334)), Err(refused));
}

#[test]
fn g16_a_file_that_was_cut_off_ends_as_a_whole_one_or_is_refused() {
    for (name, bytes) in pictures() {
        for end in 0..bytes.len() {
            if let Ok(picture) = clean(&bytes[..end]) {
                assert_eq!(clean(&picture.bytes).as_ref(), Ok(&picture), "{name} up to {end}");
            }
        }
    }
    let jpeg = file("grey.jpg");
    let cut = clean(&jpeg[..jpeg.len() - 10]).unwrap();
    assert!(cut.bytes.ends_with(&[0xff, 0xd9]));
}

#[test]
fn g16_a_file_of_endless_parts_is_refused_before_it_is_costly() {
    let mut bytes = file("palette.png");
    let end = bytes.split_off(bytes.len() - 12);
    // One part is left out between two that are kept, over and over.
    let pair = b"\0\0\0\0tEXt\0\0\0\0\0\0\0\0IDAT\0\0\0\0";
    for (times, taken) in [(1_000, true), (100_000, false)] {
        let all = [&bytes, &pair.repeat(times), end.as_slice()].concat();
        assert_eq!(clean(&all).is_ok(), taken, "{times}");
    }
    let jpeg = file("progressive.jpg");
    let scan = jpeg.windows(2).position(|pair| pair == [0xff, 0xda]).unwrap();
    let scans = jpeg[scan..jpeg.len() - 2].repeat(101);
    assert_eq!(clean(&[&jpeg[..scan], &scans].concat()), Err(Refusal::ImageOdd));
}

/// What must hold for whatever bytes there are.
fn holds_for(bytes: &[u8]) -> Result<(), TestCaseError> {
    if let Ok(picture) = clean(bytes) {
        prop_assert!(picture.bytes.len() <= bytes.len() + 2);
        prop_assert!(u64::from(picture.w) * u64::from(picture.h) <= limits::IMAGE_PIXELS);
        prop_assert_eq!(Kind::of(&picture.bytes), Some(picture.kind));
        let again = clean(&picture.bytes);
        prop_assert_eq!(again.as_ref(), Ok(&picture));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn g16_no_altered_file_makes_it_fall(
        which in 0..16_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        doubled in proptest::option::of((any::<prop::sample::Index>(), any::<prop::sample::Index>())),
    ) {
        let (_, mut bytes) = corpus().swap_remove(which);
        if let Some((from, to)) = doubled {
            let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
            let part = bytes[from.min(to)..from.max(to)].to_vec();
            bytes.splice(to..to, part);
        }
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        holds_for(&bytes)?;
    }

    #[test]
    fn g16_no_bytes_behind_a_good_beginning_make_it_fall(
        head in prop::sample::select(vec![
            b"\xff\xd8\xff\xe0".to_vec(), b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec(), b"GIF89a".to_vec(),
            b"RIFF\xff\0\0\0WEBPVP8X\x0a\0\0\0".to_vec(), b"\0\0\0\x14ftypavif\0\0\0\0avif\0\0\0\xffmeta\0\0\0\0".to_vec(),
        ]),
        rest in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        holds_for(&[head, rest].concat())?;
    }
}
