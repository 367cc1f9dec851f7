//! A module's bytes: its sections, its numbers, its functions' names.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

/// Kinds of sections.
pub const CUSTOM: u8 = 0;
pub const TYPES: u8 = 1;
pub const IMPORTS: u8 = 2;
pub const FUNCTIONS: u8 = 3;
pub const EXPORTS: u8 = 7;
pub const ELEMENTS: u8 = 9;
pub const CODE: u8 = 10;
pub const DATA: u8 = 11;

const HEADER: [u8; 8] = *b"\0asm\x01\0\0\0";

pub struct Module<'a> {
    pub sections: Vec<(u8, &'a [u8])>,
}

impl<'a> Module<'a> {
    pub fn read(module: &'a [u8]) -> Result<Self> {
        let mut bytes = Bytes::of(module);
        ensure!(bytes.take(HEADER.len())? == HEADER, "this is no module");
        let mut sections = Vec::new();
        while !bytes.is_done() {
            let kind = bytes.byte()?;
            sections.push((kind, bytes.block()?));
        }
        Ok(Self { sections })
    }

    /// A section that stands at most once; an absent one has nothing in it.
    fn section(&self, kind: u8) -> Bytes<'a> {
        let found = self.sections.iter().find(|(is, _)| *is == kind);
        Bytes::of(found.map_or(&[0], |(_, content)| content))
    }

    /// How many functions come from outside: they have the first numbers.
    pub fn imported(&self) -> Result<usize> {
        // The glue's other imports are exports: the memory and the tables are the module's own.
        self.section(IMPORTS).number()
    }

    /// What each of the module's own functions takes and returns, by the number of its type.
    pub fn types(&self) -> Result<Vec<usize>> {
        let mut bytes = self.section(FUNCTIONS);
        (0..bytes.number()?).map(|_| bytes.number()).collect()
    }

    /// How many values each type returns.
    pub fn results(&self) -> Result<Vec<usize>> {
        let mut bytes = self.section(TYPES);
        let count = bytes.number()?;
        let read = |_| {
            ensure!(bytes.byte()? == 0x60, "a type that is not a function's");
            // A byte is a value.
            bytes.block()?;
            Ok(bytes.block()?.len())
        };
        (0..count).map(read).collect()
    }

    /// The module's own functions, as they stand in the code section.
    pub fn bodies(&self) -> Result<Vec<&'a [u8]>> {
        let mut bytes = self.section(CODE);
        (0..bytes.number()?).map(|_| bytes.block()).collect()
    }

    /// What the functions are called, by number, imported ones first: for people.
    pub fn names(&self) -> Result<BTreeMap<usize, &'a str>> {
        let mut names = BTreeMap::new();
        for (_, content) in self.sections.iter().filter(|(kind, _)| *kind == CUSTOM) {
            let mut bytes = Bytes::of(content);
            if bytes.text()? != "name" {
                continue;
            }
            while !bytes.is_done() {
                let of_functions = bytes.byte()? == 1;
                let mut part = Bytes::of(bytes.block()?);
                if of_functions {
                    for _ in 0..part.number()? {
                        names.insert(part.number()?, part.text()?);
                    }
                }
            }
        }
        Ok(names)
    }
}

pub fn write(sections: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut out = HEADER.to_vec();
    for (kind, content) in sections {
        out.push(*kind);
        put_number(&mut out, content.len());
        out.extend(content);
    }
    out
}

pub struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    pub fn of(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .context("the module ends early")?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn byte(&mut self) -> Result<u8> {
        self.take(1)?.first().copied().context("the module ends early")
    }

    /// LEB128.
    pub fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 127) << shift;
            if byte < 128 {
                return Ok(number);
            }
        }
        anyhow::bail!("a number that does not end")
    }

    /// So many bytes as are said before them.
    pub fn block(&mut self) -> Result<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }

    pub fn text(&mut self) -> Result<&'a str> {
        Ok(std::str::from_utf8(self.block()?)?)
    }
}

pub fn put_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 127).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            return out.push(low);
        }
        out.push(low | 128);
    }
}

pub fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len());
    out.extend(text.as_bytes());
}

/// A memory of so many pages, for modules that tests make.
#[cfg(test)]
pub fn memory(pages: u64) -> wasm_encoder::MemorySection {
    let mut memories = wasm_encoder::MemorySection::new();
    memories.memory(wasm_encoder::MemoryType {
        minimum: pages,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    memories
}
