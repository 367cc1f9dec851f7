//! The ticket desk: who the guest is becomes a ticket that the relay has signed.
//!
//! Used directly and not through `gloo::net`, for its size.

use gloo::utils::window;
use protocol::http::{GuestRequest, Problem, TicketReply};
use protocol::{Refusal, SiteId, codec};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// `Err(None)`: the relay was out of reach, or did not answer as a relay does.
pub async fn fetch(site: &SiteId, request: &GuestRequest) -> Result<TicketReply, Option<Refusal>> {
    let (ok, text) = post(
        &["/f/", site.as_str(), "/ticket"].concat(),
        &codec::encode(request),
    )
    .await
    .map_err(|_| None)?;
    if ok {
        codec::decode(&text).map_err(|_| None)
    } else {
        Err(codec::decode::<Problem>(&text)
            .ok()
            .map(|problem| problem.refusal))
    }
}

async fn post(path: &str, body: &str) -> Result<(bool, String), JsValue> {
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&JsValue::from(body));
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await?;
    let answer: Response = answer.dyn_into()?;
    let text = JsFuture::from(answer.text()?).await?;
    Ok((answer.ok(), text.as_string().unwrap_or_default()))
}
