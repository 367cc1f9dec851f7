//! What an origin is: the scheme, host and port of a page, and nothing else.

/// An origin as a browser writes it, of a page that may embed: `https` anywhere, `http` on this machine alone.
pub fn is_origin(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("https://") {
        return is_host_and_port(rest);
    }
    let Some(rest) = text.strip_prefix("http://") else {
        return false;
    };
    let host = rest.rsplit_once(':').map_or(rest, |(host, _)| host);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") && is_host_and_port(rest)
}

fn is_host_and_port(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    is_host(host) && port.is_none_or(is_port)
}

fn is_port(text: &str) -> bool {
    !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

/// Lower case, as browsers write it; other scripts come as punycode.
fn is_host(text: &str) -> bool {
    if text == "[::1]" {
        return true;
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    text.len() <= 253 && text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::is_origin;

    #[test]
    fn e8_origins_are_scheme_host_and_port_and_nothing_else() {
        for good in [
            "https://example.com",
            "https://fans.example.co.kr:8443",
            "https://xn--q9jyb4c.example",
            "http://localhost:8788",
            "http://127.0.0.1:8788",
            "http://[::1]:80",
            "http://localhost",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "*",
            "null",
            "example.com",
            "https://",
            "https://*.example.com",
            "https://example.com/",
            "https://example.com/path",
            "https://user@example.com",
            "https://Example.com",
            "https://ex ample.com",
            "https://example.com;script-src *",
            "https://example.com:0",
            "https://example.com:99999",
            "https://example.com:",
            "https://-a.example",
            "http://example.com",
            "http://localhost.example.com",
            "ftp://example.com",
            "javascript:alert(1)",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }
}
