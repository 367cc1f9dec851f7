//! Panics without words: a place that can panic traps, and says nothing.
//!
//! A panic ends in a trap in any case. The texts before it, and the code that writes them, are a twentieth of the module, and
//! no fan reads them. Whoever looks after the app finds the place by the trap's stack, which names functions by number: the
//! build keeps `first.functions` and `rest.functions` for that, and the same sources give the same numbers everywhere.
//!
//! Invariant: what returns still returns. Only functions that never do lose their body; `{:?}` writes nothing; setting a hook
//! for panics does nothing.

pub mod unread;

use std::collections::BTreeSet;
use std::ops::Range;

use anyhow::{Result, ensure};

use super::wasm::{self, Bytes, Module, put_number};

/// What the standard library calls where it gives up. None of them returns.
const LAST_WORDS: [&str; 17] = [
    "__rustc::rust_begin_unwind",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "console_error_panic_hook::hook",
    "core::cell::panic_already_borrowed",
    "core::cell::panic_already_mutably_borrowed",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::index::slice_index_fail",
    "core::str::slice_error_fail",
    "core::str::slice_error_fail_rt",
    "std::panicking::panic_handler",
    "std::panicking::panic_with_hook",
    "std::thread::local::panic_access_error",
];

/// No locals; `unreachable`; the end.
const TRAP: [u8; 3] = [0, 0x00, 0x0b];
/// `i32.const 0`: this is how `Ok(())` is returned.
const OK: [u8; 4] = [0, 0x41, 0, 0x0b];
const NOTHING: [u8; 2] = [0, 0x0b];

/// The module as the linker has written it, without what panics say, and without the data that nobody reads then.
pub fn panics(linked: &[u8]) -> Result<Vec<u8>> {
    let module = Module::read(linked)?;
    let (names, imported) = (module.names()?, module.imported()?);
    let (types, results) = (module.types()?, module.results()?);
    let mut code = Vec::new();
    let mut silenced = BTreeSet::new();
    let bodies = module.bodies()?;
    put_number(&mut code, bodies.len());
    for (index, body) in bodies.iter().enumerate() {
        let name = names
            .get(&(index + imported))
            .map_or_else(String::new, |name| plain(name));
        let results = types.get(index).and_then(|of| results.get(*of));
        let body = match instead(&name) {
            Some(short) => {
                let fits = short != NOTHING || results == Some(&0);
                ensure!(
                    fits && (short != OK || results == Some(&1)),
                    "{name} is of another type than expected"
                );
                silenced.insert(index + imported);
                short
            }
            None => body,
        };
        put_number(&mut code, body.len());
        code.extend(body);
    }
    let unread = unread::ranges(linked, &silenced)?;
    // What the linker says of addresses is true of what it wrote alone.
    let stays = |(kind, content): &&(u8, &[u8])| {
        let name = Bytes::of(content).text().unwrap_or_default();
        *kind != wasm::CUSTOM || !(name == "linking" || name.starts_with("reloc."))
    };
    let sections = module
        .sections
        .iter()
        .filter(stays)
        .map(|(kind, content)| match *kind {
            wasm::CODE => Ok((*kind, std::mem::take(&mut code))),
            wasm::DATA => Ok((*kind, without(content, &unread)?)),
            _ => Ok((*kind, content.to_vec())),
        });
    Ok(wasm::write(&sections.collect::<Result<Vec<_>>>()?))
}

/// As it stands in the source, without the compiler's hashes.
pub fn plain(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

fn instead(name: &str) -> Option<&'static [u8]> {
    let is = |known: &&str| name == *known || (known.ends_with("::") && name.starts_with(*known));
    if LAST_WORDS.iter().any(is) {
        Some(&TRAP)
    } else if name.ends_with(" as core::fmt::Debug>::fmt") {
        Some(&OK)
    } else if name == "std::panicking::set_hook" {
        Some(&NOTHING)
    } else {
        None
    }
}

/// A place in a source, as panics have it in memory: where its file's name is, its length, the line, the column.
const PLACE: usize = 16;

/// The data section, with zeros for the places, for the files' names, and for what nobody reads.
fn without(section: &[u8], unread: &[Range<usize>]) -> Result<Vec<u8>> {
    let mut bytes = Bytes::of(section);
    let count = bytes.number()?;
    let mut out = Vec::new();
    put_number(&mut out, count);
    for _ in 0..count {
        let start = bytes.rest();
        ensure!(
            bytes.take(2)? == [0, 0x41],
            "a data segment that is not at a place of its own"
        );
        let base = bytes.number()?;
        ensure!(bytes.byte()? == 0x0b, "a data segment's place is computed");
        out.extend(start.get(..start.len() - bytes.rest().len()).unwrap_or_default());
        let mut data = bytes.block()?.to_vec();
        blank(&mut data, base);
        let within = |at: &usize| at.checked_sub(base);
        for Range { start, end } in unread {
            if let (Some(start), Some(end)) = (within(start), within(end))
                && let Some(bytes) = data.get_mut(start..end)
            {
                bytes.fill(0);
            }
        }
        put_number(&mut out, data.len());
        out.extend(data);
    }
    Ok(out)
}

fn blank(data: &mut [u8], base: usize) {
    let mut gone = Vec::new();
    for at in (0..data.len()).step_by(4) {
        if let Some(file) = data.get(at..at + PLACE).and_then(|place| file(place, data, base)) {
            gone.push(at..at + PLACE);
            gone.push(file);
        }
    }
    for range in gone {
        data.get_mut(range).into_iter().for_each(|bytes| bytes.fill(0));
    }
}

/// The range of the file's name, if these bytes are a place.
fn file(place: &[u8], data: &[u8], base: usize) -> Option<Range<usize>> {
    let word = |at: usize| Some(u32::from_le_bytes(place.get(at..at + 4)?.try_into().ok()?) as usize);
    let start = word(0)?.checked_sub(base)?;
    let range = start..start.checked_add(word(4)?)?;
    let name = std::str::from_utf8(data.get(range.clone())?).ok()?;
    let is_file = name.trim_end_matches('\0').ends_with(".rs") && !name.contains(char::is_whitespace);
    (is_file && word(8)? > 0 && word(12)? > 0).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A section of so many entries.
    fn list(entries: &[Vec<u8>]) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, entries.len());
        out.extend(entries.concat());
        out
    }

    fn block(content: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        put_number(&mut out, content.len());
        out.extend(content);
        out
    }

    #[test]
    fn what_panics_traps_what_debugs_writes_nothing_and_everything_else_stays() {
        let called = [
            "core::panicking::panic_fmt",
            "<char as core::fmt::Debug>::fmt",
            "widget::boot::start",
        ];
        let entry = |(at, name): (u8, &&str)| [vec![at], block(name.as_bytes())].concat();
        let entries: Vec<_> = (0..).zip(&called).map(entry).collect();
        let names = [block(b"name"), vec![1], block(&list(&entries))].concat();
        let module = |bodies: [&[u8]; 3], data: &[u8]| {
            wasm::write(&[
                (
                    wasm::TYPES,
                    list(&[vec![0x60, 0, 0], vec![0x60, 1, 0x7f, 1, 0x7f]]),
                ),
                (wasm::FUNCTIONS, list(&[vec![0], vec![1], vec![0]])),
                (wasm::CODE, list(&bodies.map(block))),
                (
                    wasm::DATA,
                    list(&[[vec![0, 0x41, 0xc0, 0, 0x0b], block(data)].concat()]),
                ),
                (wasm::CUSTOM, names.clone()),
            ])
        };
        let body: &[u8] = &[0, 0x41, 7, 0x0b];
        let place = [64, 0, 0, 0, 16, 0, 0, 0, 9, 0, 0, 0, 5, 0, 0, 0];
        let before = [b"widget/src/a.rs\0".as_slice(), &place, b"stay"].concat();
        let after = [[0; 32].as_slice(), b"stay"].concat();
        assert_eq!(
            panics(&module([body; 3], &before)).unwrap(),
            module([&TRAP, &OK, body], &after)
        );
    }
}
