//! The ticket desk: who the guest is becomes a ticket that the relay has signed.
//!
//! The request is a few lines of `js/ask.js`: promises, headers and answers held from here cost a kilobyte more.

use protocol::http::{GuestRequest, Problem, TicketReply};
use protocol::{Refusal, SiteId, codec};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./ask.js")]
extern "C" {
    fn ask(path: &str, body: &str, hear: &JsValue);
}

/// `Err(None)`: the relay was out of reach, or did not answer as a relay does.
pub type Answer = Result<TicketReply, Option<Refusal>>;

/// The answer is heard once, whatever happens.
pub fn fetch(site: &SiteId, request: &GuestRequest, hear: impl FnOnce(Answer) + 'static) {
    let hear = Closure::once_into_js(move |ok: bool, text: String| hear(understand(ok, &text)));
    ask(
        &["/f/", site.as_str(), "/ticket"].concat(),
        &codec::encode(request),
        &hear,
    );
}

fn understand(ok: bool, text: &str) -> Answer {
    if ok {
        codec::decode(text).map_err(|_| None)
    } else {
        let problem = codec::decode::<Problem>(text);
        Err(problem.ok().map(|problem| problem.refusal))
    }
}
