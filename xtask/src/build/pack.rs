//! A module as it travels: what is alike stands together, which compresses better than steps and their numbers by turns.
//!
//! A module's code is steps, each followed by numbers: which local, which function, how far from a pointer. Compression finds little in
//! such a mixture. Here every kind of number is a stream of its own, and so are the steps; what is known from elsewhere (how a
//! load is aligned, who is called next) is left out. `widget/js/unpack.js` puts it together again, while it comes: the streams are
//! those of a frame, and a frame is a stretch of the module. docs/adr/0037 has the figures.
//!
//! Invariant: what `unpack` makes of it is, byte for byte, the module. Whatever this does not know, it refuses.

use anyhow::{Result, ensure};

use super::wasm::{self, Bytes, Module};
use step::{KINDS, PLACE, Step, kind, number, step, value};

mod step;
#[cfg(test)]
mod tests;

/// Streams. `unpack` has the same numbers.
mod of {
    /// The sections but for tables and code, and how many there are of everything.
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

/// Before the length of a frame: no module begins so.
const FRAME: u32 = 1 << 24;
/// A frame of functions ends after so many bytes of the module.
const ENOUGH: usize = 66_000;

struct Pack {
    /// The frames that are whole.
    out: Vec<u8>,
    /// Of the frame that is being filled.
    streams: Vec<Vec<u8>>,
    /// How many of the module's bytes it gives.
    gives: usize,
    /// Who is called for the first time is next.
    next: usize,
    place: usize,
}

pub fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    in_frames(bytes, ENOUGH)
}

fn in_frames(bytes: &[u8], enough: usize) -> Result<Vec<u8>> {
    let module = Module::read(bytes)?;
    let mut pack = Pack {
        out: Vec::new(),
        streams: vec![Vec::new(); of::ALL],
        gives: 0,
        next: first_listed(&module)?,
        place: 0,
    };
    pack.number(of::HEAD, pack.next);
    // What has come and travels as it stands.
    let mut plain = bytes.get(..8).unwrap_or_default().to_vec();
    for (kind, content) in &module.sections {
        plain.push(*kind);
        wasm::put_number(&mut plain, content.len());
        let mut content = Bytes::of(content);
        match *kind {
            wasm::ELEMENTS => pack.elements(&mut plain, &mut content)?,
            wasm::CODE => pack.code(&mut plain, &mut content, enough)?,
            _ => plain.extend(content.rest()),
        }
    }
    pack.begin(&mut plain, 0);
    pack.end()?;
    Ok(pack.out)
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

    /// A frame: what stands plainly, so many tables, and functions.
    fn begin(&mut self, plain: &mut Vec<u8>, tables: usize) {
        self.number(of::HEAD, plain.len());
        self.put(of::HEAD, plain);
        self.number(of::HEAD, tables);
        self.gives += plain.len();
        plain.clear();
    }

    fn end(&mut self) -> Result<()> {
        let mut frame = Vec::new();
        put_back(&mut frame, self.gives);
        for stream in &self.streams {
            put_back(&mut frame, stream.len());
        }
        for stream in &mut self.streams {
            frame.append(stream);
        }
        self.gives = 0;
        let length = u32::try_from(frame.len())?;
        ensure!(length < FRAME, "a frame that is too long");
        self.out.extend((FRAME | length).to_be_bytes());
        self.out.append(&mut frame);
        Ok(())
    }

    fn called(&mut self, function: usize) {
        if function == self.next {
            self.next += 1;
            self.number(of::CALLED, 0);
        } else {
            self.number(of::CALLED, function + 1);
        }
    }

    fn elements(&mut self, plain: &mut Vec<u8>, content: &mut Bytes<'_>) -> Result<()> {
        let count = content.number()?;
        wasm::put_number(plain, count);
        self.begin(plain, count);
        self.gives += content.rest().len();
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
        self.end()
    }

    fn code(&mut self, plain: &mut Vec<u8>, content: &mut Bytes<'_>, enough: usize) -> Result<()> {
        let count = content.number()?;
        wasm::put_number(plain, count);
        self.begin(plain, 0);
        for _ in 0..count {
            if self.gives > enough {
                self.end()?;
                self.begin(plain, 0);
            }
            let before = content.rest().len();
            let mut body = Bytes::of(content.block()?);
            self.gives += before - content.rest().len();
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
        self.end()
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
