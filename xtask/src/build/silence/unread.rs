//! Data that nobody reads any more: the texts of panics, tables for writing them, whatever only a silenced function had in hand.
//!
//! No tool takes data out of a module once it is linked: an address is a number like any other. Here the linker has said where each
//! address stands and of what it is (`--emit-relocs`), so what can be reached from outside is known exactly: a function by a call,
//! an export or a table, a piece of data by its address, in code or in other data.
//! Invariant: only what cannot be reached is named.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{
    DataKind, ExternalKind, KnownCustom, Linking, Operator, Parser, Payload, RelocSectionReader,
    RelocationType, SymbolInfo, TypeRef,
};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    /// By its number.
    Function(usize),
    /// By its first address.
    Data(usize),
}

/// What the linker has written.
#[derive(Default)]
struct Linked<'a> {
    imported: usize,
    /// Where the sections begin.
    sections: Vec<usize>,
    /// Where the functions' bodies stand in the file.
    bodies: Vec<Range<usize>>,
    /// The segments' addresses, and where their bytes stand in the file.
    segments: Vec<(usize, Range<usize>)>,
    roots: Vec<Thing>,
    symbols: Vec<SymbolInfo<'a>>,
    relocations: Vec<RelocSectionReader<'a>>,
}

/// Addresses at which nobody looks, in a module in which these functions have lost their body.
pub fn ranges(module: &[u8], silenced: &BTreeSet<usize>) -> Result<Vec<Range<usize>>> {
    let linked = Linked::read(module)?;
    let pieces = linked.pieces();
    let has = linked.references(&pieces, silenced)?;
    let mut reached = BTreeSet::new();
    let mut next = linked.roots.clone();
    while let Some(thing) = next.pop() {
        if reached.insert(thing) {
            next.extend(has.get(&thing).into_iter().flatten());
        }
    }
    let unread = pieces
        .into_iter()
        .filter(|(start, _)| !reached.contains(&Thing::Data(*start)));
    Ok(unread.map(|(start, end)| start..end).collect())
}

/// Where data lies that belongs together, and that is known by addresses within it alone.
pub fn pieces(module: &[u8]) -> Result<Vec<Range<usize>>> {
    let linked = Linked::read(module)?;
    let mut pieces = linked.pieces();
    for relocations in &linked.relocations {
        for entry in relocations.entries() {
            let entry = entry?;
            let of = usize::try_from(entry.index)?;
            let Some(symbol) = linked.lies(of).filter(|_| is_address(entry.ty)) else {
                continue;
            };
            let address = usize::try_from(i64::try_from(symbol.start)? + entry.addend)?;
            let known = pieces
                .range(..=symbol.start)
                .next_back()
                .map(|(start, end)| (*start, *end));
            if let Some((start, end)) = known
                && (start..end).contains(&symbol.start)
                && !(start..end).contains(&address)
            {
                pieces.remove(&start);
            }
        }
    }
    Ok(pieces.into_iter().map(|(start, end)| start..end).collect())
}

const fn is_address(kind: RelocationType) -> bool {
    matches!(
        kind,
        RelocationType::MemoryAddrLeb | RelocationType::MemoryAddrSleb | RelocationType::MemoryAddrI32
    )
}

impl<'a> Linked<'a> {
    fn read(module: &'a [u8]) -> Result<Self> {
        let mut linked = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                linked.sections.push(range.start);
            }
            linked.take(payload)?;
        }
        Ok(linked)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    self.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        self.roots.push(Thing::Function(usize::try_from(export.index)?));
                    }
                }
            }
            Payload::StartSection { func, .. } => self.roots.push(Thing::Function(usize::try_from(func)?)),
            Payload::CodeSectionEntry(body) => self.bodies.push(body.range()),
            Payload::DataSection(segments) => {
                for segment in segments {
                    let segment = segment?;
                    let DataKind::Active { offset_expr, .. } = segment.kind else {
                        bail!("a segment that has no place")
                    };
                    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                        bail!("a segment's place is computed")
                    };
                    let end = segment.range.end;
                    self.segments
                        .push((usize::try_from(value)?, end - segment.data.len()..end));
                }
            }
            Payload::CustomSection(custom) => match custom.as_known() {
                KnownCustom::Linking(parts) => {
                    for part in parts {
                        if let Linking::SymbolTable(symbols) = part? {
                            self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                        }
                    }
                }
                KnownCustom::Reloc(reader) => self.relocations.push(reader),
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    /// Where data lies that belongs together, from its first address to its end: a symbol's, or of several that overlap.
    fn pieces(&self) -> BTreeMap<usize, usize> {
        let mut all: Vec<Range<usize>> = (0..self.symbols.len())
            .filter_map(|symbol| self.lies(symbol))
            .collect();
        all.sort_by_key(|range| range.start);
        let mut pieces: BTreeMap<usize, usize> = BTreeMap::new();
        for Range { start, end } in all {
            match pieces.last_entry() {
                Some(mut last) if start < *last.get() || start == *last.key() => {
                    let longer = end.max(*last.get());
                    last.insert(longer);
                }
                _ => drop(pieces.insert(start, end)),
            }
        }
        pieces
    }

    fn lies(&self, symbol: usize) -> Option<Range<usize>> {
        let Some(SymbolInfo::Data {
            symbol: Some(defined),
            ..
        }) = self.symbols.get(symbol)
        else {
            return None;
        };
        let (base, _) = self.segments.get(usize::try_from(defined.index).ok()?)?;
        let start = base + usize::try_from(defined.offset).ok()?;
        Some(start..start + usize::try_from(defined.size).ok()?)
    }

    /// Who has whose address.
    fn references(
        &self,
        pieces: &BTreeMap<usize, usize>,
        silenced: &BTreeSet<usize>,
    ) -> Result<BTreeMap<Thing, Vec<Thing>>> {
        let piece = |address: usize| {
            let (start, end) = pieces.range(..=address).next_back()?;
            (address < *end || address == *start).then_some(Thing::Data(*start))
        };
        let mut has: BTreeMap<Thing, Vec<Thing>> = BTreeMap::new();
        for relocations in &self.relocations {
            let section = usize::try_from(relocations.section_index())?;
            let start = *self.sections.get(section).context("relocations of no section")?;
            for entry in relocations.entries() {
                let entry = entry?;
                let of = usize::try_from(entry.index)?;
                let what = match entry.ty {
                    RelocationType::FunctionIndexLeb
                    | RelocationType::TableIndexSleb
                    | RelocationType::TableIndexI32 => match self.symbols.get(of) {
                        Some(SymbolInfo::Func { index, .. }) => {
                            Some(Thing::Function(usize::try_from(*index)?))
                        }
                        _ => bail!("a call of what is no function"),
                    },
                    kind if is_address(kind) => self.lies(of).and_then(|range| piece(range.start)),
                    RelocationType::TypeIndexLeb
                    | RelocationType::GlobalIndexLeb
                    | RelocationType::TableNumberLeb => None,
                    other => bail!("relocations of an unknown kind: {other:?}"),
                };
                let Some(what) = what else { continue };
                let at = start + usize::try_from(entry.offset)?;
                let who = self.stands_in(at).and_then(|thing| match thing {
                    Thing::Function(number) => (!silenced.contains(&number)).then_some(thing),
                    Thing::Data(address) => piece(address),
                });
                if let Some(who) = who {
                    has.entry(who).or_default().push(what);
                }
            }
        }
        Ok(has)
    }

    /// In which function, or at which address, this byte of the file stands.
    fn stands_in(&self, at: usize) -> Option<Thing> {
        let after = self.bodies.partition_point(|body| body.start <= at);
        if let Some(number) = after.checked_sub(1)
            && self.bodies.get(number)?.contains(&at)
        {
            return Some(Thing::Function(number + self.imported));
        }
        let (address, bytes) = self.segments.iter().find(|(_, bytes)| bytes.contains(&at))?;
        Some(Thing::Data(address + at - bytes.start))
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, DataSymbolDefinition, ExportKind, ExportSection,
        Function, FunctionSection, LinkingSection, Module, SymbolTable, TypeSection,
    };

    use super::*;
    use crate::build::wasm::memory;

    /// Padded to five bytes, as linkers write what they may have to change.
    const LOOK: [u8; 8] = [0, 0x41, 0x80, 0x88, 0x80, 0x80, 0, 0x1a];
    const KINDS: [u8; 2] = [4, 5];

    fn relocations(section: u32, list: &[[u8; 4]]) -> Vec<u8> {
        let mut out = vec![u8::try_from(section).unwrap(), u8::try_from(list.len()).unwrap()];
        out.extend(list.concat());
        out
    }

    /// Of the third function's address, how far it is from the piece's beginning.
    fn module(far: u8) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        for _ in 0..3 {
            functions.function(0);
            let mut body = Function::new([]);
            body.raw(LOOK.into_iter().skip(1)).raw([0x0b]);
            code.function(&body);
        }
        let mut exports = ExportSection::new();
        exports.export("a", ExportKind::Func, 0);
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(1_024), [7_u8; 40]);
        let mut symbols = SymbolTable::new();
        // 0 to 4: what the export has, what that has in turn, what the silenced has, what nobody has, and the first once more.
        for (offset, size) in [(0, 8), (8, 8), (16, 8), (24, 8), (4, 4)] {
            let index = 0;
            let defined = DataSymbolDefinition { index, offset, size };
            symbols.data(0, "piece", Some(defined));
        }
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        // The bodies are of nine bytes, each after its length, and the first after their number.
        let of_code = relocations(
            4,
            &[[KINDS[0], 4, 0, 0], [KINDS[0], 14, 2, 0], [KINDS[0], 24, 3, far]],
        );
        // The segment's bytes begin after its head; the first piece has the second's address at its end.
        let of_data = relocations(5, &[[KINDS[1], 7 + 4, 1, 0]]);
        let custom = |name, data: &Vec<u8>| CustomSection {
            name: std::borrow::Cow::Borrowed(name),
            data: std::borrow::Cow::Owned(data.clone()),
        };
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&memory(1))
            .section(&exports)
            .section(&code)
            .section(&data)
            .section(&linking)
            .section(&custom("reloc.CODE", &of_code))
            .section(&custom("reloc.DATA", &of_data));
        module.finish()
    }

    #[test]
    fn what_an_export_reaches_stays_and_what_only_the_silenced_had_is_named() {
        assert_eq!(
            ranges(&module(0), &BTreeSet::from([1])).unwrap(),
            [1_040..1_048, 1_048..1_056]
        );
    }

    #[test]
    fn what_is_known_by_an_address_that_is_not_its_own_is_no_piece() {
        let all = [1_024..1_032, 1_032..1_040, 1_040..1_048, 1_048..1_056];
        assert_eq!(pieces(&module(0)).unwrap(), all);
        assert_eq!(pieces(&module(7)).unwrap(), all);
        // Its end may be where another begins.
        assert_eq!(pieces(&module(8)).unwrap(), all[..3]);
    }
}
