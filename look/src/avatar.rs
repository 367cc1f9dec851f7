//! The portraits that people get with nothing to upload: 8 palettes × 4 bodies × 7 tops × 4 eyes × 3 mouths = 2,688,
//! chosen by the member's id.
//!
//! Invariant: the same member looks the same in every browser and in the relay's document. The parts are symbols of
//! the sprite, so only their names are here.

use protocol::MemberId;

const CLASSES: [&str; 8] = [
    "av p0", "av p1", "av p2", "av p3", "av p4", "av p5", "av p6", "av p7",
];
const BODIES: [&str; 4] = ["#ab0", "#ab1", "#ab2", "#ab3"];
/// The first three (ears) stand behind the body, the others before it.
const TOPS: [&str; 7] = ["#at0", "#at1", "#at2", "#at3", "#at4", "#at5", "#at6"];
const EARS: u32 = 3;
/// The body that is pointed above, and so wears its top higher.
const TALL: u32 = 2;
const EYES: [&str; 4] = ["#ae0", "#ae1", "#ae2", "#ae3"];
const MOUTHS: [&str; 3] = ["#am0", "#am1", "#am2"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Avatar {
    /// The palette is in the class: its colours are the style sheet's.
    pub class: &'static str,
    /// Back to front.
    pub parts: [Part; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub href: &'static str,
    pub y: Option<&'static str>,
}

impl Avatar {
    pub fn of(member: &MemberId) -> Self {
        let mut seed = hash(member.as_str());
        let mut pick = |of: u32| {
            let index = seed % of;
            seed /= of;
            index
        };
        let (palette, body, top, eyes, mouth) = (pick(8), pick(4), pick(7), pick(4), pick(3));
        let top_part = Part {
            href: name(&TOPS, top),
            y: (body == TALL).then_some("-3"),
        };
        let body_part = part(&BODIES, body);
        let [back, front] = if top < EARS {
            [top_part, body_part]
        } else {
            [body_part, top_part]
        };
        Self {
            class: name(&CLASSES, palette),
            parts: [back, front, part(&EYES, eyes), part(&MOUTHS, mouth)],
        }
    }
}

fn part(names: &[&'static str], index: u32) -> Part {
    Part {
        href: name(names, index),
        y: None,
    }
}

fn name(names: &[&'static str], index: u32) -> &'static str {
    usize::try_from(index)
        .ok()
        .and_then(|index| names.get(index))
        .copied()
        .unwrap_or_default()
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
    }

    #[test]
    fn all_2688_portraits_are_met() {
        let met: BTreeSet<_> = (0..60_000)
            .map(|n| {
                let Avatar { class, parts } = of(&format!("g{n:032x}"));
                (class, parts.map(|part| part.href))
            })
            .collect();
        assert_eq!(met.len(), 2_688);
    }

    #[test]
    fn ears_stand_behind_and_everything_else_before() {
        for n in 0..500 {
            let [back, front, ..] = of(&format!("g{n}")).parts;
            let ears = ["#at0", "#at1", "#at2"].contains(&back.href);
            assert!(ears != front.href.starts_with("#at"), "{back:?} {front:?}");
        }
    }
}
