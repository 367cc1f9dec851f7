//! What every sticker keeps to, tried on the sources themselves.

use std::collections::BTreeSet;
use std::io::Cursor;

use look::stickers::PACKS;
use roxmltree::Document;

use super::film::Reel;
use super::ink::{self, HEIGHT, SCALE, WIDTH};
use super::motion::{Drawing, PARTS, Pace};
use crate::build::stamp;
use crate::tools::paths;

const NONE: &str = "<svg xmlns='http://www.w3.org/2000/svg'/>";

fn svg(attributes: &str, inside: &str) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 148 132' {attributes}>{inside}</svg>")
}

/// What a drawing of one shape says of it after some milliseconds.
fn at(inside: &str, ms: u32) -> Result<String, String> {
    let (text, parts) = (
        svg("data-frames='10' data-ms='100'", inside),
        Document::parse(NONE).unwrap(),
    );
    let drawing = Drawing::read(&text, &parts).map_err(|error| format!("{error:#}"))?;
    drawing.at(ms).map_err(|error| format!("{error:#}"))
}

/// The chunks of a PNG by their names.
fn chunks(png: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut rest = &png[8..];
    let mut found = Vec::new();
    while let Some((length, tail)) = rest.split_first_chunk::<4>() {
        let (name, tail) = tail.split_at(4);
        let (content, tail) = tail.split_at(u32::from_be_bytes(*length) as usize);
        found.push((String::from_utf8(name.to_vec()).unwrap(), content.to_vec()));
        rest = &tail[4..];
    }
    found
}

fn decoded(png: &[u8]) -> Vec<Vec<u8>> {
    let mut decoder = png::Decoder::new(Cursor::new(png));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    assert_eq!(
        (reader.info().width, reader.info().height),
        (WIDTH * SCALE, HEIGHT * SCALE)
    );
    let count = reader
        .info()
        .animation_control()
        .map_or(1, |control| control.num_frames);
    (0..count)
        .map(|_| {
            let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
            let frame = reader.next_frame(&mut bytes).unwrap();
            bytes.truncate(frame.buffer_size());
            bytes
        })
        .collect()
}

#[test]
fn s1_every_sticker_has_a_source_and_every_source_a_sticker() {
    let mut wanted = BTreeSet::new();
    for pack in PACKS {
        wanted.insert(format!("stickers/{}/{PARTS}", pack.id));
        wanted.extend(
            pack.stickers
                .iter()
                .map(|sticker| format!("stickers/{}/{}.svg", pack.id, sticker.id)),
        );
    }
    let there: BTreeSet<String> = stamp::files(&paths::root("stickers"))
        .unwrap()
        .iter()
        .filter(|file| file.extension().is_some_and(|ext| ext == "svg"))
        .map(|file| paths::shown(file))
        .collect();
    assert_eq!(there, wanted);
}

#[test]
fn s1_every_sticker_moves_for_four_seconds_at_most_shows_something_at_once_and_is_cut_off_nowhere() {
    for pack in PACKS {
        let folder = paths::root("stickers").join(pack.id);
        let parts = std::fs::read_to_string(folder.join(PARTS)).unwrap();
        let parts = Document::parse(&parts).unwrap();
        for sticker in pack.stickers {
            let name = format!("{}/{}", pack.id, sticker.id);
            let text = std::fs::read_to_string(folder.join(format!("{}.svg", sticker.id))).unwrap();
            let drawing = Drawing::read(&text, &parts).unwrap_or_else(|error| panic!("{name}: {error:#}"));
            let pace = drawing.pace.unwrap();
            assert!(
                pace.once_ms() * pace.plays <= 4_000 && (1..=4).contains(&pace.plays),
                "{name}: {pace:?}"
            );
            let stills: BTreeSet<String> = pace.moments().map(|ms| drawing.at(ms).unwrap()).collect();
            assert!(stills.len() > 1, "{name} says that it moves, and does not");
            let first = ink::draw(&drawing.at(pace.start_ms).unwrap()).unwrap();
            let seen = first.iter().filter(|[.., alpha]| *alpha == 255).count();
            assert!(
                seen * 5 > first.len() && seen * 10 < first.len() * 9,
                "{name} fills {seen} pixels"
            );
            // Nothing reaches the picture's border, so nothing looks cut off.
            let width = (WIDTH * SCALE) as usize;
            for ms in pace.moments() {
                let pixels = ink::draw(&drawing.at(ms).unwrap()).unwrap();
                let rows = pixels.chunks(width);
                let sides = rows.clone().flat_map(|row| [row[0], row[width - 1]]);
                let ends = pixels[..width]
                    .iter()
                    .chain(&pixels[pixels.len() - width..])
                    .copied();
                let most = sides.chain(ends).map(|[.., alpha]| alpha).max();
                assert!(most < Some(100), "{name} reaches the border after {ms} ms");
            }
        }
    }
}

#[test]
fn s1_a_film_plays_back_as_it_was_drawn() {
    let shape = "<g><animateTransform attributeName='transform' type='translate' values='0 0; 20 10; 0 0' dur='1s'/>\
                 <circle cx='60' cy='60' r='40' fill='#fff8ec' stroke='#3a2c25' stroke-width='3'/></g>";
    let text = svg("data-frames='10' data-ms='100'", shape);
    let parts = Document::parse(NONE).unwrap();
    let drawing = Drawing::read(&text, &parts).unwrap();
    let pace = drawing.pace.unwrap();
    let frames: Vec<_> = pace
        .moments()
        .map(|ms| ink::draw(&drawing.at(ms).unwrap()).unwrap())
        .collect();
    let reel = Reel::of(&frames).unwrap();
    let (film, still) = (reel.moving(pace).unwrap(), reel.still().unwrap());
    let of_film = chunks(&film);
    let names = |name: &str| of_film.iter().filter(|(other, _)| other == name).count();
    assert_eq!(
        (names("acTL"), names("fcTL"), names("IDAT"), names("fdAT")),
        (1, 10, 1, 9)
    );
    let (_, control) = of_film.iter().find(|(name, _)| name == "acTL").unwrap();
    assert_eq!(control[..], [0, 0, 0, 10, 0, 0, 0, 4]);
    assert!(chunks(&still).iter().all(|(name, _)| name != "acTL"));
    // Every frame holds what changed and no more, and lies where it was drawn.
    let parts = decoded(&film);
    assert_eq!(parts[0], decoded(&still)[0]);
    assert!(parts[1..].iter().all(|part| part.len() < parts[0].len()));
    let mut decoder = png::Decoder::new(Cursor::new(&film));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut canvas = vec![[0u8; 4]; (WIDTH * SCALE * HEIGHT * SCALE) as usize];
    for (n, drawn) in frames.iter().enumerate() {
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut bytes).unwrap();
        let part = reader.info().frame_control().unwrap();
        let (pixels, _) = bytes.as_chunks::<4>();
        for y in 0..part.height {
            for x in 0..part.width {
                let to = (part.y_offset + y) * WIDTH * SCALE + part.x_offset + x;
                canvas[to as usize] = pixels[(y * part.width + x) as usize];
            }
        }
        for (shown, drawn) in canvas.iter().zip(drawn) {
            let apart = shown.iter().zip(drawn).map(|(a, b)| a.abs_diff(*b));
            let seen = shown[3].max(drawn[3]) > 24;
            assert!(
                !seen || apart.max() < Some(64),
                "frame {n}: {shown:?} for {drawn:?}"
            );
        }
    }
}

#[test]
fn s1_a_white_edge_stands_around_what_is_drawn_and_nowhere_else() {
    let text = svg("", "<circle cx='74' cy='66' r='30' fill='#b5835f'/>");
    let parts = Document::parse(NONE).unwrap();
    let pixels = ink::draw(&Drawing::read(&text, &parts).unwrap().at(0).unwrap()).unwrap();
    let at = |x: u32, y: u32| pixels[(y * WIDTH * SCALE + x) as usize];
    assert_eq!(at(148, 132), [0xb5, 0x83, 0x5f, 255]);
    assert_eq!(at(148 + 63, 132), [255; 4], "within the edge");
    assert_eq!(at(148, 132 - 63), [255; 4], "above as well");
    assert_eq!(at(148 + 70, 132), [0; 4], "beyond it");
}

#[test]
fn s1_an_animation_is_worked_out_as_a_browser_does() {
    let still = |motion: &str, ms| at(&format!("<g opacity='1'>{motion}</g>"), ms).unwrap();
    let line = "<animateTransform attributeName='transform' type='rotate' values='0 5 5; 10 5 5' dur='1s'/>";
    assert!(
        still(line, 500).contains("transform=\"rotate(5.000  5.000  5.000)\""),
        "{}",
        still(line, 500)
    );
    let steps = "<animate attributeName='opacity' calcMode='discrete' values='0; .5; 1' dur='1s'/>";
    for (ms, shown) in [(0, "0"), (300, "0"), (400, ".5"), (900, "1"), (1_000, "0")] {
        assert!(still(steps, ms).contains(&format!("opacity=\"{shown}\"")), "{ms}");
    }
    let late = "<animate attributeName='opacity' begin='-.5s' values='0; 1' dur='1s'/>";
    assert!(still(late, 0).contains("opacity=\"0.500\""), "{}", still(late, 0));
    let eased =
        "<animate attributeName='opacity' calcMode='spline' keySplines='.4 0 .6 1' values='0; 1' dur='1s'/>";
    assert!(still(eased, 500).contains("opacity=\"0.500\"") && still(eased, 100).contains("opacity=\"0.0"));
    let path = "<animate attributeName='d' values='M0 0C-1-2 3.5.5 4 4Z; M0 10C-1-2 3.5.5 4 8Z' dur='1s'/>";
    assert!(still(path, 500).contains("d=\"M 0.000  5.000 C -1.000  -2.000  3.500  0.500  4.000  6.000 Z\""));
}

#[test]
fn s1_a_source_that_would_look_different_elsewhere_is_refused() {
    for (inside, why) in [
        ("<text>まる</text>", "<text> is not drawn"),
        ("<image href='cat.png'/>", "<image> is not drawn"),
        ("<g style='fill:red'/>", "is not for a sticker"),
        ("<use href='parts.svg#nobody'/>", "is no part"),
        (
            "<use href='https://elsewhere.example/a.svg#b'/>",
            "is not for a sticker",
        ),
        (
            "<animate attributeName='opacity' values='0;1' dur='.3s'/>",
            "do not fit into",
        ),
        (
            "<g><animate attributeName='d' values='M0 0;L0 0' dur='1s'/></g>",
            "nothing lies between",
        ),
        (
            "<g><animateMotion attributeName='d' values='0;0' dur='1s'/></g>",
            "is not known",
        ),
        (
            "<g><animate attributeName='opacity' calcMode='paced' values='0;1' dur='1s'/></g>",
            "is not known",
        ),
    ] {
        let answer = at(inside, 500).unwrap_err();
        assert!(answer.contains(why), "{inside}: {answer}");
    }
    let parts = Document::parse(NONE).unwrap();
    for (attributes, why) in [
        ("data-frames='7' data-ms='100'", "8 to 20"),
        ("data-frames='20' data-ms='201'", "4 s"),
        ("data-frames='10'", "data-ms"),
        ("data-frames='ten' data-ms='100'", "no number"),
    ] {
        let text = svg(attributes, "");
        let answer = Drawing::read(&text, &parts)
            .err()
            .map(|error| format!("{error:#}"));
        assert!(
            answer.as_ref().is_some_and(|answer| answer.contains(why)),
            "{attributes}: {answer:?}"
        );
    }
    let longest = svg("data-frames='12' data-ms='100'", "");
    let pace = Drawing::read(&longest, &parts).unwrap().pace;
    assert_eq!(
        pace,
        Some(Pace {
            frames: 12,
            frame_ms: 100,
            plays: 3,
            start_ms: 0
        })
    );
}
