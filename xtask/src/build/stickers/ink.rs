//! A still drawing as pixels, with the white edge that lets a sticker stand on any floor.

use anyhow::{Context, Result, ensure};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// A sticker's place in the list, in CSS pixels, and the pixels that it has for each of them.
pub const WIDTH: u32 = 148;
pub const HEIGHT: u32 = 132;
pub const SCALE: u32 = 2;

/// How far the white edge goes out from the drawing, in pixels of the picture.
const EDGE: f32 = 5.0;

/// One frame: straight RGBA, row after row.
pub type Pixels = Vec<[u8; 4]>;

pub fn draw(svg: &str) -> Result<Pixels> {
    let tree = Tree::from_str(svg, &Options::default())?;
    let size = tree.size();
    ensure!(
        size.width() == WIDTH as f32 && size.height() == HEIGHT as f32,
        "a drawing is {WIDTH} by {HEIGHT}"
    );
    let mut canvas = Pixmap::new(WIDTH * SCALE, HEIGHT * SCALE).context("a picture has a size")?;
    resvg::render(
        &tree,
        Transform::from_scale(SCALE as f32, SCALE as f32),
        &mut canvas.as_mut(),
    );
    let alpha: Vec<u8> = canvas.pixels().iter().map(|pixel| pixel.alpha()).collect();
    let edge = edge(&alpha, (WIDTH * SCALE) as usize);
    let over_white = |(pixel, edge): (&resvg::tiny_skia::PremultipliedColorU8, u8)| {
        // Both are premultiplied: the white shows through where the drawing does not cover it.
        let white = u16::from(edge) * u16::from(255 - pixel.alpha()) / 255;
        let full = |part: u8| (u16::from(part) + white).min(255);
        let all = full(pixel.alpha());
        if all == 0 {
            return [0; 4];
        }
        let straight = |part: u8| u8::try_from((full(part) * 255 / all).min(255)).unwrap_or(255);
        [
            straight(pixel.red()),
            straight(pixel.green()),
            straight(pixel.blue()),
            u8::try_from(all).unwrap_or(255),
        ]
    };
    Ok(canvas.pixels().iter().zip(edge).map(over_white).collect())
}

/// How much white lies at each pixel: the drawing's own shape, grown by a disc.
fn edge(alpha: &[u8], width: usize) -> Vec<u8> {
    let reach = EDGE.ceil() as isize;
    let mut disc = Vec::new();
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let far = ((dx * dx + dy * dy) as f32).sqrt();
            let share = (EDGE + 0.5 - far).clamp(0.0, 1.0);
            if share > 0.0 {
                disc.push((dx, dy, share));
            }
        }
    }
    let mut grown = alpha.to_vec();
    let width = width as isize;
    let at = |index: isize| {
        usize::try_from(index)
            .ok()
            .and_then(|index| alpha.get(index))
            .copied()
    };
    for (index, own) in (0isize..).zip(alpha) {
        // What lies inside grows nowhere that its neighbours do not reach.
        let around = [index - 1, index + 1, index - width, index + width];
        if *own == 0 || around.iter().all(|near| at(*near).is_none_or(|near| near == 255)) {
            continue;
        }
        let column = index % width;
        for (dx, dy, share) in &disc {
            if !(0..width).contains(&(column + dx)) {
                continue;
            }
            let place = usize::try_from(index + dy * width + dx).ok();
            if let Some(pixel) = place.and_then(|place| grown.get_mut(place)) {
                *pixel = (*pixel).max((f32::from(*own) * share) as u8);
            }
        }
    }
    grown
}
