//! What never runs within functions that do, as functions of its own, so that it can be the rest's.
//!
//! Invariant: nothing changes but where the steps stand. A run of steps is taken out only where it neither finds nor leaves anything
//! on the stack; the locals that it reads are handed to it, and those that it writes come back. Where branches lead out of it, it
//! gives back which, and its host goes there.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::ops::Range;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{BlockType, CodeSection, Function, FunctionSection, Instruction, TypeSection};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Operator, TypeSectionReader, ValType,
};

use super::body::Body;
use super::whole::Whole;

/// A run has to save so many bytes to be worth a call.
const LEAST: usize = 18;

/// The module with more functions, and whose part each of these was. They have the last numbers. `cold` are each body's stretches
/// that never run.
pub fn outline(
    module: &[u8],
    bodies: Vec<Body<'_>>,
    cold: &[BTreeSet<usize>],
) -> Result<(Vec<u8>, Vec<usize>)> {
    let whole = Whole::read(module)?;
    let mut writer = Writer {
        plans: bodies
            .iter()
            .zip(cold)
            .map(|(body, cold)| runs(body, cold))
            .collect(),
        bodies,
        types: whole
            .types
            .iter()
            .map(|of| (of.params().to_vec(), of.results().to_vec()))
            .collect(),
        functions: u32::try_from(whole.of.len())?,
        at: 0,
    };
    let hosts = (whole.imported()..).zip(&writer.plans);
    let hosts = hosts
        .flat_map(|(host, runs)| runs.iter().map(move |_| host))
        .collect();
    let mut out = wasm_encoder::Module::new();
    writer
        .parse_core_module(&mut out, wasmparser::Parser::new(0), module)
        .context("a module that cannot be written anew")?;
    Ok((out.finish(), hosts))
}

/// Steps that are taken out together.
struct Run {
    steps: Range<usize>,
    /// Locals that it is handed, in this order; that it gives back; and that are its own.
    given: Vec<u32>,
    back: Vec<u32>,
    own: Vec<u32>,
    /// Labels of the host, counted outwards from where the run stands.
    ways_out: Vec<u32>,
}

impl Run {
    fn of(body: &Body<'_>, reads: &BTreeMap<u32, usize>, steps: Range<usize>) -> Self {
        let mut level = 0_u32;
        // What is written before it is read is nobody else's; what is written on every way through it, no older value comes back.
        let (mut given, mut made, mut sure) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut written = BTreeSet::new();
        let mut inside: BTreeMap<u32, usize> = BTreeMap::new();
        let mut ways_out = BTreeSet::new();
        for step in body.steps.get(steps.clone()).unwrap_or_default() {
            ways_out.extend(step.leads.and_then(|depth| depth.checked_sub(level)));
            match step.operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => level += 1,
                Operator::End => level = level.saturating_sub(1),
                Operator::LocalGet { local_index: local } => {
                    *inside.entry(local).or_default() += 1;
                    if !made.contains(&local) {
                        given.insert(local);
                    }
                }
                Operator::LocalSet { local_index: local } | Operator::LocalTee { local_index: local } => {
                    written.insert(local);
                    if level == 0 {
                        made.insert(local);
                        if ways_out.is_empty() {
                            sure.insert(local);
                        }
                    }
                }
                _ => {}
            }
        }
        // Who reads it later: the host, or this run when it comes by again.
        let is_read_later = |local: &u32| given.contains(local) || reads.get(local) > inside.get(local);
        let back: Vec<u32> = written.iter().copied().filter(is_read_later).collect();
        given.extend(back.iter().filter(|local| !sure.contains(local)));
        let own = written
            .union(&made)
            .copied()
            .filter(|local| !given.contains(local))
            .collect();
        // By their kind: so there are fewer kinds of functions.
        let by_kind = |locals: Vec<u32>| {
            let mut locals = locals;
            locals.sort_by_key(|local| body.locals.get(*local as usize).map(ToString::to_string));
            locals
        };
        Self {
            steps,
            given: by_kind(given.into_iter().collect()),
            back: by_kind(back),
            own,
            ways_out: ways_out.into_iter().collect(),
        }
    }

    /// Bytes, less those of the call.
    fn saves(&self, body: &Body<'_>) -> usize {
        let at = |step: usize| body.steps.get(step).map_or(0, |step| step.at);
        let bytes = at(self.steps.end).saturating_sub(at(self.steps.start));
        let out = if self.ways_out.is_empty() {
            0
        } else {
            4 + 2 * self.ways_out.len()
        };
        bytes.saturating_sub(10 + out + 2 * (self.given.len() + self.back.len()))
    }
}

/// The longest runs that can be taken out. Of a body that never runs itself, none: it goes whole.
fn runs(body: &Body<'_>, cold: &BTreeSet<usize>) -> Vec<Run> {
    let mut reads: BTreeMap<u32, usize> = BTreeMap::new();
    for step in &body.steps {
        if let Operator::LocalGet { local_index: local } = step.operator {
            *reads.entry(local).or_default() += 1;
        }
    }
    let mut runs = Vec::new();
    let mut start = 0;
    while start < body.steps.len() && !cold.is_empty() && !cold.contains(&0) {
        let run = end(body, cold, start).map(|end| Run::of(body, &reads, start..end));
        match run.filter(|run| run.saves(body) >= LEAST) {
            Some(run) => {
                start = run.steps.end;
                runs.push(run);
            }
            None => start += 1,
        }
    }
    runs
}

/// Where the run that begins here ends at the latest, if one can.
fn end(body: &Body<'_>, cold: &BTreeSet<usize>, start: usize) -> Option<usize> {
    let mut level = 0_u32;
    let mut end = None;
    for (at, step) in body.steps.iter().enumerate().skip(start) {
        if level == 0 && step.is_bare && at > start {
            end = Some(at);
        }
        if !cold.contains(&step.stretch) || (at == start && !step.is_bare) {
            break;
        }
        match &step.operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => level += 1,
            Operator::Else | Operator::End if level == 0 => break,
            Operator::End => level -= 1,
            Operator::ReturnCall { .. } | Operator::ReturnCallIndirect { .. } => break,
            Operator::Return if step.leads.is_none() => break,
            Operator::Br {
                relative_depth: depth,
            }
            | Operator::BrIf {
                relative_depth: depth,
            } if *depth >= level && step.leads.is_none() => break,
            Operator::BrTable { targets } => {
                let mut all = targets.targets();
                if targets.default() >= level || !all.all(|depth| depth.is_ok_and(|depth| depth < level)) {
                    break;
                }
            }
            _ => {}
        }
    }
    end
}

struct Writer<'a> {
    bodies: Vec<Body<'a>>,
    plans: Vec<Vec<Run>>,
    /// The module's, and then those of the new functions that it has not.
    types: Vec<Kind>,
    /// How many the module had.
    functions: u32,
    /// Which body comes next.
    at: usize,
}

type Answer<T> = Result<T, Error<Infallible>>;

/// What a function is given and gives back.
type Kind = (Vec<ValType>, Vec<ValType>);

impl Writer<'_> {
    /// Each new function, by what it is given and gives back.
    fn each(&self) -> impl Iterator<Item = (&Body<'_>, &Run)> {
        let both = self.bodies.iter().zip(&self.plans);
        both.flat_map(|(body, runs)| runs.iter().map(move |run| (body, run)))
    }
}

fn kinds(body: &Body<'_>, locals: &[u32]) -> Vec<ValType> {
    let kind = |local: &u32| body.locals.get(*local as usize).copied();
    locals.iter().filter_map(kind).collect()
}

/// Back come which way out, if there are any, and the locals.
fn kind(body: &Body<'_>, run: &Run) -> Kind {
    let way = (!run.ways_out.is_empty()).then_some(ValType::I32);
    let back = way.into_iter().chain(kinds(body, &run.back)).collect();
    (kinds(body, &run.given), back)
}

impl Reencode for Writer<'_> {
    type Error = Infallible;

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Answer<()> {
        utils::parse_type_section(self, types, section)?;
        let all: Vec<Kind> = self.each().map(|(body, run)| kind(body, run)).collect();
        for (given, back) in all {
            if self
                .types
                .iter()
                .all(|(these, those)| (these, those) != (&given, &back))
            {
                self.types.push((given.clone(), back.clone()));
                let given = self.val_types(given)?;
                let back = self.val_types(back)?;
                types.ty().function(given, back);
            }
        }
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Answer<()> {
        utils::parse_function_section(self, functions, section)?;
        for (body, run) in self.each() {
            let kind = kind(body, run);
            let of = (0..).zip(&self.types).find(|(_, known)| **known == kind);
            functions.function(of.map_or(u32::MAX, |(of, _)| of));
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Answer<()> {
        utils::parse_code_section(self, code, section)?;
        let new: Vec<Function> = {
            let each: Vec<_> = self.each().map(|(body, run)| taken(body, run)).collect();
            each.into_iter().collect::<Answer<_>>()?
        };
        for function in new {
            code.function(&function);
        }
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Answer<()> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let before: usize = self.plans.iter().take(self.at).map(Vec::len).sum();
        let mut next = self.functions + u32::try_from(before).unwrap_or(u32::MAX);
        let (steps, runs) = match (self.bodies.get(self.at), self.plans.get(self.at)) {
            (Some(body), Some(runs)) => (&body.steps, runs),
            _ => return Ok(()),
        };
        let mut at = 0;
        while let Some(step) = steps.get(at) {
            if let Some(run) = runs.iter().find(|run| run.steps.start == at) {
                let many = run.ways_out.len() > 1;
                if many {
                    function.instruction(&Instruction::Block(BlockType::Empty));
                }
                for local in &run.given {
                    function.instruction(&Instruction::LocalGet(*local));
                }
                function.instruction(&Instruction::Call(next));
                for local in run.back.iter().rev() {
                    function.instruction(&Instruction::LocalSet(*local));
                }
                match run.ways_out.as_slice() {
                    [] => {}
                    [way] => {
                        function.instruction(&Instruction::BrIf(*way));
                    }
                    ways => {
                        // Zero is none of them: on, after the block.
                        let labels: Vec<u32> =
                            [0].into_iter().chain(ways.iter().map(|way| way + 1)).collect();
                        function.instruction(&Instruction::BrTable(labels.into(), 0));
                        function.instruction(&Instruction::End);
                    }
                }
                next += 1;
                at = run.steps.end;
            } else {
                function.instruction(&Instruction::try_from(step.operator.clone())?);
                at += 1;
            }
        }
        self.at += 1;
        code.function(&function);
        Ok(())
    }
}

/// The run as a function. Whatever leads out of it leads out of one block here, and notes the way.
fn taken(body: &Body<'_>, run: &Run) -> Answer<Function> {
    let to = &mut wasm_encoder::reencode::RoundtripReencoder;
    let places: BTreeMap<u32, u32> = run.given.iter().chain(&run.own).copied().zip(0..).collect();
    let place = |local: u32| places.get(&local).copied().unwrap_or(local);
    let way = u32::try_from(places.len()).unwrap_or(u32::MAX);
    let own = kinds(body, &run.own).into_iter().chain([ValType::I32]);
    let own: Vec<_> = own.map(|kind| to.val_type(kind)).collect::<Answer<_>>()?;
    let mut function = Function::new_with_locals_types(own);
    function.instruction(&Instruction::Block(BlockType::Empty));
    let mut level = 0_u32;
    for step in body.steps.get(run.steps.clone()).unwrap_or_default() {
        let out = step.leads.and_then(|depth| depth.checked_sub(level));
        let out = out.and_then(|out| run.ways_out.iter().position(|way| *way == out));
        if let Some(out) = out {
            let out = i32::try_from(out + 1).unwrap_or(i32::MAX);
            let asks = matches!(step.operator, Operator::BrIf { .. });
            if asks {
                function.instruction(&Instruction::If(BlockType::Empty));
            }
            function.instruction(&Instruction::I32Const(out));
            function.instruction(&Instruction::LocalSet(way));
            function.instruction(&Instruction::Br(level + u32::from(asks)));
            if asks {
                function.instruction(&Instruction::End);
            }
            continue;
        }
        match step.operator {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => level += 1,
            Operator::End => level = level.saturating_sub(1),
            _ => {}
        }
        function.instruction(&match &step.operator {
            Operator::LocalGet { local_index } => Instruction::LocalGet(place(*local_index)),
            Operator::LocalSet { local_index } => Instruction::LocalSet(place(*local_index)),
            Operator::LocalTee { local_index } => Instruction::LocalTee(place(*local_index)),
            other => to.instruction(other.clone())?,
        });
    }
    function.instruction(&Instruction::End);
    if !run.ways_out.is_empty() {
        function.instruction(&Instruction::LocalGet(way));
    }
    for local in &run.back {
        function.instruction(&Instruction::LocalGet(place(*local)));
    }
    function.instruction(&Instruction::End);
    Ok(function)
}
