//! A module, read: everything that its parts are made of.

use anyhow::{Result, bail};
use wasmparser::{
    Data, Element, Export, FuncType, FunctionBody, Global, Import, Imports, MemoryType, Operator, Parser,
    Payload, Table, TypeRef,
};

#[derive(Default)]
pub struct Whole<'a> {
    pub types: Vec<FuncType>,
    /// Functions all: memory and tables are the module's own.
    pub imports: Vec<Import<'a>>,
    /// The type of each function, imported ones first.
    pub of: Vec<u32>,
    pub tables: Vec<Table<'a>>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<Global<'a>>,
    pub exports: Vec<Export<'a>>,
    pub start: Option<u32>,
    pub elements: Vec<Element<'a>>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub data: Vec<Data<'a>>,
}

impl<'a> Whole<'a> {
    pub fn read(module: &'a [u8]) -> Result<Self> {
        let mut whole = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    whole.types = types.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(imports) => {
                    for import in imports {
                        let Imports::Single(_, import) = import? else {
                            bail!("imports in groups");
                        };
                        let TypeRef::Func(of) = import.ty else {
                            bail!("{} is imported and not a function", import.name);
                        };
                        whole.of.push(of);
                        whole.imports.push(import);
                    }
                }
                Payload::FunctionSection(of) => {
                    for of in of {
                        whole.of.push(of?);
                    }
                }
                Payload::TableSection(tables) => {
                    whole.tables = tables.into_iter().collect::<Result<_, _>>()?
                }
                Payload::MemorySection(memories) => {
                    whole.memories = memories.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::GlobalSection(globals) => {
                    whole.globals = globals.into_iter().collect::<Result<_, _>>()?
                }
                Payload::ExportSection(exports) => {
                    whole.exports = exports.into_iter().collect::<Result<_, _>>()?
                }
                Payload::StartSection { func, .. } => whole.start = Some(func),
                Payload::ElementSection(elements) => {
                    whole.elements = elements.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::CodeSectionEntry(body) => whole.bodies.push(body),
                Payload::DataSection(data) => whole.data = data.into_iter().collect::<Result<_, _>>()?,
                Payload::TagSection(_) => bail!("a module that throws"),
                _ => {}
            }
        }
        Ok(whole)
    }

    pub fn imported(&self) -> usize {
        self.imports.len()
    }

    pub fn body(&self, function: usize) -> Option<&FunctionBody<'a>> {
        self.bodies.get(function.checked_sub(self.imported())?)
    }

    /// How many values a function is given.
    pub fn given(&self, function: usize) -> usize {
        let of = self.of.get(function).and_then(|of| self.types.get(*of as usize));
        of.map_or(0, |of| of.params().len())
    }

    /// Whom a function calls directly, as often as it does. Nobody, if it is imported.
    pub fn calls(&self, function: usize) -> Result<Vec<usize>> {
        let mut calls = Vec::new();
        if let Some(body) = self.body(function) {
            for operator in body.get_operators_reader()? {
                match operator? {
                    Operator::Call { function_index } => calls.push(function_index as usize),
                    Operator::ReturnCall { .. } | Operator::RefFunc { .. } => {
                        bail!("a function that hands on another")
                    }
                    _ => {}
                }
            }
        }
        Ok(calls)
    }

    /// Whom nobody has to call by number: they are exported or start the module, or stand in a table. Each list in its order.
    pub fn named_outside(&self) -> Result<[Vec<usize>; 2]> {
        let exported = self.exports.iter();
        let exported = exported.filter(|export| export.kind == wasmparser::ExternalKind::Func);
        let exported = exported.map(|export| export.index).chain(self.start);
        let mut listed = Vec::new();
        for element in &self.elements {
            match element.items.clone() {
                wasmparser::ElementItems::Functions(functions) => {
                    for of in functions {
                        listed.push(of? as usize);
                    }
                }
                wasmparser::ElementItems::Expressions(_, expressions) => {
                    for expression in expressions {
                        for operator in expression?.get_operators_reader() {
                            if let Operator::RefFunc { function_index: of } = operator? {
                                listed.push(of as usize);
                            }
                        }
                    }
                }
            }
        }
        Ok([exported.map(|of| of as usize).collect(), listed])
    }
}
