//! Keys, as far as this crate sees them.
//!
//! Invariant: the text of a key passes through on its way to whoever asked for it, and is not kept.

use std::fmt;

/// The SHA-256 of a key, in 64 lower-case hexadecimal digits. Keys are 128 random bits or more, so a plain digest
/// gives nothing away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyDigest(String);

impl KeyDigest {
    pub fn parse(hex: &str) -> Option<Self> {
        let good = hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        good.then(|| Self(hex.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key that the edge has just made, in case one is needed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    pub text: String,
    pub digest: KeyDigest,
}

/// Logs must not have it.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// What a request brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// The key of whoever deployed the relay.
    Owner,
    /// Some other key: the site's, an account's, or nobody's.
    Other(KeyDigest),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_64_lower_case_digits() {
        assert!(KeyDigest::parse(&"0af9".repeat(16)).is_some());
        for bad in ["", "0af", &"0AF9".repeat(16), &"0afg".repeat(16), &"あ".repeat(64)] {
            assert_eq!(KeyDigest::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_key_is_not_printed() {
        let digest = KeyDigest::parse(&"0".repeat(64)).unwrap();
        let text = "secret".to_owned();
        assert_eq!(format!("{:?}", Key { text, digest }), "Key(…)");
    }
}
