//! A module as it travels: what is alike stands together, which compresses better than steps and their numbers by turns.
//!
//! A module's code is steps, each followed by numbers: which local, which function, how far from a pointer. Compression finds little in
//! such a mixture. Here every kind of number is a stream of its own, and so are the steps; what is known from elsewhere (how a
//! load is aligned, who is called next) is left out. `widget/js/unpack.js` puts it together again. docs/adr/0037 has the figures.
//!
//! Invariant: what `unpack` makes of it is, byte for byte, the module. Whatever this does not know, it refuses.

use anyhow::{Result, bail, ensure};

use super::wasm::{self, Bytes, Module};

/// Streams. `unpack` has the same numbers.
mod of {
    /// The sections but for the code, and how many there are of everything.
    pub const HEAD: usize = 0;
    pub const STEPS: usize = 1;
    /// Nothing, where who is called is next; else their number and one.
    pub const CALLED: usize = 2;
    pub const BLOCK: usize = 3;
    pub const BRANCH: usize = 4;
    pub const TYPE: usize = 5;
    pub const TABLE: usize = 6;
    pub const SET: usize = 7;
    pub const GLOBAL: usize = 8;
    pub const LOAD: usize = 9;
    pub const STORE: usize = 10;
    pub const SELDOM: usize = 11;
    pub const LONG: usize = 12;
    pub const LOCALS: usize = 13;
    pub const BRANCHES: usize = 14;
    /// Constants of three bytes; of four and five come after.
    pub const CONSTANT: usize = 15;
    /// What stands in tables: how far from the one before, or nothing, where it is next.
    pub const LISTED: usize = 18;
    /// One for each kind of step that comes next; then as many for constants of one byte, and of two.
    pub const GET: usize = 20;
    pub const ALL: usize = GET + 3 * super::KINDS;
}

/// Steps that WebAssembly does not have: a constant of two to five bytes; a load or a store that is aligned as it is not as a rule;
/// the next number, and a call of that place of a table.
const LONGER: u8 = 0xe0;
const ALIGNED: u8 = 0xe8;
const PLACE: u8 = 0xef;

/// From the first load to the last store: how it is aligned as a rule.
const RULE: [u8; 23] = [
    2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2,
];
const FIRST_LOAD: u8 = 0x28;

/// What kind of step it is, for the one before.
const fn kind(sign: u8) -> usize {
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
const KINDS: usize = 7;

struct Step<'a> {
    is: u8,
    numbers: Vec<&'a [u8]>,
}

struct Pack {
    streams: Vec<Vec<u8>>,
    /// Who is called for the first time is next.
    next: usize,
    place: usize,
}

pub fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    let module = Module::read(bytes)?;
    let next = first_listed(&module)?;
    let mut pack = Pack {
        streams: vec![Vec::new(); of::ALL],
        next,
        place: 0,
    };
    pack.put(of::HEAD, bytes.get(..8).unwrap_or_default());
    for (kind, content) in &module.sections {
        pack.put(of::HEAD, &[*kind]);
        let mut content = Bytes::of(content);
        match *kind {
            wasm::ELEMENTS => pack.elements(&mut content)?,
            wasm::CODE => pack.code(&mut content)?,
            _ => {
                pack.number(of::HEAD, content.rest().len());
                pack.put(of::HEAD, content.rest());
            }
        }
    }
    let mut out = Vec::new();
    put_back(&mut out, bytes.len());
    put_back(&mut out, next);
    put_back(&mut out, pack.streams.len());
    for stream in &pack.streams {
        put_back(&mut out, stream.len());
    }
    out.extend(pack.streams.concat());
    Ok(out)
}

/// The high part first.
fn put_back(out: &mut Vec<u8>, number: usize) {
    let mut digits = vec![u8::try_from(number & 127).unwrap_or_default()];
    let mut left = number >> 7;
    while left > 0 {
        digits.push(u8::try_from(left & 127).unwrap_or_default() | 128);
        left >>= 7;
    }
    out.extend(digits.iter().rev());
}

impl Pack {
    fn put(&mut self, stream: usize, bytes: &[u8]) {
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.extend(bytes);
        }
    }

    fn number(&mut self, stream: usize, number: usize) {
        let mut bytes = Vec::new();
        put_back(&mut bytes, number);
        self.put(stream, &bytes);
    }

    fn called(&mut self, function: usize) {
        if function == self.next {
            self.next += 1;
            self.number(of::CALLED, 0);
        } else {
            self.number(of::CALLED, function + 1);
        }
    }

    fn elements(&mut self, content: &mut Bytes<'_>) -> Result<()> {
        let count = content.number()?;
        self.number(of::HEAD, count);
        for _ in 0..count {
            let before = listing(content)?;
            self.number(of::HEAD, before.len());
            self.put(of::HEAD, before);
            let functions = content.number()?;
            self.number(of::HEAD, functions);
            let mut last = 0;
            for _ in 0..functions {
                let function = content.number()?;
                if function == self.next {
                    self.next += 1;
                    self.number(of::LISTED, 0);
                } else if function > last {
                    self.number(of::LISTED, 2 * (function - last));
                } else {
                    self.number(of::LISTED, 2 * (last - function) + 1);
                }
                last = function;
            }
        }
        Ok(())
    }

    fn code(&mut self, content: &mut Bytes<'_>) -> Result<()> {
        let count = content.number()?;
        self.number(of::HEAD, count);
        for _ in 0..count {
            let mut body = Bytes::of(content.block()?);
            let locals = body.number()?;
            self.number(of::LOCALS, locals);
            for _ in 0..2 * locals {
                let number = number(&mut body)?;
                self.put(of::LOCALS, number);
            }
            let mut steps = Vec::new();
            while !body.is_done() {
                steps.push(step(&mut body)?);
            }
            self.steps(&steps);
        }
        Ok(())
    }

    fn steps(&mut self, steps: &[Step<'_>]) {
        let mut left = steps.iter().peekable();
        while let Some(step) = left.next() {
            let (sign, kind) = (step.sign(), left.peek().map_or(0, |next| kind(next.sign())));
            match (step.is, step.numbers.as_slice()) {
                (0x41, [number]) => {
                    if let Some(call) = left.next_if(|next| next.is == 0x11 && value(number) == self.place) {
                        self.place += 1;
                        self.put(of::STEPS, &[PLACE]);
                        self.by_table(&call.numbers);
                        continue;
                    }
                    self.put(of::STEPS, &[sign]);
                    let stream = match number.len() {
                        long @ 1..=2 => of::GET + long * KINDS + kind,
                        long => of::CONSTANT + long - 3,
                    };
                    self.put(stream, number);
                }
                (0x28..=0x3e, [_, offset]) => {
                    if sign != step.is {
                        self.put(of::STEPS, &[sign]);
                    }
                    self.put(of::STEPS, &[step.is]);
                    self.put(if step.is < 0x36 { of::LOAD } else { of::STORE }, offset);
                }
                (0x10, [function]) => {
                    self.put(of::STEPS, &[sign]);
                    self.called(value(function));
                }
                (0x11, numbers) => {
                    self.put(of::STEPS, &[sign]);
                    self.by_table(numbers);
                }
                (0x0e, [count, labels @ ..]) => {
                    self.put(of::STEPS, &[sign]);
                    self.number(of::BRANCHES, value(count));
                    labels.iter().for_each(|label| self.put(of::BRANCHES, label));
                }
                (0xfc, [which, numbers @ ..]) => {
                    self.put(of::STEPS, &[sign]);
                    self.put(of::SELDOM, which);
                    self.number(of::SELDOM, numbers.len());
                    numbers.iter().for_each(|number| self.put(of::SELDOM, number));
                }
                (is, numbers) => {
                    self.put(of::STEPS, &[sign]);
                    let stream = match is {
                        0x02..=0x04 => of::BLOCK,
                        0x0c | 0x0d => of::BRANCH,
                        0x20 => of::GET + kind,
                        0x21 | 0x22 => of::SET,
                        0x23 | 0x24 => of::GLOBAL,
                        0x25 | 0x26 => of::TABLE,
                        0x42..=0x44 => of::LONG,
                        _ => of::SELDOM,
                    };
                    numbers.iter().for_each(|number| self.put(stream, number));
                }
            }
        }
    }

    fn by_table(&mut self, numbers: &[&[u8]]) {
        for (stream, number) in [of::TYPE, of::TABLE].into_iter().zip(numbers) {
            self.put(stream, number);
        }
    }
}

impl Step<'_> {
    /// What stands for it first.
    fn sign(&self) -> u8 {
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

/// The first function of the module's own that a table has. Those that follow it are what it has next, and then those that are called.
fn first_listed(module: &Module<'_>) -> Result<usize> {
    let own = module.imported()?;
    for (_, content) in module.sections.iter().filter(|(kind, _)| *kind == wasm::ELEMENTS) {
        let mut content = Bytes::of(content);
        for _ in 0..content.number()? {
            listing(&mut content)?;
            for _ in 0..content.number()? {
                let function = content.number()?;
                if function >= own {
                    return Ok(function);
                }
            }
        }
    }
    Ok(own)
}

/// What stands before a table's functions: which table, and from which place.
fn listing<'a>(content: &mut Bytes<'a>) -> Result<&'a [u8]> {
    let start = content.rest();
    let kind = content.number()?;
    ensure!(kind == 0 || kind == 2, "elements of another kind");
    if kind == 2 {
        content.number()?;
    }
    ensure!(content.byte()? == 0x41, "elements at a place that is computed");
    number(content)?;
    ensure!(content.byte()? == 0x0b, "elements at a place that is computed");
    ensure!(
        kind == 0 || content.byte()? == 0,
        "elements that are no functions"
    );
    Ok(start
        .get(..start.len() - content.rest().len())
        .unwrap_or_default())
}

fn value(number: &[u8]) -> usize {
    number
        .iter()
        .rev()
        .fold(0, |sum, byte| sum << 7 | usize::from(byte & 127))
}

/// A number as it stands.
fn number<'a>(bytes: &mut Bytes<'a>) -> Result<&'a [u8]> {
    let start = bytes.rest();
    while bytes.byte()? > 127 {}
    Ok(start.get(..start.len() - bytes.rest().len()).unwrap_or_default())
}

fn step<'a>(bytes: &mut Bytes<'a>) -> Result<Step<'a>> {
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

#[cfg(test)]
mod tests;
