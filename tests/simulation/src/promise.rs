//! The promises, by their names, and what it is to break one.

use std::fmt;

/// The invariants of the delivery contract, those of what is changed and taken back, and the harness's own honesty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    I1,
    I2,
    I3,
    I4,
    I5,
    I6,
    I7,
    I8,
    I9,
    I10,
    I11,
    I12,
    I13,
    /// Something that cannot be: the simulation itself is wrong.
    Harness,
}

impl Invariant {
    /// What is promised.
    pub fn says(self) -> &'static str {
        match self {
            Self::I1 => "what is acknowledged stands in the log, where it was said to stand",
            Self::I2 => "a draft stands there once",
            Self::I3 => "places follow one another, in every frame and in the log",
            Self::I4 => "what somebody sees is a piece of the log, whole",
            Self::I5 => "nobody hears what was not written",
            Self::I6 => "one person's messages stand in the order in which they were written",
            Self::I7 => "the history changes only with a reset",
            Self::I8 => "nobody hears what is not durable",
            Self::I9 => "everybody sees everything soon, and nothing that was written is forgotten",
            Self::I10 => "a message costs one row, and hardly more than one frame",
            Self::I11 => "in the end everybody sees what somebody would who came just then",
            Self::I12 => "what was taken back is nowhere any more",
            Self::I13 => "an act does what it says, once",
            Self::Harness => "the simulation is sound",
        }
    }
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// A promise that was not kept, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub invariant: Invariant,
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { invariant, what } = self;
        write!(f, "{invariant} ({}): {what}", invariant.says())
    }
}

pub(crate) type Promise<T = ()> = Result<T, Broken>;

pub(crate) fn broken<T>(invariant: Invariant, what: impl Into<String>) -> Promise<T> {
    let what = what.into();
    Err(Broken { invariant, what })
}

/// For what cannot fail unless the simulation is wrong.
pub(crate) fn sound<T, E: fmt::Display>(result: Result<T, E>) -> Promise<T> {
    result.or_else(|error| broken(Invariant::Harness, error.to_string()))
}
