//! The app's module in two: what a first visit runs, and the rest, which follows when that is there.
//!
//! Which functions are the rest's is a list that is measured (`cargo xtask profile`), and any list is right: the first part has
//! a short stand-in for each of them, which brings the rest if it is not there yet, and calls it. Both parts share one memory,
//! its tables and its globals, so that nothing in the sources knows of the border. docs/adr/0025 says why, and why so.
//!
//! Invariant: every function stands in exactly one part, and every piece of data in one at the most. The first part imports nothing
//! of the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction,
    MemorySection, RefType, StartSection, TableSection, TableType, TypeSection, ValType,
};

use wasmparser::Operator;

use super::names::short;
use plan::{Plan, by_table, type_of};
use whole::Whole;

pub mod body;
pub mod count;
mod data;
pub mod outline;
mod plan;
#[cfg(test)]
mod tests;
mod whole;

/// What the parts call each other. No name that is given elsewhere begins with a digit.
pub const EACH_OTHER: &str = "0";
/// In the first part: the global that says that the rest is there, and the function outside that brings it.
pub const THERE: &str = "0";

pub struct Part {
    pub module: Vec<u8>,
    /// What each function was in the whole, by its number here; what is new has none.
    pub was: Vec<Option<usize>>,
    /// By their numbers here, those that only stand in.
    pub stand_ins: BTreeSet<usize>,
}

/// A part names a function that is in neither.
#[derive(Debug)]
struct Missing(u32);

impl std::fmt::Display for Missing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "function {} is not in this part", self.0)
    }
}

impl std::error::Error for Missing {}

/// Whose numbers change: the functions, and the types. Every part has the types that it names, in the order in which it does.
struct Renumber {
    functions: BTreeMap<usize, u32>,
    types: Types,
}

impl Reencode for Renumber {
    type Error = Missing;

    fn function_index(&mut self, of: u32) -> Result<u32, Error<Self::Error>> {
        let found = self.functions.get(&(of as usize)).copied();
        found.ok_or(Error::UserError(Missing(of)))
    }

    fn type_index(&mut self, of: u32) -> Result<u32, Error<Self::Error>> {
        let next = self.types.len();
        Ok(*self
            .types
            .entry(of)
            .or_insert(u32::try_from(next).unwrap_or(u32::MAX)))
    }
}

/// How many of its functions a module imports: they have the first numbers.
pub fn imported(module: &[u8]) -> Result<usize> {
    Ok(Whole::read(module)?.imported())
}

/// The first part, and the rest. `pieces` are where data lies that belongs together.
pub fn split(module: &[u8], pieces: &[Range<usize>], is_rests: impl Fn(usize) -> bool) -> Result<[Part; 2]> {
    let whole = Whole::read(module)?;
    let plan = Plan::of(&whole, is_rests)?;
    let [with_first, with_rest] = data::shares(&whole, pieces, |of| plan.rest.contains(&of))?;
    Ok([
        twice(&whole, |types| first(&whole, &plan, &with_first, types))?,
        twice(&whole, |types| rest(&whole, &plan, &with_rest, types))?,
    ])
}

/// Types in the new module, by their numbers in the whole.
type Types = BTreeMap<u32, u32>;

/// Which types a part names is known when it is written. Then it is written again, with those that are alike next to each other.
fn twice(whole: &Whole<'_>, write: impl Fn(Types) -> Result<(Part, Types)>) -> Result<Part> {
    let (_, types) = write(Types::new())?;
    let mut named: Vec<u32> = types.into_keys().collect();
    named.sort_by_key(|of| {
        whole.types.get(*of as usize).map(|of| {
            let [given, back] = [of.params(), of.results()].map(|kinds| format!("{kinds:?}"));
            (of.params().len() + of.results().len(), given, back)
        })
    });
    Ok(write(named.into_iter().zip(0..).collect())?.0)
}

fn first(whole: &Whole<'_>, plan: &Plan, data: &DataSection, types: Types) -> Result<(Part, Types)> {
    let [outside, _] = &plan.outside;
    let ([own, _], places) = (&plan.own, plan.places());
    let bring = number(outside.len())?;
    let there = bring + 1 + number(own.len())?;
    let numbers = outside.iter().copied().zip(0..);
    let to = &mut Renumber {
        functions: numbers.chain(own.iter().copied().zip(bring + 1..)).collect(),
        types,
    };
    let nothing = to.type_index(number(whole.types.len())?)?;
    let (table, flag) = (number(whole.tables.len())?, number(whole.globals.len())?);

    let mut imports = import(whole, to, outside)?;
    imports.import(EACH_OTHER, THERE, EntityType::Function(nothing));
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    for of in own {
        let kind = to.type_index(type_of(whole, *of)?)?;
        functions.function(kind);
        if plan.rest.contains(of) {
            let place = *places.get(of).context("a stand-in without a place")?;
            let given = 0..number(whole.given(*of))?;
            let mut stand_in = Function::new([]);
            stand_in.instruction(&Instruction::Call(there));
            given.for_each(|given| {
                stand_in.instruction(&Instruction::LocalGet(given));
            });
            by_table(kind, table, place).iter().for_each(|step| {
                stand_in.instruction(step);
            });
            stand_in.instruction(&Instruction::End);
            code.function(&stand_in);
        } else {
            body(whole, to, *of, &mut code, |to, of| {
                if !plan.once.contains(&of) {
                    return Ok(Vec::new());
                }
                let place = *places.get(&of).context("a call without a place")?;
                let kind = to.type_index(type_of(whole, of)?)?;
                let call = by_table(kind, table, place);
                Ok([Instruction::Call(there)].into_iter().chain(call).collect())
            })?;
        }
    }
    functions.function(nothing);
    let mut brings = Function::new([]);
    for instruction in [
        Instruction::GlobalGet(flag),
        Instruction::I32Eqz,
        Instruction::If(BlockType::Empty),
        Instruction::Call(bring),
        Instruction::End,
        Instruction::End,
    ] {
        brings.instruction(&instruction);
    }
    code.function(&brings);

    let (mut tables, mut memories, mut globals) =
        (TableSection::new(), MemorySection::new(), GlobalSection::new());
    for each in &whole.tables {
        to.parse_table(&mut tables, each.clone())?;
    }
    tables.table(between(plan)?);
    for each in &whole.memories {
        memories.memory(to.memory_type(*each)?);
    }
    for each in &whole.globals {
        to.parse_global(&mut globals, each.clone())?;
    }
    globals.global(FLAG, &ConstExpr::i32_const(0));
    let mut exports = ExportSection::new();
    for each in &whole.exports {
        to.parse_export(&mut exports, *each)?;
    }
    exports.export(THERE, ExportKind::Global, flag);
    for (name, kind, of) in shared(whole)? {
        exports.export(&name, kind, of);
    }
    let mut elements = ElementSection::new();
    for each in &whole.elements {
        to.parse_element(&mut elements, each.clone())?;
    }
    put(to, &mut elements, table, plan.called.len(), &plan.lent)?;

    let mut module = wasm_encoder::Module::new();
    module
        .section(&named_types(whole, to)?)
        .section(&imports)
        .section(&functions)
        .section(&tables);
    module.section(&memories).section(&globals).section(&exports);
    if let Some(start) = whole.start {
        module.section(&StartSection {
            function_index: to.function_index(start)?,
        });
    }
    module.section(&elements).section(&code).section(data);
    let mut was: Vec<Option<usize>> = outside.iter().copied().map(Some).collect();
    was.push(None);
    was.extend(own.iter().copied().map(Some));
    was.push(None);
    let stands_in = |of: &Option<usize>| of.is_some_and(|of| plan.rest.contains(&of));
    let part = Part {
        module: module.finish(),
        stand_ins: (0..)
            .zip(&was)
            .filter(|(_, of)| stands_in(of))
            .map(|(number, _)| number)
            .collect(),
        was,
    };
    Ok((part, std::mem::take(&mut to.types)))
}

fn rest(whole: &Whole<'_>, plan: &Plan, data: &DataSection, types: Types) -> Result<(Part, Types)> {
    let [_, outside] = &plan.outside;
    let places = plan.places();
    let [_, own] = &plan.own;
    let was: Vec<usize> = outside.iter().chain(own).copied().collect();
    let to = &mut Renumber {
        functions: was.iter().copied().zip(0..).collect(),
        types,
    };
    let table = number(whole.tables.len())?;

    let mut imports = import(whole, to, outside)?;
    for (name, kind, of) in shared(whole)? {
        let index = of as usize;
        let entity = match kind {
            ExportKind::Memory => {
                EntityType::Memory(to.memory_type(*whole.memories.get(index).context("no memory")?)?)
            }
            ExportKind::Global => {
                EntityType::Global(to.global_type(whole.globals.get(index).context("no global")?.ty)?)
            }
            _ => match whole.tables.get(index) {
                Some(table) => EntityType::Table(to.table_type(table.ty)?),
                None => EntityType::Table(between(plan)?),
            },
        };
        imports.import(EACH_OTHER, &name, entity);
    }
    let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
    for of in own {
        functions.function(to.type_index(type_of(whole, *of)?)?);
        body(whole, to, *of, &mut code, |to, of| {
            if of < whole.imported() || plan.rest.contains(&of) {
                return Ok(Vec::new());
            }
            let place = *places.get(&of).context("a call without a place")?;
            Ok(by_table(to.type_index(type_of(whole, of)?)?, table, place).into())
        })?;
    }
    let mut elements = ElementSection::new();
    put(to, &mut elements, table, 0, &plan.called)?;

    let mut module = wasm_encoder::Module::new();
    module
        .section(&named_types(whole, to)?)
        .section(&imports)
        .section(&functions)
        .section(&elements)
        .section(&code)
        .section(data);
    let part = Part {
        module: module.finish(),
        was: was.into_iter().map(Some).collect(),
        stand_ins: BTreeSet::new(),
    };
    Ok((part, std::mem::take(&mut to.types)))
}

const FLAG: GlobalType = GlobalType {
    val_type: ValType::I32,
    mutable: true,
    shared: false,
};

fn number(of: usize) -> Result<u32> {
    Ok(u32::try_from(of)?)
}

/// Written last: by then it is known which are named.
fn named_types(whole: &Whole<'_>, to: &mut Renumber) -> Result<TypeSection> {
    let mut types = TypeSection::new();
    let mut named: Vec<(u32, u32)> = to.types.iter().map(|(of, is)| (*is, *of)).collect();
    named.sort_unstable();
    for (_, of) in named {
        match whole.types.get(of as usize) {
            Some(kind) => types.ty().func_type(&to.func_type(kind.clone())?),
            None => types.ty().function([], []),
        }
    }
    Ok(types)
}

fn import(whole: &Whole<'_>, to: &mut Renumber, outside: &[usize]) -> Result<ImportSection> {
    let mut imports = ImportSection::new();
    for of in outside {
        let import = whole.imports.get(*of).context("no such import")?;
        let kind = to.type_index(type_of(whole, *of)?)?;
        imports.import(import.module, import.name, EntityType::Function(kind));
    }
    Ok(imports)
}

/// A body with new numbers; `call` says how somebody is called who is not called by number here.
fn body(
    whole: &Whole<'_>,
    to: &mut Renumber,
    of: usize,
    code: &mut CodeSection,
    call: impl Fn(&mut Renumber, usize) -> Result<Vec<Instruction<'static>>>,
) -> Result<()> {
    let body = whole.body(of).context("a function without a body")?;
    let mut function = to.new_function_with_parsed_locals(body)?;
    for operator in body.get_operators_reader()? {
        let operator = operator?;
        let calls = match operator {
            Operator::Call { function_index } => call(to, function_index as usize)?,
            _ => Vec::new(),
        };
        if calls.is_empty() {
            function.instruction(&to.instruction(operator)?);
        }
        for step in &calls {
            function.instruction(step);
        }
    }
    code.function(&function);
    Ok(())
}

/// These functions, into the table between the parts.
fn put(
    to: &mut Renumber,
    elements: &mut ElementSection,
    table: u32,
    from: usize,
    these: &[usize],
) -> Result<()> {
    let these: Vec<u32> = these
        .iter()
        .map(|of| Ok(to.function_index(number(*of)?)?))
        .collect::<Result<_>>()?;
    let from = ConstExpr::i32_const(i32::try_from(from)?);
    elements.active(Some(table), &from, Elements::Functions(these.into()));
    Ok(())
}

fn between(plan: &Plan) -> Result<TableType> {
    let places = u64::from(number(plan.called.len() + plan.lent.len())?);
    Ok(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: places,
        maximum: Some(places),
        shared: false,
    })
}

/// What the first part gives to the rest, under names that no export has yet. The last table is the one between them.
fn shared(whole: &Whole<'_>) -> Result<Vec<(String, ExportKind, u32)>> {
    let all = |kind: ExportKind, count: usize| (0..count).map(move |of| (kind, of));
    let shared = all(ExportKind::Table, whole.tables.len() + 1)
        .chain(all(ExportKind::Memory, whole.memories.len()))
        .chain(all(ExportKind::Global, whole.globals.len()));
    let named = shared
        .enumerate()
        .map(|(index, (kind, of))| Ok((short(whole.exports.len() + index), kind, number(of)?)));
    named.collect()
}
