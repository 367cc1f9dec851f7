//! Shorter names between a module and its glue.
//!
//! wasm-bindgen names each import and export after what it does, and after its own hash. Nobody reads them, both files
//! carry them, and hashes do not compress: the widget is 4 KB smaller without.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use super::wasm::{self, Bytes, Module, put_number, put_text};

/// The glue calls the module by this name.
const MODULE: &str = "wasm.";

/// Renames every import and export in both.
pub fn shorten(module: &Module<'_>, glue: &str) -> Result<(Vec<u8>, String)> {
    let mut names = Names::default();
    let mut out = Vec::new();
    for (section, content) in &module.sections {
        let content = match *section {
            wasm::IMPORTS => imports(&mut Bytes::of(content), glue, &mut names)?,
            wasm::EXPORTS => exports(&mut Bytes::of(content), &mut names)?,
            // Names and notes: nothing that a browser needs.
            wasm::CUSTOM => continue,
            _ => content.to_vec(),
        };
        out.push((*section, content));
    }
    Ok((wasm::write(&out), names.in_glue(glue)))
}

/// What needs no conversion is imported from a script of ours itself, and there it is called as it is called.
fn is_whole(module: &str, glue: &str) -> bool {
    glue.lines()
        .any(|line| line.starts_with("import * as ") && line.contains(&format!("\"{module}\"")))
}

fn imports(from: &mut Bytes<'_>, glue: &str, names: &mut Names) -> Result<Vec<u8>> {
    let count = from.number()?;
    let mut out = Vec::new();
    put_number(&mut out, count);
    for _ in 0..count {
        let module = from.text()?;
        put_text(&mut out, &names.imported(module));
        let name = from.text()?;
        if is_whole(module, glue) {
            put_text(&mut out, name);
        } else {
            put_text(&mut out, &names.imported(name));
        }
        // wasm-bindgen imports functions: their type follows.
        let kind = from.byte()?;
        ensure!(kind == 0, "an import that is not a function");
        out.push(kind);
        put_number(&mut out, from.number()?);
    }
    Ok(out)
}

fn exports(from: &mut Bytes<'_>, names: &mut Names) -> Result<Vec<u8>> {
    let count = from.number()?;
    let mut out = Vec::new();
    put_number(&mut out, count);
    for _ in 0..count {
        let name = names.exported(from.text()?);
        put_text(&mut out, &name);
        out.push(from.byte()?);
        put_number(&mut out, from.number()?);
    }
    Ok(out)
}

/// From long to short, for each direction.
#[derive(Default)]
struct Names {
    imported: BTreeMap<String, String>,
    exported: BTreeMap<String, String>,
}

impl Names {
    fn imported(&mut self, long: &str) -> String {
        let next = short(self.imported.len());
        self.imported.entry(long.to_owned()).or_insert(next).clone()
    }

    fn exported(&mut self, long: &str) -> String {
        let next = short(self.exported.len());
        self.exported.entry(long.to_owned()).or_insert(next).clone()
    }

    /// Imports stand in the glue as keys of objects; exports as properties of the module.
    fn in_glue(&self, glue: &str) -> String {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
        let mut glue = glue.to_owned();
        for (long, short) in &self.imported {
            // A module's name is a path, and so in quotes.
            glue = glue.replace(&format!("\"{long}\":"), &format!("{short}:"));
        }
        let mut out = String::with_capacity(glue.len());
        let mut rest = glue.as_str();
        while let Some(at) = rest.find(is_name) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let (name, after) = from.split_at(from.find(|c| !is_name(c)).unwrap_or(from.len()));
            let known = if out.ends_with(MODULE) {
                self.exported.get(name)
            } else {
                self.imported.get(name).filter(|_| after.starts_with(':'))
            };
            out.push_str(known.map_or(name, String::as_str));
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// `a`, `b`, … `z`, `ba`, …: a name in every language.
pub fn short(mut index: usize) -> String {
    let mut name = String::new();
    loop {
        let letter = u8::try_from(index % 26).unwrap_or_default();
        name.insert(0, char::from(b'a' + letter));
        index /= 26;
        if index == 0 {
            return name;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_get_the_same_short_names_and_nothing_else_changes() {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend([
            wasm::IMPORTS,
            13,
            1,
            4,
            b'.',
            b'/',
            b'a',
            b'b',
            4,
            b'_',
            b'_',
            b'l',
            b'g',
            0,
            3,
        ]);
        module.extend([wasm::EXPORTS, 9, 1, 5, b's', b't', b'a', b'r', b't', 0, 0]);
        assert!(is_whole("./ab", "import * as import1 from \"./ab\"\n"));
        let glue =
            r#"function start() { wasm.start(); } return { "./ab": { __lg: function(start) {} }, x: __lg };"#;
        let (module, glue) = shorten(&Module::read(&module).unwrap(), glue).unwrap();
        assert_eq!(
            glue,
            r#"function start() { wasm.a(); } return { a: { b: function(start) {} }, x: __lg };"#
        );
        assert_eq!(
            module,
            [
                b"\0asm\x01\0\0\0".as_slice(),
                &[2, 7, 1, 1, b'a', 1, b'b', 0, 3],
                &[7, 5, 1, 1, b'a', 0, 0]
            ]
            .concat()
        );
    }
}
