//! HTTP, by our own node: the tools ask a relay a handful of things, which is not worth a TLS stack of their own.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{npm, sh};

#[derive(Serialize)]
pub struct Call<'a> {
    pub method: &'a str,
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
}

impl<'a> Call<'a> {
    pub fn get(url: String) -> Self {
        Self {
            method: "GET",
            url,
            key: None,
            body: None,
        }
    }

    pub fn put(url: String, key: &'a str, body: Value) -> Self {
        Self {
            method: "PUT",
            url,
            key: Some(key),
            body: Some(body),
        }
    }
}

/// Asks one after another; an answer that is not 2xx is an error that says what was answered.
pub fn ask(calls: &[Call]) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Answer {
        status: u16,
        text: String,
    }
    let script = npm::script("call.mjs");
    let answers: Vec<Answer> =
        serde_json::from_str(&sh::ask(npm::node().arg(script), &serde_json::to_string(calls)?)?)?;
    for (call, answer) in calls.iter().zip(&answers) {
        if !(200..300).contains(&answer.status) {
            bail!("{} {}: {} {}", call.method, call.url, answer.status, answer.text);
        }
    }
    Ok(answers.into_iter().map(|answer| answer.text).collect())
}

/// Asks one thing.
pub fn ask_one(call: Call) -> Result<String> {
    ask(&[call])?.pop().context("no answer")
}
