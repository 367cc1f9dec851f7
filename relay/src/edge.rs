//! Where strangers arrive: each request is admitted here once, or answered here.
//!
//! Invariant: an object is asked only for a site that exists, and never with a stranger's own request.

mod answer;
mod ask;
pub mod chance;
mod document;
pub mod keys;
mod policy;
mod route;
pub mod sites;
mod theme;
mod ticket;
mod upgrade;
mod visit;

use protocol::{Refusal, UnixMillis};
use worker::{Date, Env, Request, Response, Result};

pub use answer::{Answer, Trouble, json, lines, picture};
pub use ask::{answered, ask, in_time};
pub use route::is_there;
pub use ticket::{Ticket, TicketKey, expiry};
pub use visit::Visit;

use crate::{api, media};
use route::{Miss, Route};

pub async fn answer(request: Request, env: Env) -> Result<Response> {
    let mut visit = Visit::new(request, env)?;
    match Route::parse(&visit.request.method(), visit.url.path()) {
        Ok(route) => {
            let is_page = matches!(route, Route::Frame { .. } | Route::Page { .. });
            match follow(&mut visit, route).await {
                Err(Trouble::Refused { problem, .. }) if is_page && problem.refusal == Refusal::NotFound => {
                    document::lost(&visit).or_else(Trouble::response)
                }
                answer => answer.or_else(Trouble::response),
            }
        }
        Err(Miss::UnknownPage) => document::lost(&visit).or_else(Trouble::response),
        Err(Miss::Unknown) => Trouble::from(Refusal::NotFound).response(),
        Err(Miss::Method { allow }) => {
            Trouble::with_status(405, Refusal::NotFound, format!("this address answers {allow}")).response()
        }
    }
}

async fn follow(visit: &mut Visit, route: Route) -> Answer {
    match route {
        Route::Health => Ok(answer::text("ok")?),
        Route::Frame { site, room } => document::frame(visit, site, room).await,
        Route::Page { site, room } => document::page_of_room(visit, site, room).await,
        Route::Theme { site } => theme::sheet(visit, &site).await,
        Route::Socket { site, room } => upgrade::socket(visit, site, room).await,
        Route::Upload { site, room } => media::upload(visit, site, room).await,
        Route::Picture { key, is_thumbnail } => media::show(visit, key, is_thumbnail).await,
        Route::GuestTicket { site } => api::guest::ticket(visit, site).await,
        Route::HandOver { site } => api::handover::hand_over(visit, site).await,
        Route::TakeOver { site } => api::handover::take_over(visit, site).await,
        Route::ReadSite { site } => api::site::read(visit, site).await,
        Route::WriteSite { site } => api::site::write(visit, site).await,
        Route::WriteAccount { site, account } => api::account::write(visit, site, account).await,
        Route::ReadEmoji { site } => api::emoji::read(visit, site).await,
        Route::WriteEmoji { site, name } => api::emoji::write(visit, site, name).await,
        Route::ForgetEmoji { site, name } => api::emoji::forget(visit, site, name).await,
        Route::MintTicket { site } => api::tickets::mint(visit, site).await,
        Route::Post { site } => api::posts::post(visit, site).await,
        Route::ExportRoom { site, room } => api::export::export(visit, site, room).await,
        Route::ImportRoom { site, room } => api::import::import(visit, site, room).await,
        Route::Reports { site, room } => api::reports::read(visit, site, room).await,
        #[cfg(feature = "faults")]
        Route::Faults { what } => crate::faults::door(visit, &what).await,
    }
}

/// The relay's clock. The minds take it as an argument.
pub fn now() -> UnixMillis {
    UnixMillis(Date::now().as_millis())
}
