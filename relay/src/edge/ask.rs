//! Asking an object: one internal request, JSON both ways.
//!
//! Invariant: such a request is made here from nothing, so no header and no path of a stranger reaches an object.

use std::time::Duration;

use futures_util::future::{Either, select};
use protocol::codec;
use protocol::http::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::{Delay, Method, Request, RequestInit, Response, Stub};

use super::answer::Trouble;

/// What the object refused comes back as it said it; what went wrong inside it was logged there.
pub async fn ask<T: DeserializeOwned>(
    stub: &Stub,
    url: &str,
    body: Option<&impl Serialize>,
) -> Result<T, Trouble> {
    let mut init = RequestInit::new();
    if let Some(body) = body {
        init.with_method(Method::Post)
            .with_body(Some(codec::encode(body).into()));
    }
    let request = Request::new_with_init(url, &init)?;
    answered(url, stub.fetch_with_request(request).await?).await
}

/// The answer to a question, if it comes in time.
pub async fn in_time<T>(ms: u64, asked: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    let wait = Delay::from(Duration::from_millis(ms));
    match select(Box::pin(asked), Box::pin(wait)).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(Trouble::Fault("an object does not answer".to_owned())),
    }
}

/// What an object's answer says.
pub async fn answered<T: DeserializeOwned>(url: &str, mut response: Response) -> Result<T, Trouble> {
    let (status, text) = (response.status_code(), response.text().await?);
    if status == 200 {
        return codec::parse(&text)
            .map_err(|_| Trouble::Fault(format!("an object's answer was not read: {url}")));
    }
    match codec::parse::<Problem>(&text) {
        Ok(problem) => Err(Trouble::Refused { status, problem }),
        Err(_) => Err(Trouble::Fault(format!("an object answered {status}: {url}"))),
    }
}
