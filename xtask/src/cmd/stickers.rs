//! `stickers`: draws them, and lays a sheet of each pack into docs/shots: at their size on the light floor, and below at half of
//! it on the dark one. Whoever draws judges them there by eye.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use look::stickers::{PACKS, Pack};

use crate::build::stickers;
use crate::tools::{paths, say};

/// A sticker's place in the list.
const WIDTH: usize = 148;
const HEIGHT: usize = 132;
/// Of the large ones. Of the small ones twice as many.
const COLUMNS: usize = 5;

const FLOOR: [u8; 3] = [0xed, 0xe3, 0xd3];
const NIGHT: [u8; 3] = [0x19, 0x15, 0x12];

pub fn run() -> Result<()> {
    let version = stickers::build()?;
    for pack in PACKS {
        let path = paths::root(&format!("docs/shots/stickers-{}.png", pack.id));
        fs::write(&path, sheet(pack)?)?;
        say::note(&format!("{}: {}", pack.id, paths::shown(&path)));
    }
    say::note(&format!("what they are together: {version}"));
    Ok(())
}

fn sheet(pack: &Pack) -> Result<Vec<u8>> {
    let count = pack.stickers.len();
    let (large, small) = (
        count.div_ceil(COLUMNS) * HEIGHT,
        count.div_ceil(2 * COLUMNS) * HEIGHT / 2,
    );
    let mut canvas = vec![FLOOR; COLUMNS * WIDTH * large];
    canvas.resize(COLUMNS * WIDTH * (large + small), NIGHT);
    for (n, sticker) in pack.stickers.iter().enumerate() {
        let path = paths::out("assets/st")
            .join(pack.id)
            .join(format!("{}.png", sticker.id));
        let picture = read(&path)?;
        let (x, y) = (n % COLUMNS * WIDTH, n / COLUMNS * HEIGHT);
        lay(&mut canvas, &picture, 2, (x, y));
        let (x, y) = (n % (2 * COLUMNS) * WIDTH / 2, n / (2 * COLUMNS) * HEIGHT / 2);
        lay(&mut canvas, &picture, 4, (x, large + y));
    }
    let mut out = Vec::new();
    let width = u32::try_from(COLUMNS * WIDTH)?;
    let mut encoder = png::Encoder::new(&mut out, width, u32::try_from(large + small)?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::Adaptive);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(canvas.as_flattened())?;
    writer.finish()?;
    Ok(out)
}

/// A still picture, twice as large as its place: straight RGBA.
fn read(path: &Path) -> Result<Vec<[u8; 4]>> {
    let mut decoder = png::Decoder::new(BufReader::new(File::open(path)?));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info()?;
    let mut bytes = vec![0; reader.output_buffer_size().context("a picture has a size")?];
    reader.next_frame(&mut bytes)?;
    let (pixels, rest) = bytes.as_chunks::<4>();
    ensure!(
        rest.is_empty() && pixels.len() == 4 * WIDTH * HEIGHT,
        "{} is of another size",
        paths::shown(path)
    );
    Ok(pixels.to_vec())
}

/// Lays a picture that many times smaller: each pixel is the mean of a square.
fn lay(canvas: &mut [[u8; 3]], picture: &[[u8; 4]], times: usize, (left, top): (usize, usize)) {
    let full = 255 * u32::try_from(times * times).unwrap_or(1);
    for y in 0..2 * HEIGHT / times {
        for x in 0..2 * WIDTH / times {
            let (mut alpha, mut sums) = (0, [0; 3]);
            for row in picture.chunks(2 * WIDTH).skip(y * times).take(times) {
                for [r, g, b, a] in row.iter().skip(x * times).take(times) {
                    alpha += u32::from(*a);
                    for (sum, part) in sums.iter_mut().zip([r, g, b]) {
                        *sum += u32::from(*part) * u32::from(*a);
                    }
                }
            }
            if let Some(pixel) = canvas.get_mut((top + y) * COLUMNS * WIDTH + left + x) {
                for (under, sum) in pixel.iter_mut().zip(sums) {
                    let shown = sum + u32::from(*under) * (full - alpha);
                    *under = u8::try_from(shown / full).unwrap_or(u8::MAX);
                }
            }
        }
    }
}
