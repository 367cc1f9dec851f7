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
    /// Each part's own functions, in the order in which they stand there. The first's with those that only stand in.
    pub own: [Vec<usize>; 2],
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
        let [exported, listed] = whole.named_outside()?;
        let outside: BTreeSet<usize> = exported.iter().chain(&listed).copied().collect();
        let mut calls = BTreeMap::new();
        for of in own.clone() {
            calls.insert(of, whole.calls(of)?);
        }
        let cold: BTreeSet<usize> = own.clone().filter(|of| is_rests(*of)).collect();
        let called_by = |part: &dyn Fn(&usize) -> bool| -> BTreeSet<usize> {
            let callers = calls.iter().filter(|(of, _)| part(of));
            callers.flat_map(|(_, calls)| calls.iter().copied()).collect()
        };
        let reachable: BTreeSet<usize> = &called_by(&|of| !cold.contains(of)) | &outside;
        let is_worth_it = |of: &usize| {
            let body = of
                .checked_sub(whole.imported())
                .and_then(|index| whole.bodies.get(index));
            !reachable.contains(of) || body.is_some_and(|body| body.range().len() > STAND_IN)
        };
        let rest: BTreeSet<usize> = cold.iter().copied().filter(is_worth_it).collect();
        let called_here = called_by(&|of| !rest.contains(of));
        let first_calls: BTreeSet<usize> = &called_here | &outside;
        let rest_calls = called_by(&|of| rest.contains(of));
        let mut times = BTreeMap::<usize, usize>::new();
        for (_, calls) in calls.iter().filter(|(of, _)| !rest.contains(of)) {
            for called in calls {
                *times.entry(*called).or_default() += 1;
            }
        }
        let is_imported = |of: &usize| *of < whole.imported();
        let imports = |calls: &BTreeSet<usize>| calls.iter().copied().filter(is_imported).collect();
        let called: BTreeSet<usize> = first_calls.intersection(&rest).copied().collect();
        let lent: BTreeSet<usize> = rest_calls
            .difference(&rest)
            .copied()
            .filter(|of| !is_imported(of))
            .collect();
        let once: BTreeSet<usize> = rest
            .iter()
            .copied()
            .filter(|of| times.get(of) == Some(&1) && !outside.contains(of))
            .collect();
        let of_rest = |of: usize| calls.get(&of).filter(|_| rest.contains(&of));
        let of_first = |of: usize| calls.get(&of).filter(|_| !rest.contains(&of));
        let stands_there: BTreeSet<usize> = own
            .clone()
            .filter(|of| !rest.contains(of) || (called.contains(of) && !once.contains(of)))
            .collect();
        // Whom nobody of the part calls by number comes first, as the table has them.
        let [exported, listed] = [exported, listed].map(|some| {
            some.into_iter()
                .filter(|of| !called_here.contains(of))
                .collect::<Vec<_>>()
        });
        let alone = exported.into_iter().filter(|of| !listed.contains(of)).collect();
        let named = [alone, listed].concat();
        let first = in_order(&named, &stands_there, of_first);
        let lent: Vec<usize> = first.iter().copied().filter(|of| lent.contains(of)).collect();
        // As they stand in the first part's code: where one is called, if nobody stands in, or where one stands in.
        let by_first = first.iter().flat_map(|of| match of_first(*of) {
            Some(calls) => calls.iter().copied().filter(|of| once.contains(of)).collect(),
            None => vec![*of],
        });
        let called = in_order(&by_first.collect::<Vec<_>>(), &called, |_| None);
        let second = in_order(&called, &rest, of_rest);
        Ok(Self {
            own: [first, second],
            called,
            lent,
            once,
            outside: [imports(&first_calls), imports(&rest_calls)],
            rest,
        })
    }

    /// Where each stands in the table between the parts.
    pub fn places(&self) -> BTreeMap<usize, i32> {
        self.called.iter().chain(&self.lent).copied().zip(0..).collect()
    }
}

/// All of these, once: those that are named first, then whomever they call, as they stand and call. Whoever is called for the first
/// time has the next number, which is what compresses best.
fn in_order<'a>(
    named: &[usize],
    all: &BTreeSet<usize>,
    calls: impl Fn(usize) -> Option<&'a Vec<usize>>,
) -> Vec<usize> {
    let mut left = all.clone();
    let mut order = Vec::new();
    let mut take = |some: &[usize], order: &mut Vec<usize>| {
        order.extend(some.iter().copied().filter(|of| left.remove(of)));
    };
    take(named, &mut order);
    let mut at = 0;
    while let Some(of) = order.get(at).copied() {
        take(calls(of).map_or(&[], Vec::as_slice), &mut order);
        at += 1;
    }
    order.extend(left);
    order
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
