//! Chance, from the runtime's generator. The minds take it as arguments.

use base64ct::{Base64UrlUnpadded, Encoding};
use protocol::DraftId;

use super::answer::Trouble;

pub fn bytes<const N: usize>() -> Result<[u8; N], Trouble> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Trouble::fault("no randomness", error))?;
    Ok(bytes)
}

/// For an answer's policy: 128 bits, as its header spells them.
pub fn nonce() -> Result<String, Trouble> {
    Ok(Base64UrlUnpadded::encode_string(&bytes::<16>()?))
}

/// A key that is told once: 256 bits, URL-safe.
pub fn key() -> Result<String, Trouble> {
    Ok(Base64UrlUnpadded::encode_string(&bytes::<32>()?))
}

pub fn draft() -> Result<DraftId, Trouble> {
    Ok(DraftId::from_bits(u128::from_be_bytes(bytes()?)))
}
