//! The port to the site's ledger.

use std::fmt;

use protocol::Account;
use protocol::http::Settings;

use crate::KeyDigest;

/// A fault of ours: logged once in full by the edge, told to nobody in detail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// All that is kept of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    /// None: nobody has set the site up.
    pub settings: Option<(Settings, KeyDigest)>,
    pub officials: Vec<Official>,
}

/// An official account and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Official {
    pub account: Account,
    pub key: KeyDigest,
}

/// What a site asks of its ledger. `store` implements it over SQL.
pub trait Ledger {
    fn load(&self) -> Result<Saved, Fault>;

    /// One statement, one row; replaces what was there.
    fn save_settings(&mut self, settings: &Settings, key: &KeyDigest) -> Result<(), Fault>;

    /// One statement, one row; replaces the account of that id.
    fn save_official(&mut self, official: &Official) -> Result<(), Fault>;
}
