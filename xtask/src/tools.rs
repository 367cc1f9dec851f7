//! What the commands work with: where things are, how things are said, and the programs that are run.

pub mod cargo;
pub mod chromium;
pub mod http;
pub mod npm;
pub mod paths;
pub mod relay;
pub mod say;
pub mod sh;
pub mod sizes;
pub mod watch;
