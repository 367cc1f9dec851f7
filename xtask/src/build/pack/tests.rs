//! What is packed here is unpacked in the engine that will do it.

use std::borrow::Cow;

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction as I,
    MemArg, Module, RefType, TableSection, TableType, TypeSection, ValType,
};

use super::{in_frames, pack};
use crate::build::wasm::memory;
use crate::tools::{npm, paths, sh};

/// What `unpack` makes of it.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    let script = "
        import { readFileSync } from 'node:fs';
        const { unpack } = await import(process.argv[1]);
        const packed = Uint8Array.from(JSON.parse(readFileSync(0)));
        const module = [];
        const take = unpack((part) => module.push(...part));
        // It comes in pieces.
        for (let from = 0; from < packed.length; from += 999) take(packed.slice(from, from + 999));
        console.log(JSON.stringify(module));";
    let unpack = format!("file://{}", paths::root("widget/js/unpack.js").display());
    npm::install().unwrap();
    let answer = sh::ask(
        npm::node().args(["--input-type=module", "-e", script, "--", &unpack]),
        &serde_json::to_string(packed).unwrap(),
    );
    serde_json::from_str(&answer.unwrap()).unwrap()
}

const fn at(offset: u64, align: u32) -> MemArg {
    MemArg {
        offset,
        align,
        memory_index: 0,
    }
}

/// A module that has everything that is treated by itself. It need not run.
fn module() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    types.ty().function([ValType::I32, ValType::F64], [ValType::I32]);
    let mut imports = ImportSection::new();
    imports.import("a", "b", EntityType::Function(0));
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let mut all = vec![
        I::Block(BlockType::Empty),
        I::Loop(BlockType::FunctionType(1)),
        I::If(BlockType::Result(ValType::I32)),
        I::Else,
        I::End,
        I::BrIf(1),
        I::BrTable(Cow::Borrowed(&[0, 1, 0, 200]), 1),
        I::End,
        I::End,
        I::Call(0),
        I::Call(77),
        I::CallIndirect {
            type_index: 1,
            table_index: 1,
        },
        I::GlobalGet(0),
        I::GlobalSet(0),
        I::TableGet(1),
        I::TableSet(0),
        I::MemorySize(0),
        I::MemoryFill(0),
        I::MemoryCopy {
            src_mem: 0,
            dst_mem: 0,
        },
        I::TableGrow(1),
        I::I32TruncSatF64U,
        I::F32Const(1.5.into()),
        I::F64Const((-0.1).into()),
        I::RefNull(wasm_encoder::HeapType::FUNC),
        I::RefIsNull,
        I::RefFunc(2),
        I::I32Load(at(0, 2)),
        I::I32Load(at(4, 0)),
        I::I64Load8U(at(1_048_576, 0)),
        I::F64Store(at(8, 3)),
        I::I64Store32(at(200, 1)),
    ];
    for exponent in 0..32 {
        for number in [1_i32.wrapping_shl(exponent), (-1_i32).wrapping_shl(exponent)] {
            all.push(I::I32Const(number));
            all.push(if number % 3 == 0 { I::I32Add } else { I::Drop });
            all.push(I::I64Const(i64::from(number) << 31));
            all.push(I::LocalGet(exponent * 9));
            all.push(I::LocalTee(exponent * 9));
        }
    }
    // Places follow one another, but for the last; from the sixty-fourth on they are two bytes.
    for place in (0..70).chain([7]) {
        all.extend([
            I::I32Const(place),
            I::CallIndirect {
                type_index: 0,
                table_index: 1,
            },
        ]);
    }
    for (nth, calls) in [
        vec![3, 4, 1, 3, 5, 2],
        vec![6, 7, 6],
        vec![],
        vec![],
        vec![],
        vec![],
        vec![],
    ]
    .iter()
    .enumerate()
    {
        functions.function(u32::from(nth > 3));
        let mut function = Function::new([(3, ValType::I32), (200, ValType::F64)]);
        calls.iter().for_each(|of| {
            function.instruction(&I::Call(*of));
        });
        // Bodies whose length is a number of one, two and three bytes.
        for _ in 0..[0, 1, 18, 0, 0, 0, 0].get(nth).copied().unwrap_or_default() {
            all.iter().for_each(|step| {
                function.instruction(step);
            });
        }
        function.instruction(&I::End);
        code.function(&function);
    }
    let mut tables = TableSection::new();
    let mut globals = GlobalSection::new();
    for _ in 0..2 {
        let element_type = RefType::FUNCREF;
        tables.table(TableType {
            element_type,
            table64: false,
            minimum: 80,
            maximum: None,
            shared: false,
        });
    }
    globals.global(
        GlobalType {
            val_type: ValType::I32,
            mutable: true,
            shared: false,
        },
        &ConstExpr::i32_const(-5),
    );
    let mut exports = ExportSection::new();
    exports.export("f", ExportKind::Func, 1);
    let mut elements = ElementSection::new();
    let listed = |these: &'static [u32]| Elements::Functions(Cow::Borrowed(these));
    elements.active(None, &ConstExpr::i32_const(1), listed(&[2, 0, 3, 2, 7, 1]));
    elements.active(Some(1), &ConstExpr::i32_const(300), listed(&[1, 4, 5]));
    let mut data = DataSection::new();
    data.active(0, &ConstExpr::i32_const(1_024), [7_u8; 300]);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&functions)
        .section(&tables)
        .section(&memory(20));
    module
        .section(&globals)
        .section(&exports)
        .section(&elements)
        .section(&code)
        .section(&data);
    module.finish()
}

#[test]
fn what_is_packed_is_byte_for_byte_what_is_unpacked() {
    let module = module();
    for size in [0, 1_000, module.len()] {
        let packed = in_frames(&module, size).unwrap();
        assert!(packed != module);
        assert!(unpacked(&packed) == module);
    }
    // A developer's build travels as it is.
    assert!(unpacked(&module) == module);
}

#[test]
fn a_step_that_is_not_known_is_refused() {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut code = CodeSection::new();
    let mut function = Function::new([]);
    function
        .instruction(&I::V128Const(1))
        .instruction(&I::Drop)
        .instruction(&I::End);
    code.function(&function);
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code);
    let refused = pack(&module.finish()).unwrap_err().to_string();
    assert_eq!(refused, "a step that is not known: 0xfd");
}
