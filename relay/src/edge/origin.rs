//! Whose pages may talk to a site's rooms.
//!
//! Invariant: origins are compared whole, as browsers spell them. A missing one is nobody's.

use worker::Url;

/// The relay's own, by the address that was asked for.
pub fn own(url: &Url) -> String {
    url.origin().ascii_serialization()
}

pub fn is_allowed(origin: Option<&str>, own: &str, listed: &[String]) -> bool {
    origin.is_some_and(|origin| origin == own || listed.iter().any(|each| each == origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_relay_and_the_listed_origins_are_allowed() {
        let listed = vec!["https://miruna.example".to_owned()];
        let allowed = |origin| is_allowed(origin, "https://maru.example", &listed);
        assert!(allowed(Some("https://maru.example")));
        assert!(allowed(Some("https://miruna.example")));
        for other in ["", "null", "http://miruna.example", "https://miruna.example:8443", "https://miruna.example.evil"] {
            assert!(!allowed(Some(other)), "{other}");
        }
        assert!(!allowed(None));
    }

    #[test]
    fn the_own_origin_has_no_default_port_and_no_path() {
        let own_of = |url: &str| own(&Url::parse(url).unwrap());
        assert_eq!(own_of("https://maru.example:443/f/a/b?x=y"), "https://maru.example");
        assert_eq!(own_of("http://localhost:8787/"), "http://localhost:8787");
    }
}
