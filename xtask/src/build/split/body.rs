//! A function's body, step by step, in stretches that run as one.
//!
//! Invariant: a stretch ends where the flow can part or meet, so that its steps have run all or none; the same body always has the
//! same stretches, whatever else is in its module.

use anyhow::Result;
use sha2::{Digest, Sha256};
use wasmparser::{
    BlockType, Frame, FrameKind, FuncValidatorAllocations, Operator, Parser, ValType, ValidPayload,
    Validator, WasmFeatures,
};

pub struct Step<'a> {
    pub operator: Operator<'a>,
    /// Which of the body's stretches it is in.
    pub stretch: usize,
    /// How many bytes of the body stand before it.
    pub at: usize,
    /// A branch: to which label, counted outwards, if it carries nothing there.
    pub leads: Option<u32>,
    /// Nothing lies on the stack that this block has put there, and the step can be reached.
    pub is_bare: bool,
}

#[derive(Default)]
pub struct Body<'a> {
    pub steps: Vec<Step<'a>>,
    /// What it is given, and its own.
    pub locals: Vec<ValType>,
    pub given: usize,
    pub stretches: usize,
}

/// After this, the flow may be another.
pub const fn parts(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::If { .. } | Operator::Else | Operator::Loop { .. } | Operator::End | Operator::BrIf { .. }
    )
}

/// Every function's that the module has.
pub fn bodies(module: &[u8]) -> Result<Vec<Body<'_>>> {
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        let ValidPayload::Func(to_check, body) = validator.payload(&payload?)? else {
            continue;
        };
        let mut check = to_check.into_validator(FuncValidatorAllocations::default());
        let mut reader = body.get_binary_reader();
        check.read_locals(&mut reader)?;
        let mut found = Body {
            locals: (0..check.len_locals())
                .filter_map(|index| check.get_local_type(index))
                .collect(),
            ..Body::default()
        };
        let own: u32 = body
            .get_locals_reader()?
            .into_iter()
            .filter_map(|group| Some(group.ok()?.0))
            .sum();
        found.given = found.locals.len().saturating_sub(own as usize);
        let start = body.range().start;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let at = operators.original_position();
            let operator = operators.read()?;
            let frame = check.get_control_frame(0);
            let is_bare = frame.is_some_and(|frame| {
                !frame.unreachable && frame.height == check.operand_stack_height() as usize
            });
            let leads = match operator {
                Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => Some(relative_depth),
                Operator::Return => check.control_stack_height().checked_sub(1),
                _ => None,
            };
            let leads = leads.filter(|depth| check.get_control_frame(*depth as usize).is_some_and(is_void));
            check.op(at, &operator)?;
            let (stretch, parts) = (found.stretches, parts(&operator));
            found.steps.push(Step {
                operator,
                stretch,
                at: at - start,
                leads,
                is_bare,
            });
            found.stretches += usize::from(parts);
        }
        bodies.push(found);
    }
    Ok(bodies)
}

/// Whoever branches there brings nothing. Of a function's own frame it is what the function returns.
fn is_void(frame: &Frame) -> bool {
    matches!(
        (frame.kind, frame.block_type),
        (FrameKind::Loop, BlockType::Type(_)) | (_, BlockType::Empty)
    )
}

impl Body<'_> {
    /// What the body does, without what depends on the rest of its module: the numbers of functions and the places in memory.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for step in &self.steps {
            let text = match &step.operator {
                local @ (Operator::LocalGet { .. }
                | Operator::LocalSet { .. }
                | Operator::LocalTee { .. }) => {
                    format!("{local:?}")
                }
                other => {
                    let text = format!("{other:?}");
                    text.split([' ', '{', '(']).next().unwrap_or_default().to_owned()
                }
            };
            hash.update(text);
            hash.update([0]);
        }
        hash.finalize()
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
