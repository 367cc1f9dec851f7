//! What the commands work with: where things are, how things are said, and the programs that are run.

pub mod cargo;
pub mod npm;
pub mod paths;
pub mod say;
pub mod sh;
