//! The official posts, newest first.

use look::clock::TOKYO_SEOUL;
use look::{Civil, Portrait, Post, known_as, lang_of, phrases, seldom};
use maud::{Markup, html};
use protocol::{Boot, Entry, Log, RoomKind};

use super::parts;

/// The room is itself a feed: there is nothing beside it.
pub fn is_all(boot: &Boot) -> bool {
    boot.room.kind() == RoomKind::Feed
}

pub fn of(boot: &Boot, log: &Log) -> Markup {
    let words = phrases(boot.lang);
    if log.list.is_empty() {
        return html! {
            div.em { (parts::asleep()) h2 { (words.feed_empty_title) } p { (words.feed_empty_text) } }
        };
    }
    html! {
        div.sf tabindex="0" role="region" aria-label=(words.news) {
            div.fe {
                @for entry in log.list.iter().rev() { (card(boot, entry)) }
                @if parts::has_older(log) { button.bt.so.sm type="button" { (seldom(boot.lang).older_posts) } }
            }
        }
    }
}

fn card(boot: &Boot, entry: &Entry) -> Markup {
    let author = &entry.author;
    let body = entry.what.body();
    let post = Post::of(body.as_str());
    let today = Civil::of(boot.now, TOKYO_SEOUL).day;
    html! {
        article.cd {
            header.top {
                (parts::portrait(&Portrait::of(author, &boot.accounts)))
                div {
                    p.nm { (known_as(author, &boot.accounts, boot.lang)) (parts::official(boot.lang)) }
                    time { (Civil::of(entry.at, TOKYO_SEOUL).feed_time(today, boot.lang)) }
                }
            }
            div.tx lang=[lang_of(body.as_str()).map(protocol::Lang::tag)] {
                @if let Some(title) = post.title { h2 { (parts::emoji(title, &boot.emoji, false)) } }
                p { (parts::text(post.text, &boot.emoji)) }
            }
        }
    }
}
