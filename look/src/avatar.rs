//! The portraits that people get with nothing to upload: 8 palettes × 4 bodies × 7 tops × 4 eyes × 3 mouths = 2,688,
//! chosen by the member's id.
//!
//! Invariant: the same member looks the same in every browser and in the relay's document. The parts are cells of the sheets in
//! `faces/`, which the style sheet lays over each other, so only their numbers are here.

use protocol::MemberId;

const PALETTES: u32 = 8;
const BODIES: u32 = 4;
const TOPS: u32 = 7;
const EYES: u32 = 4;
const MOUTHS: u32 = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Avatar {
    palette: u32,
    body: u32,
    top: u32,
    eyes: u32,
    mouth: u32,
}

impl Avatar {
    pub fn of(member: &MemberId) -> Self {
        let mut seed = hash(member.as_str());
        let mut pick = |of: u32| {
            let index = seed % of;
            seed /= of;
            index
        };
        Self {
            palette: pick(PALETTES),
            body: pick(BODIES),
            top: pick(TOPS),
            eyes: pick(EYES),
            mouth: pick(MOUTHS),
        }
    }

    /// What the style sheet calls it.
    pub fn class(self) -> String {
        let Self {
            palette,
            body,
            top,
            eyes,
            mouth,
        } = self;
        let mut class = "av".to_owned();
        for (name, n) in [
            (" p", palette),
            (" b", body),
            (" t", top),
            (" e", eyes),
            (" m", mouth),
        ] {
            class.push_str(name);
            class.push_str(&n.to_string());
        }
        class
    }
}

/// FNV-1a, and a last stir, since its low bits alone are the sums of the letters' low bits.
fn hash(text: &str) -> u32 {
    let sum = text.bytes().fold(0x811c_9dc5_u32, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let stirred = (sum ^ (sum >> 16)).wrapping_mul(0x85eb_ca6b);
    stirred ^ (stirred >> 13)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn of(id: &str) -> Avatar {
        Avatar::of(&MemberId::parse(id).unwrap())
    }

    #[test]
    fn a_member_always_looks_the_same() {
        assert_eq!(of("g0123"), of("g0123"));
        assert_ne!(of("g0123"), of("g0124"));
        assert_eq!(of("g0123").class(), "av p0 b2 t4 e0 m2");
    }

    #[test]
    fn all_2688_portraits_are_met() {
        let met: BTreeSet<_> = (0..60_000).map(|n| of(&format!("g{n:032x}"))).collect();
        assert_eq!(met.len(), 2_688);
    }

    /// Eyes are columns and mouths are rows; bodies and tops are columns, and palettes are rows, a little apart. Tops that are of no
    /// palette have a row of their own.
    #[test]
    fn the_sheets_have_a_cell_for_each_part() {
        const PLAIN: u32 = 3;
        let tall = 54 * PALETTES + 48;
        for (sheet, columns, height, uses) in [
            (include_str!("faces/looks.svg"), EYES, 48 * MOUTHS, MOUTHS),
            (include_str!("faces/tops.svg"), TOPS - PLAIN, tall, PALETTES),
            (include_str!("faces/bodies.svg"), BODIES, tall, PALETTES),
        ] {
            let size = format!("viewBox=\"0 0 {} {height}\"", columns * 48);
            assert!(sheet.contains(&size), "{size}");
            assert_eq!(sheet.matches("<use ").count(), uses as usize);
        }
    }
}
