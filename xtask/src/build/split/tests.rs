//! Whatever is taken out and whatever is split, the module gives the same answers: asked in the engine that runs it.

use std::collections::BTreeSet;

use wasm_encoder::{
    BlockType, CodeSection, ExportKind, ExportSection, Function, FunctionSection, Instruction as I, Module,
    TypeSection, ValType,
};

use super::body::{Body, bodies};
use super::outline::outline;
use super::split;
use crate::tools::{npm, sh};

const N: u32 = 0;
const SUM: u32 = 1;
const AT: u32 = 2;
const MADE: u32 = 3;
/// Only the cold part knows it, and finds it as it left it.
const TIMES: u32 = 4;

/// Sums up to `n`. Every third time it does what the tests call cold: it changes a local that is older, makes one that is read later,
/// calls, and may lead out of both blocks around it, or return.
fn module() -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    let mut functions = FunctionSection::new();
    functions.function(0).function(0);
    let mut exports = ExportSection::new();
    exports.export("f", ExportKind::Func, 0);
    let mut sum = Function::new([(4, ValType::I32)]);
    let seldom = [
        I::LocalGet(SUM),
        I::I32Const(2),
        I::I32Mul,
        I::I32Const(1_234_567),
        I::I32Xor,
        I::I32Const(1_234_566),
        I::I32Xor,
        I::I32Const(1_000_000),
        I::I32RemS,
        I::LocalGet(TIMES),
        I::I32Const(11),
        I::I32Add,
        I::LocalTee(TIMES),
        I::I32Add,
        I::LocalSet(SUM),
        I::LocalGet(SUM),
        I::I32Const(70_000),
        I::I32GtS,
        I::BrIf(2),
        I::LocalGet(SUM),
        I::Call(1),
        I::LocalSet(MADE),
        I::LocalGet(MADE),
        I::I32Const(1),
        I::I32And,
        I::If(BlockType::Empty),
        I::LocalGet(AT),
        I::I32Const(5),
        I::I32Add,
        I::LocalSet(AT),
        I::Br(2),
        I::End,
        I::LocalGet(SUM),
        I::LocalGet(MADE),
        I::I32Xor,
        I::LocalSet(SUM),
    ];
    let before = [
        I::Block(BlockType::Empty),
        I::Loop(BlockType::Empty),
        I::LocalGet(AT),
        I::LocalGet(N),
        I::I32GeS,
        I::BrIf(1),
        I::LocalGet(SUM),
        I::LocalGet(AT),
        I::I32Add,
        I::LocalSet(SUM),
        I::LocalGet(AT),
        I::I32Const(3),
        I::I32RemS,
        I::I32Const(2),
        I::I32Eq,
        I::If(BlockType::Empty),
    ];
    let after = [
        I::End,
        I::LocalGet(AT),
        I::I32Const(1),
        I::I32Add,
        I::LocalSet(AT),
        I::Br(0),
        I::End,
        I::End,
        I::LocalGet(SUM),
        I::LocalGet(MADE),
        I::I32Add,
        I::End,
    ];
    for step in before.iter().chain(&seldom).chain(&after) {
        sum.instruction(step);
    }
    let mut double = Function::new([]);
    for step in [
        I::LocalGet(0),
        I::I32Const(7),
        I::I32Add,
        I::LocalGet(0),
        I::I32Mul,
        I::I32Const(3),
        I::I32ShrU,
        I::End,
    ] {
        double.instruction(&step);
    }
    let mut code = CodeSection::new();
    code.function(&sum).function(&double);
    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&exports)
        .section(&code);
    module.finish()
}

/// The stretches within the `if`.
fn seldom(body: &Body<'_>) -> BTreeSet<usize> {
    let starts = body
        .steps
        .iter()
        .filter(|step| matches!(step.operator, wasmparser::Operator::If { .. }));
    let Some(first) = starts.map(|step| step.stretch + 1).next() else {
        return BTreeSet::new();
    };
    (first..first + 4).collect()
}

/// What `f` answers to the first numbers, from one module or from two.
fn answers(parts: &[Vec<u8>]) -> String {
    let script = "
        const parts = JSON.parse(require('fs').readFileSync(0)).map((bytes) => new WebAssembly.Module(Uint8Array.from(bytes)));
        let brought = 0;
        const bring = () => {
            brought += 1;
            new WebAssembly.Instance(parts[1], { 0: first.exports });
            first.exports[0].value = 1;
        };
        const first = new WebAssembly.Instance(parts[0], { 0: { 0: bring } });
        const answers = Array.from({ length: 60 }, (_, n) => first.exports.f(n));
        if (brought > 1 || (parts.length > 1 && brought === 0)) throw new Error('brought ' + brought);
        console.log(JSON.stringify(answers));";
    npm::install().unwrap();
    sh::ask(
        npm::node().args(["-e", script]),
        &serde_json::to_string(parts).unwrap(),
    )
    .unwrap()
}

#[test]
fn what_is_taken_out_and_split_answers_as_before() {
    let whole = module();
    let expected = answers(std::slice::from_ref(&whole));
    let read = bodies(&whole).unwrap();
    let cold: Vec<_> = read.iter().map(seldom).collect();
    let (outlined, hosts) = outline(&whole, read, &cold).unwrap();
    assert_eq!(hosts, [0], "one run of one function");
    assert_eq!(answers(std::slice::from_ref(&outlined)), expected);
    // The new function has the last number.
    for rest in [BTreeSet::from([2]), BTreeSet::from([1, 2])] {
        let [first, rest] = split(&outlined, &[], |of| rest.contains(&of)).unwrap();
        assert_eq!(answers(&[first.module, rest.module]), expected);
    }
}

#[test]
fn a_function_has_the_same_print_wherever_it_stands() {
    let module = module();
    let bodies = bodies(&module).unwrap();
    let [sum, double] = bodies.as_slice() else {
        panic!("two functions");
    };
    assert_ne!(sum.fingerprint(), double.fingerprint());
    assert_eq!(sum.fingerprint().len(), 12);
    assert_eq!((sum.given, sum.locals.len(), sum.stretches), (1, 5, 10));
}
