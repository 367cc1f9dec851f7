//! The messages, as somebody who is nobody here yet sees them: which are their own, only the app knows.

use look::clock::TOKYO_SEOUL;
use look::{Civil, Group, Portrait, Row, known_as, lang_of, phrases, rows};
use maud::{Markup, html};
use protocol::{Boot, Role};

use super::parts;

pub fn of(boot: &Boot) -> Markup {
    let words = phrases(boot.lang);
    if boot.chat.list.is_empty() {
        return html! {
            div.em {
                (parts::sticker(words.wave))
                h2 { (words.empty_title) }
                p { (words.empty_text) }
                div.sg { @for line in words.starters { button.bt.so.sm type="button" { (line) } } }
            }
        };
    }
    html! {
        div.sc id="maru-scroll" tabindex="0" role="log" aria-live="polite" aria-label=(words.messages) {
            ol.ls {
                @if parts::has_older(&boot.chat) {
                    li.old { button.bt.so.sm type="button" { (words.older) } }
                } @else {
                    li.sy { (words.history_start) }
                }
                @for row in rows(&boot.chat.list, TOKYO_SEOUL) {
                    @match row {
                        Row::Day(day) => { li.dc { (day.chip(boot.lang)) } },
                        Row::Group(group) => { (said(boot, group)) }
                    }
                }
            }
        }
    }
}

fn said(boot: &Boot, group: Group<'_>) -> Markup {
    let author = group.author();
    let official = author.role == Role::Official;
    let last = group.entries.len().saturating_sub(1);
    html! {
        li.g.of[official] {
            span.avw.of[official] { (parts::portrait(&Portrait::of(author, &boot.accounts))) }
            div.c {
                p.nm {
                    (known_as(author, &boot.accounts, boot.lang))
                    @if official { (parts::official(boot.lang)) }
                }
                @for (at, entry) in group.entries.iter().enumerate() {
                    @let body = entry.what.body();
                    div.rw {
                        p.b lang=[lang_of(body.as_str()).map(protocol::Lang::tag)] { (parts::text(body.as_str())) }
                        @if at == last {
                            span.mt { time { (Civil::of(group.at(), TOKYO_SEOUL).time(boot.lang)) } }
                        }
                    }
                }
            }
        }
    }
}
