//! Colours by lightness, chroma and hue, as people see them (Björn Ottosson's Oklab), and contrast as WCAG counts it.

use protocol::Colour;

#[derive(Clone, Copy, Debug)]
pub(super) struct Oklch {
    pub l: f64,
    pub c: f64,
    /// In degrees, 0 to 360.
    pub h: f64,
}

impl Oklch {
    pub fn of(colour: Colour) -> Self {
        let [l, a, b] = lab(colour);
        Self {
            l,
            c: a.hypot(b),
            h: b.atan2(a).to_degrees().rem_euclid(360.0),
        }
    }

    /// In sRGB: where the screen has no such chroma, with as much of it as it has.
    pub fn colour(self) -> Colour {
        let linear_at = |c: f64| {
            let (sin, cos) = self.h.to_radians().sin_cos();
            linear([self.l, c * cos, c * sin])
        };
        let fits = |rgb: [f64; 3]| rgb.iter().all(|part| (-1e-4..=1.0001).contains(part));
        let wanted = linear_at(self.c);
        if fits(wanted) {
            return encode(wanted);
        }
        let (mut fitting, mut too_much) = (0.0, self.c);
        for _ in 0..20 {
            let middle = f64::midpoint(fitting, too_much);
            if fits(linear_at(middle)) {
                fitting = middle;
            } else {
                too_much = middle;
            }
        }
        encode(linear_at(fitting))
    }
}

/// `share` of `a` and the rest of `b`, in Oklab.
pub(super) fn mix(a: Colour, b: Colour, share: f64) -> Colour {
    let ([al, aa, ab], [bl, ba, bb]) = (lab(a), lab(b));
    let between = |a: f64, b: f64| a * share + b * (1.0 - share);
    encode(linear([between(al, bl), between(aa, ba), between(ab, bb)]))
}

/// 1 to 21.
pub(super) fn contrast(a: Colour, b: Colour) -> f64 {
    let luminance = |colour| {
        let [r, g, b] = decode(colour);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn decode(Colour { r, g, b }: Colour) -> [f64; 3] {
    [r, g, b].map(|byte| {
        let part = f64::from(byte) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    })
}

fn encode(rgb: [f64; 3]) -> Colour {
    let [r, g, b] = rgb.map(|part| {
        let part = part.clamp(0.0, 1.0);
        let curved = if part <= 0.003_130_8 {
            12.92 * part
        } else {
            1.055 * part.powf(1.0 / 2.4) - 0.055
        };
        // Between 0 and 255 by the clamp above.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to a byte"
        )]
        let byte = (curved * 255.0).round() as u8;
        byte
    });
    Colour { r, g, b }
}

fn lab(colour: Colour) -> [f64; 3] {
    let [r, g, b] = decode(colour);
    let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
    let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
    let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

fn linear([l, a, b]: [f64; 3]) -> [f64; 3] {
    let x = (l + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let y = (l - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let z = (l - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * x - 3.307_711_591_3 * y + 0.230_969_929_2 * z,
        -1.268_438_004_6 * x + 2.609_757_401_1 * y - 0.341_319_396_5 * z,
        -0.004_196_086_3 * x - 0.703_418_614_7 * y + 1.707_614_701_0 * z,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_survives_the_way_there_and_back() {
        for text in ["#bc2461", "#000000", "#ffffff", "#00c300", "#0b6b83"] {
            let colour = Colour::parse(text).unwrap();
            assert_eq!(String::from(Oklch::of(colour).colour()), text);
        }
    }

    #[test]
    fn contrast_is_counted_as_everywhere() {
        let of = |a, b| contrast(Colour::parse(a).unwrap(), Colour::parse(b).unwrap());
        assert!((of("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        assert!((of("#bc2461", "#fffdf9") - 5.80).abs() < 0.01);
    }
}
