//! Which data is whose. What only the rest's functions can come upon, the rest brings; what nobody can is left out.
//!
//! Invariant: a piece of data is an address in code, or in other data that can be come upon, or it is never read. The linker has said
//! where pieces begin and end (`silence::unread::pieces`). What it has not called a piece of its own is the first part's.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ConstExpr, DataSection, MemArg};
use wasmparser::{DataKind, Operator};

use super::whole::Whole;

/// So many zeros in a row are no part of a segment: another one begins.
const GAP: usize = 10;
/// An address in data.
const WORD: usize = 4;

/// The memory as it is when the module begins, from this address on.
struct Image {
    base: usize,
    bytes: Vec<u8>,
}

/// What the first part has, and what the rest brings.
pub fn shares(
    whole: &Whole<'_>,
    pieces: &[Range<usize>],
    is_rests: impl Fn(usize) -> bool,
) -> Result<[DataSection; 2]> {
    let image = Image::of(whole)?;
    let own = whole.imported()..whole.of.len();
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    for of in own {
        let named = if is_rests(of) { &mut rest } else { &mut first };
        named.extend(addresses(whole, of)?);
    }
    first.extend(image.words(&image.outside(pieces)));
    let firsts = image.reached(pieces, first, &BTreeSet::new());
    let rests = image.reached(pieces, rest, &firsts);
    let lie = |which: &BTreeSet<usize>| -> Vec<Range<usize>> {
        which
            .iter()
            .filter_map(|piece| pieces.get(*piece))
            .cloned()
            .collect()
    };
    let mut with_first = image.outside(pieces);
    with_first.extend(lie(&firsts));
    Ok([
        image.section(&joined(with_first))?,
        image.section(&joined(lie(&rests)))?,
    ])
}

/// Numbers in a function that can be addresses.
fn addresses(whole: &Whole<'_>, function: usize) -> Result<Vec<usize>> {
    let body = whole.body(function).context("a function without a body")?;
    let mut found = Addresses(Vec::new());
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        if let Operator::I32Const { value } = operator {
            found.0.push(value.cast_unsigned() as usize);
        }
        found.instruction(operator)?;
    }
    Ok(found.0)
}

struct Addresses(Vec<usize>);

impl Reencode for Addresses {
    type Error = Infallible;

    fn mem_arg(&mut self, arg: wasmparser::MemArg) -> Result<MemArg, Error<Infallible>> {
        self.0.extend(usize::try_from(arg.offset));
        Ok(MemArg {
            offset: arg.offset,
            align: u32::from(arg.align),
            memory_index: arg.memory,
        })
    }
}

impl Image {
    fn of(whole: &Whole<'_>) -> Result<Self> {
        let mut segments = Vec::new();
        for data in &whole.data {
            let DataKind::Active { offset_expr, .. } = &data.kind else {
                bail!("a segment that has no place")
            };
            let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                bail!("a segment's place is computed")
            };
            segments.push((usize::try_from(value)?, data.data));
        }
        let base = segments.iter().map(|(at, _)| *at).min().unwrap_or_default();
        let mut bytes = Vec::new();
        for (at, data) in segments {
            let at = at - base;
            bytes.resize(bytes.len().max(at + data.len()), 0);
            bytes
                .get_mut(at..at + data.len())
                .context("a segment")?
                .copy_from_slice(data);
        }
        Ok(Self { base, bytes })
    }

    fn all(&self) -> Range<usize> {
        self.base..self.base + self.bytes.len()
    }

    /// The part of it that the image has, which ends where there are zeros alone.
    fn within(&self, range: &Range<usize>) -> Range<usize> {
        let within = |at: usize| at.saturating_sub(self.base).min(self.bytes.len());
        within(range.start)..within(range.end)
    }

    /// What lies between the pieces.
    fn outside(&self, pieces: &[Range<usize>]) -> Vec<Range<usize>> {
        let ends = pieces.iter().map(|piece| piece.end);
        let starts = pieces.iter().map(|piece| piece.start);
        let Range { start, end } = self.all();
        let between = [start].into_iter().chain(ends).zip(starts.chain([end]));
        between
            .map(|(from, to)| from..to)
            .filter(|range| !range.is_empty())
            .collect()
    }

    fn words(&self, ranges: &[Range<usize>]) -> Vec<usize> {
        let words = |range: &Range<usize>| {
            let start = range.start.max(self.base);
            let skip = start.next_multiple_of(WORD) - start;
            let (words, _) = self
                .bytes
                .get(self.within(range))
                .unwrap_or_default()
                .get(skip..)
                .unwrap_or_default()
                .as_chunks::<WORD>();
            words
                .iter()
                .map(|word| u32::from_le_bytes(*word) as usize)
                .collect::<Vec<_>>()
        };
        ranges.iter().flat_map(words).collect()
    }

    /// The pieces that these addresses lead to, but for some.
    fn reached(&self, pieces: &[Range<usize>], from: Vec<usize>, but: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut next = from;
        while let Some(address) = next.pop() {
            let after = pieces.partition_point(|piece| piece.start <= address);
            let Some(at) = after.checked_sub(1) else { continue };
            if let Some(piece) = pieces.get(at).filter(|piece| piece.contains(&address))
                && !but.contains(&at)
                && reached.insert(at)
            {
                next.extend(self.words(std::slice::from_ref(piece)));
            }
        }
        reached
    }

    /// These ranges, as segments, without what is zero. No segment reaches beyond a range: what lies there is somebody else's, who may
    /// have written in it by now.
    fn section(&self, ranges: &[Range<usize>]) -> Result<DataSection> {
        let mut section = DataSection::new();
        for range in ranges {
            let mut left = self.bytes.get(self.within(range)).unwrap_or_default();
            let mut place = range.start.max(self.base);
            while let Some(start) = left.iter().position(|byte| *byte != 0) {
                left = left.get(start..).unwrap_or_default();
                place += start;
                let gap = left
                    .windows(GAP)
                    .position(|zeros| zeros.iter().all(|byte| *byte == 0));
                let last = left
                    .iter()
                    .rposition(|byte| *byte != 0)
                    .map_or(0, |last| last + 1);
                let length = gap.unwrap_or(last).min(last);
                let (these, rest) = left.split_at_checked(length).unwrap_or_default();
                let at = ConstExpr::i32_const(i32::try_from(place)?);
                section.active(0, &at, these.iter().copied());
                (left, place) = (rest, place + length);
            }
        }
        Ok(section)
    }
}

/// In order, those that touch as one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| last.end == range.start) {
            Some(last) => last.end = range.end,
            None => joined.push(range),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, Function, FunctionSection, Instruction as I, Module, TypeSection};

    use super::*;
    use crate::build::wasm::memory;

    const BASE: usize = 1_024;

    /// What the module's functions look at, and its data, which lies from 1024 on.
    fn module(looks: &[&[I<'static>]], data: &[u8]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for steps in looks {
            functions.function(0);
            let mut body = Function::new([]);
            for step in *steps {
                body.instruction(step).instruction(&I::Drop);
            }
            body.instruction(&I::End);
            code.function(&body);
        }
        let mut section = DataSection::new();
        section.active(0, &ConstExpr::i32_const(1_024), data.iter().copied());
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&memory(1));
        module.section(&code).section(&section);
        module.finish()
    }

    /// Where bytes are, that are not zero, and which.
    fn told(section: &DataSection) -> Vec<(usize, Vec<u8>)> {
        let mut module = Module::new();
        module.section(section);
        let module = module.finish();
        let whole = Whole::read(&module).unwrap();
        let place = |kind: &DataKind<'_>| match kind {
            DataKind::Active { offset_expr, .. } => match offset_expr.get_operators_reader().read() {
                Ok(Operator::I32Const { value }) => usize::try_from(value).unwrap(),
                other => panic!("{other:?}"),
            },
            DataKind::Passive => panic!("no place"),
        };
        whole
            .data
            .iter()
            .map(|data| (place(&data.kind), data.data.to_vec()))
            .collect()
    }

    #[test]
    fn what_the_rest_alone_comes_upon_it_brings_and_what_nobody_does_is_left_out() {
        // Five pieces of sixteen bytes, of which the second has the fourth's address; two bytes that are no piece's; and a piece of zeros.
        let mut data = Vec::new();
        for (letter, address) in [(b'a', 0), (b'b', BASE + 48), (b'c', 0), (b'd', 0), (b'e', 0)] {
            data.extend([letter; 8]);
            data.extend(u32::try_from(address).unwrap().to_le_bytes());
            data.extend([0; 4]);
        }
        data.extend([7, 7]);
        let pieces = [0, 16, 32, 48, 64, 4_096].map(|at| BASE + at..BASE + at + 16);
        let third = I::I32Load(MemArg {
            offset: 1_060,
            align: 2,
            memory_index: 0,
        });
        // Nobody has the fifth: where the fourth ends is not where it begins.
        let module = module(
            &[
                &[I::I32Const(1_027)],
                &[I::I32Const(1_024), I::I32Const(1_040)],
                &[third],
            ],
            &data,
        );
        let whole = Whole::read(&module).unwrap();
        let [first, rest] = shares(&whole, &pieces, |of| of > 0).unwrap();
        let outside = (BASE + 80, vec![7, 7]);
        assert_eq!(told(&first), [(BASE, vec![b'a'; 8]), outside.clone()]);
        assert_eq!(told(&rest), [(BASE + 16, data[16..56].to_vec())]);
        let [_, rest] = shares(&whole, &pieces, |of| of == 1).unwrap();
        // Between them lies what the first has.
        assert_eq!(
            told(&rest),
            [
                (BASE + 16, data[16..26].to_vec()),
                (BASE + 48, data[48..56].to_vec())
            ]
        );
        let [first, rest] = shares(&whole, &pieces, |of| of > 1).unwrap();
        let both = [data[..26].to_vec(), vec![0; 22], data[48..56].to_vec()].concat();
        assert_eq!(told(&rest), [(BASE + 32, vec![b'c'; 8])]);
        assert_eq!(
            told(&first),
            [
                (BASE, both[..26].to_vec()),
                (BASE + 48, both[48..].to_vec()),
                outside
            ]
        );
    }
}
