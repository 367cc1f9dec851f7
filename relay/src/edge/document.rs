//! The frame's document and the page of a room: what the objects know, gathered into one answer.
//!
//! Invariant: the log that is drawn is the log that the app starts from. The host page's origin is named to the app
//! only where it is on the site's list.

use futures_util::future;
use protocol::{Boot, Lang, Log, Place as Where, RoomKind, RoomName, SiteId};
use worker::Response;

use super::answer::{Trouble, page};
use super::sites::Seen;
use super::visit::Visit;
use super::{ask, chance, now, policy, sites, theme};
use crate::object::door::{Door, Place};
use crate::pages::{self, LostView, PageView};
use crate::{assets, bindings};

/// The document of a frame in a page of the site.
pub async fn frame(visit: &Visit, site: SiteId, room: RoomName) -> Result<Response, Trouble> {
    let place = match visit.query("place").as_deref() {
        Some("inline") => Where::Inline,
        _ => Where::Panel,
    };
    let seen = sites::seen(&visit.env, &site).await?;
    let ancestors = &seen.view.settings.origins;
    let host = visit.query("host").filter(|host| seen.view.allows(host));
    draw(
        visit,
        Place { site, room },
        &seen,
        Frame {
            place,
            host,
            ancestors,
        },
    )
    .await
}

/// A page of its own, framed by nobody.
pub async fn page_of_room(visit: &Visit, site: Option<SiteId>, room: RoomName) -> Result<Response, Trouble> {
    let default = || bindings::default_site(&visit.env).and_then(|id| SiteId::parse(&id).ok());
    let site = site.or_else(default).ok_or(protocol::Refusal::NotFound)?;
    let seen = sites::seen(&visit.env, &site).await?;
    draw(
        visit,
        Place { site, room },
        &seen,
        Frame {
            place: Where::Page,
            host: None,
            ancestors: &[],
        },
    )
    .await
}

/// For a person who followed an address that leads nowhere. In a frame it is mostly the page's owner, who has yet to
/// make the site: anybody may frame it, since there is nothing on it to be tricked into.
pub fn lost(visit: &Visit) -> Result<Response, Trouble> {
    let nonce = chance::nonce()?;
    let lang = visit.lang().unwrap_or_default();
    let html = assets::CSS.with(|css| {
        pages::lost(&LostView {
            lang,
            nonce: &nonce,
            css,
        })
    });
    let anybody = ["*".to_owned()];
    let ancestors: &[String] = if visit.url.path().starts_with("/f/") {
        &anybody
    } else {
        &[]
    };
    Ok(page(404, html, &policy::of_page(&visit.url, &nonce, ancestors))?)
}

struct Frame<'a> {
    place: Where,
    host: Option<String>,
    ancestors: &'a [String],
}

async fn draw(visit: &Visit, of: Place, seen: &Seen, frame: Frame<'_>) -> Result<Response, Trouble> {
    let (chat, feed) = future::try_join(log(visit, &of, seen), feed(visit, &of, seen)).await?;
    let site = &seen.view;
    let settings = &site.settings;
    let lang: Lang = visit.lang().unwrap_or(settings.lang);
    let boot = Boot {
        rules: Some(settings.rules(&of.room)),
        sticker_tap: settings.chat.sticker_tap,
        quiet: settings.chat.quiet,
        title: site.title(&of.room),
        site: of.site,
        room: of.room,
        lang,
        place: frame.place,
        host: frame.host,
        read_marks: settings.read_marks,
        accounts: site.accounts.clone(),
        emoji: site.emoji.clone(),
        chat,
        feed,
        now: now(),
    };
    let theme = theme::asked(visit, &settings.theme);
    let nonce = chance::nonce()?;
    let html = assets::CSS.with(|css| {
        pages::document(&PageView {
            boot: &boot,
            nonce: &nonce,
            css,
            app_js: &assets::APP_JS.with(String::clone),
            app_wasm: &assets::APP_WASM.with(String::clone),
            app_rest: &assets::APP_REST.with(String::clone),
            stickers: &assets::STICKERS.with(String::clone),
            theme: &theme,
        })
    });
    let response = page(200, html, &policy::of_page(&visit.url, &nonce, frame.ancestors))?;
    response.headers().set("link", &early())?;
    Ok(response)
}

/// What the document will ask for, where a server hints at it before the document is there (103).
fn early() -> String {
    let script = assets::APP_JS.with(|file| format!("<{file}>; rel=modulepreload"));
    let module = assets::APP_WASM.with(|file| format!("<{file}>; rel=preload; as=fetch; crossorigin"));
    [script, module].join(", ")
}

async fn log(visit: &Visit, of: &Place, seen: &Seen) -> Result<Log, Trouble> {
    let stub = bindings::rooms(&visit.env)?.get_by_name(&of.object_name())?;
    let url = of.url_with(Door::Log, "ruled", &seen.ruled(&of.room));
    ask(&stub, &url, None::<&()>).await
}

/// The site's official posts; none where the room is the feed.
async fn feed(visit: &Visit, of: &Place, seen: &Seen) -> Result<Option<Log>, Trouble> {
    match of.room.kind() {
        RoomKind::Feed => Ok(None),
        RoomKind::Chat => {
            let feed = Place {
                site: of.site.clone(),
                room: RoomName::feed(),
            };
            log(visit, &feed, seen).await.map(Some)
        }
    }
}
