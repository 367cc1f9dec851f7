//! A module's steps: what each is, the numbers that follow it, and what stands for it in the streams.

use anyhow::{Result, bail, ensure};

use crate::build::wasm::Bytes;

/// Steps that WebAssembly does not have: a constant of two to five bytes; a load or a store that is aligned as it is not as a rule;
/// the next number, and a call of that place of a table.
const LONGER: u8 = 0xe0;
const ALIGNED: u8 = 0xe8;
pub const PLACE: u8 = 0xef;

/// From the first load to the last store: how it is aligned as a rule.
const RULE: [u8; 23] = [
    2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2,
];
const FIRST_LOAD: u8 = 0x28;

/// What kind of step it is, for the one before.
pub const fn kind(sign: u8) -> usize {
    match sign {
        0x20 => 1,
        0x41 | 0xe2..=0xe5 => 2,
        0x28..=0x35 => 3,
        0x10 | 0x11 => 4,
        0x6a => 5,
        0x36..=0x3e => 6,
        _ => 0,
    }
}
pub const KINDS: usize = 7;

pub struct Step<'a> {
    pub is: u8,
    pub numbers: Vec<&'a [u8]>,
}

impl Step<'_> {
    /// What stands for it first.
    pub fn sign(&self) -> u8 {
        match (self.is, self.numbers.as_slice()) {
            (0x41, [number]) if number.len() > 1 => LONGER + u8::try_from(number.len()).unwrap_or_default(),
            (0x28..=0x3e, [aligned, _]) => {
                let rule = RULE.get(usize::from(self.is - FIRST_LOAD));
                let aligned = aligned.first().filter(|aligned| Some(*aligned) != rule);
                aligned.map_or(self.is, |aligned| ALIGNED + aligned)
            }
            _ => self.is,
        }
    }
}

pub fn value(number: &[u8]) -> usize {
    number
        .iter()
        .rev()
        .fold(0, |sum, byte| sum << 7 | usize::from(byte & 127))
}

/// A number as it stands.
pub fn number<'a>(bytes: &mut Bytes<'a>) -> Result<&'a [u8]> {
    let start = bytes.rest();
    while bytes.byte()? > 127 {}
    Ok(start.get(..start.len() - bytes.rest().len()).unwrap_or_default())
}

pub fn step<'a>(bytes: &mut Bytes<'a>) -> Result<Step<'a>> {
    let is = bytes.byte()?;
    let mut numbers = Vec::new();
    let count = match is {
        0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => 0,
        0x02..=0x04 | 0x0c | 0x0d | 0x10 | 0x20..=0x26 | 0x3f..=0x42 | 0xd0 | 0xd2 => 1,
        0x11 | 0x28..=0x3e => 2,
        0x43 | 0x44 => {
            numbers.push(bytes.take(if is == 0x43 { 4 } else { 8 })?);
            0
        }
        0x0e => {
            let count = number(bytes)?;
            numbers.push(count);
            value(count) + 1
        }
        0xfc => {
            let which = number(bytes)?;
            numbers.push(which);
            match value(which) {
                0..=7 => 0,
                8 | 10 | 12 | 14 => 2,
                9 | 11 | 13 | 15..=17 => 1,
                other => bail!("a step that is not known: 0xfc {other}"),
            }
        }
        other => bail!("a step that is not known: {other:#x}"),
    };
    for _ in 0..count {
        numbers.push(number(bytes)?);
    }
    let is_of_a_memory = matches!(is, 0x28..=0x3e);
    ensure!(
        !is_of_a_memory || numbers.first().is_none_or(|aligned| value(aligned) <= 3),
        "a load or a store of another memory"
    );
    Ok(Step { is, numbers })
}
