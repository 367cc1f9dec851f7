//! The Enter rule.
