//! A module that notes which of its stretches have run, for `cargo xtask profile`.

use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, Function, Instruction, MemArg, MemorySection, MemoryType,
};
use wasmparser::FunctionBody;

use super::body::parts;

/// The memory in which a byte is 1 for each stretch that has run, as it is exported: one function's after the other's.
pub const RAN: &str = "ran";
const PAGES: u64 = 4;

/// The same module, with a memory beside its own.
pub fn counting(module: &[u8]) -> Result<Vec<u8>> {
    let mut out = wasm_encoder::Module::new();
    let mut counting = Counting { next: 0 };
    counting
        .parse_core_module(&mut out, wasmparser::Parser::new(0), module)
        .context("a module that cannot be written anew")?;
    anyhow::ensure!(
        u64::from(counting.next.unsigned_abs()) <= PAGES * 65_536,
        "more stretches than bytes"
    );
    Ok(out.finish())
}

struct Counting {
    next: i32,
}

impl Counting {
    fn note(&mut self, function: &mut Function) {
        function.instruction(&Instruction::I32Const(self.next));
        function.instruction(&Instruction::I32Const(1));
        function.instruction(&Instruction::I32Store8(MemArg {
            offset: 0,
            align: 0,
            memory_index: 1,
        }));
        self.next += 1;
    }
}

type Answer<T> = Result<T, Error<Infallible>>;

impl Reencode for Counting {
    type Error = Infallible;

    fn parse_memory_section(
        &mut self,
        memories: &mut MemorySection,
        section: wasmparser::MemorySectionReader<'_>,
    ) -> Answer<()> {
        utils::parse_memory_section(self, memories, section)?;
        memories.memory(MemoryType {
            minimum: PAGES,
            maximum: Some(PAGES),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Answer<()> {
        utils::parse_export_section(self, exports, section)?;
        exports.export(RAN, ExportKind::Memory, 1);
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Answer<()> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut reader = body.get_operators_reader()?;
        self.note(&mut function);
        while !reader.eof() {
            let operator = reader.read()?;
            let parts = parts(&operator);
            function.instruction(&self.instruction(operator)?);
            if parts && !reader.eof() {
                self.note(&mut function);
            }
        }
        code.function(&function);
        Ok(())
    }
}
