//! Comparing and deriving secrets.
//!
//! Invariant: no comparison of a secret takes longer the more of it was guessed, and no key rests in storage as it
//! was told: its SHA-256 does. Keys have 256 random bits, so a slow hash would protect nothing.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

pub fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

pub fn same(a: &str, b: &str) -> bool {
    hash(a).ct_eq(&hash(b)).into()
}

/// HMAC-SHA-256 under a key of any length. HMAC's key is a block: shorter ones are filled with zeros, longer ones
/// hashed first.
pub fn hmac(key: &[u8]) -> Hmac<Sha256> {
    let mut block = [0_u8; 64];
    let put =
        |block: &mut [u8; 64], bytes: &[u8]| block.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    if key.len() > block.len() {
        put(&mut block, &Sha256::digest(key));
    } else {
        put(&mut block, key);
    }
    Hmac::new(&block.into())
}

pub fn derive(key: &[u8], purpose: &str) -> [u8; 32] {
    let mut mac = hmac(key);
    mac.update(purpose.as_bytes());
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hmac_is_the_one_of_rfc_4231_for_short_and_long_keys() {
        let hex = |bytes: [u8; 32]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(
            hex(derive(b"Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(derive(
                &[0xaa; 131],
                "Test Using Larger Than Block-Size Key - Hash Key First"
            )),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }

    #[test]
    fn keys_are_the_same_only_where_all_of_them_is() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "abcd"));
        assert!(!same("", "a"));
    }
}
