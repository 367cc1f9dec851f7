//! Numbers as the three languages write them: digits in groups of three.

/// 1284 as `1,284`.
pub fn count(n: u32) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What a badge has room for: `99+` from a hundred on.
pub fn badge(n: u32) -> String {
    if n > 99 { "99+".to_owned() } else { n.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (n, text) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (48_310, "48,310"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(count(n), text);
        }
    }

    #[test]
    fn a_badge_stays_small() {
        assert_eq!([badge(1), badge(99), badge(100)], ["1", "99", "99+"]);
    }
}
