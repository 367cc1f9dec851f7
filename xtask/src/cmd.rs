//! The commands, one file each.

pub mod bench;
pub mod budgets;
pub mod build;
pub mod chaos;
pub mod deploy;
pub mod dev;
pub mod pin;
pub mod profile;
pub mod setup;
pub mod shots;
pub mod sim;
pub mod sizes;
pub mod stickers;
pub mod test;
pub mod tidy;
