//! The Content-Security-Policy of the relay's pages.
//!
//! Invariant: what is not named is forbidden: no inline script, no stranger's script, picture or connection, and no
//! frame around it but a listed origin's.

use worker::Url;

/// `ancestors` are parsed origins: they hold no space, quote or semicolon.
pub fn of_page(url: &Url, nonce: &str, ancestors: &[String]) -> String {
    let ancestors = if ancestors.is_empty() {
        "'none'".to_owned()
    } else {
        ancestors.join(" ")
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self' data:; connect-src 'self' {sockets}; frame-ancestors {ancestors}; base-uri 'none'; \
         form-action 'none'",
        sockets = sockets(url)
    )
}

/// Not every browser counts a socket of the same host as 'self'.
fn sockets(url: &Url) -> String {
    let scheme = if url.scheme() == "https" { "wss" } else { "ws" };
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_frames_and_the_socket_and_nothing_of_a_stranger() {
        let url = Url::parse("http://localhost:8787/f/a/b").unwrap();
        let origins = ["https://a.example".to_owned(), "https://b.example".to_owned()];
        let policy = of_page(&url, "N0nce", &origins);
        assert!(policy.contains("frame-ancestors https://a.example https://b.example;"));
        assert!(policy.contains("connect-src 'self' ws://localhost:8787;"));
        assert!(policy.contains("style-src 'self' 'nonce-N0nce';"));
        assert!(policy.contains("worker-src 'self';"));
        assert!(!policy.contains("unsafe-inline"));
    }

    #[test]
    fn a_page_without_listed_origins_is_framed_by_nobody() {
        let url = Url::parse("https://maru.example/r/lounge").unwrap();
        let policy = of_page(&url, "n", &[]);
        assert!(policy.contains("frame-ancestors 'none';"));
        assert!(policy.contains("wss://maru.example;"));
    }
}
