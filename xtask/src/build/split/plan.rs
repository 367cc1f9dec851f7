//! Who is where, and how the parts reach each other.
//!
//! Invariant: every function stands in exactly one part. What one part calls of the other has a place in the table between them.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use wasm_encoder::Instruction;

use super::whole::Whole;

/// What a stand-in weighs at the least. A shorter function stands for itself.
const STAND_IN: usize = 14;

pub struct Plan {
    pub rest: BTreeSet<usize>,
    /// In the table, in this order: those of the rest that the first part can call, and those of the first that the rest calls.
    pub called: Vec<usize>,
    pub lent: Vec<usize>,
    /// Of those that are called, those that are called directly, and in one place: nobody needs to stand in for them.
    pub once: BTreeSet<usize>,
    /// What each part calls outside.
    pub outside: [Vec<usize>; 2],
}

impl Plan {
    pub fn of(whole: &Whole<'_>, is_rests: impl Fn(usize) -> bool) -> Result<Self> {
        let own = whole.imported()..whole.of.len();
        let outside = whole.named_outside()?;
        let mut calls = BTreeMap::new();
        for of in own.clone() {
            calls.insert(of, whole.calls(of)?);
        }
        let listed: BTreeSet<usize> = own.clone().filter(|of| is_rests(*of)).collect();
        let called_by = |part: &dyn Fn(&usize) -> bool| -> BTreeSet<usize> {
            let callers = calls.iter().filter(|(of, _)| part(of));
            callers.flat_map(|(_, calls)| calls.iter().copied()).collect()
        };
        let reachable: BTreeSet<usize> = &called_by(&|of| !listed.contains(of)) | &outside;
        let is_worth_it = |of: &usize| {
            let body = of
                .checked_sub(whole.imported())
                .and_then(|index| whole.bodies.get(index));
            !reachable.contains(of) || body.is_some_and(|body| body.range().len() > STAND_IN)
        };
        let rest: BTreeSet<usize> = listed.iter().copied().filter(is_worth_it).collect();
        let first_calls: BTreeSet<usize> = &called_by(&|of| !rest.contains(of)) | &outside;
        let rest_calls = called_by(&|of| rest.contains(of));
        let mut times = BTreeMap::<usize, usize>::new();
        for (_, calls) in calls.iter().filter(|(of, _)| !rest.contains(of)) {
            for called in calls {
                *times.entry(*called).or_default() += 1;
            }
        }
        let is_imported = |of: &usize| *of < whole.imported();
        let imports = |calls: &BTreeSet<usize>| calls.iter().copied().filter(is_imported).collect();
        Ok(Self {
            called: first_calls.intersection(&rest).copied().collect(),
            lent: rest_calls
                .difference(&rest)
                .copied()
                .filter(|of| !is_imported(of))
                .collect(),
            once: rest
                .iter()
                .copied()
                .filter(|of| times.get(of) == Some(&1) && !outside.contains(of))
                .collect(),
            outside: [imports(&first_calls), imports(&rest_calls)],
            rest,
        })
    }

    /// The first part's own functions, with those that only stand in.
    pub fn first(&self, whole: &Whole<'_>) -> Vec<usize> {
        let stands_in: BTreeSet<usize> = self
            .called
            .iter()
            .copied()
            .filter(|of| !self.once.contains(of))
            .collect();
        let own = whole.imported()..whole.of.len();
        own.filter(|of| !self.rest.contains(of) || stands_in.contains(of))
            .collect()
    }

    /// Where each stands in the table between the parts.
    pub fn places(&self) -> BTreeMap<usize, i32> {
        self.called.iter().chain(&self.lent).copied().zip(0..).collect()
    }
}

/// A call by the table: what lies on the stack is given.
pub fn by_table(type_index: u32, table_index: u32, place: i32) -> [Instruction<'static>; 2] {
    let call = Instruction::CallIndirect {
        type_index,
        table_index,
    };
    [Instruction::I32Const(place), call]
}

pub fn type_of(whole: &Whole<'_>, of: usize) -> Result<u32> {
    whole.of.get(of).copied().context("a function without a type")
}
