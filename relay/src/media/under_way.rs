//! Pictures that are on their way through this instance.
//!
//! Invariant: together they are never larger than [`limits::IMAGES_UNDER_WAY`], so nobody's pictures take the memory of the
//! rooms that live here too. What is taken is given back when it is dropped, whatever happened to the upload.

use std::cell::Cell;

use protocol::http::Problem;
use protocol::{Refusal, limits};

use crate::edge::Trouble;

thread_local! {
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

pub struct UnderWay(usize);

impl UnderWay {
    pub fn take(bytes: usize) -> Result<Self, Trouble> {
        let all = BYTES.get().saturating_add(bytes);
        if all > limits::IMAGES_UNDER_WAY {
            return Err(Trouble::from(Problem {
                refusal: Refusal::TooFast,
                detail: "other pictures are on their way".to_owned(),
                retry_after_ms: Some(2_000),
            }));
        }
        BYTES.set(all);
        Ok(Self(bytes))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        BYTES.set(BYTES.get().saturating_sub(self.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g16_what_is_under_way_has_a_bound_and_is_given_back() {
        let mut taken = Vec::new();
        while let Ok(one) = UnderWay::take(limits::IMAGE_BYTES) {
            taken.push(one);
        }
        assert_eq!(taken.len(), limits::IMAGES_UNDER_WAY / limits::IMAGE_BYTES);
        drop(taken);
        assert!(UnderWay::take(limits::IMAGES_UNDER_WAY).is_ok());
    }
}
