//! HTTP as a stranger speaks it: any header, any body, and the answer as it came.

use serde::de::DeserializeOwned;
use ureq::http::Request;

use crate::DEADLINE;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a header is text"))
    }

    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// What was refused, of an answer that is no 2xx.
    pub fn refusal(&self) -> protocol::Refusal {
        self.json::<protocol::http::Problem>().refusal
    }
}

/// An answer that may be no text.
pub struct Bytes {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Bytes {
    pub fn text(self) -> Answer {
        Answer {
            status: self.status,
            headers: self.headers,
            body: String::from_utf8(self.body).expect("an answer is text"),
        }
    }
}

pub fn call(method: &str, url: &str, headers: &[(&str, &str)], body: impl Into<String>) -> Answer {
    let body: String = body.into();
    bytes(method, url, headers, body.into_bytes()).text()
}

pub fn bytes(method: &str, url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Bytes {
    let agent = ureq::Agent::new_with_config(
        ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .timeout_global(Some(DEADLINE))
            .build(),
    );
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answered = if body.is_empty() {
        agent.run(request.body(()).expect("a request"))
    } else {
        agent.run(request.body(body).expect("a request"))
    };
    let mut response = answered.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
    Bytes {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.body_mut().read_to_vec().expect("an answer has an end"),
    }
}
