//! The messages, as somebody who is nobody here yet sees them: which are their own, and where they had read to, only the app knows.

use look::clock::TOKYO_SEOUL;
use look::{Civil, Group, Portrait, Row, Sight, known_as, phrases, rows, said};
use maud::{Markup, html};
use protocol::{Act, Boot, Entry, Joins, Role};

use super::said::{Bubble, bubble};
use super::{PageView, parts};

pub fn of(view: &PageView<'_>) -> Markup {
    let boot = view.boot;
    let words = phrases(boot.lang);
    let joins = boot.rules.is_some_and(|rules| rules.joins == Joins::Shown);
    let mut rows = rows(&boot.chat.list, Sight::of_anybody(TOKYO_SEOUL, joins)).peekable();
    if rows.peek().is_none() && !parts::has_older(&boot.chat) {
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
        @if let Some(entry) = &boot.chat.pin { (pin(boot, entry)) }
        div.sc id="maru-scroll" tabindex="0" role="log" aria-live="off" aria-label=(words.messages) {
            ol.ls {
                @if parts::has_older(&boot.chat) {
                    li.old { button.bt.so.sm type="button" { (words.older) } }
                } @else {
                    li.sy { (words.history_start) }
                }
                @for row in rows {
                    @match row {
                        Row::Day(day) => { li.dc { (day.chip(boot.lang)) } },
                        Row::Unread => {},
                        Row::Line(entry) => { li.sy { (line(boot, entry)) } },
                        Row::Gone(entry) => { (gone(boot, entry)) },
                        Row::Group(group) => { (group_of(view, group)) }
                    }
                }
            }
        }
    }
}

/// What stands above the list, over its first rows.
fn pin(boot: &Boot, entry: &Entry) -> Markup {
    let words = phrases(boot.lang);
    html! {
        div.nt role="region" aria-label=(words.pin) {
            (parts::small_icon("#i-horn"))
            a.np href={ "#m" (entry.seq) } { (parts::emoji(said::line(entry.what.body().as_str()), &boot.emoji, false)) }
            button.ib type="button" aria-expanded="true" aria-label=(words.fold) { (parts::icon("#i-down")) }
        }
    }
}

fn line(boot: &Boot, entry: &Entry) -> String {
    let words = phrases(boot.lang);
    let phrase = if entry.what.act() == Some(Act::Join) {
        words.joined
    } else {
        words.pinned
    };
    phrase.around(known_as(&entry.author, &boot.accounts, boot.lang))
}

fn gone(boot: &Boot, entry: &Entry) -> Markup {
    html! {
        li.g.x {
            div.c {
                div.rw id={ "m" (entry.seq) } tabindex="-1" {
                    p.b.gone { (phrases(boot.lang).gone) }
                    span.mt { time { (Civil::of(entry.at, TOKYO_SEOUL).time(boot.lang)) } }
                }
            }
        }
    }
}

fn group_of(view: &PageView<'_>, group: Group<'_>) -> Markup {
    let boot = view.boot;
    let author = group.author();
    let official = author.role == Role::Official;
    let last = group.last().seq;
    html! {
        li.g.of[official] {
            span.avw.of[official] { (parts::portrait(&Portrait::of(author, &boot.accounts))) }
            div.c {
                p.nm {
                    (known_as(author, &boot.accounts, boot.lang))
                    @if official { (parts::official(boot.lang)) }
                }
                @for entry in group.entries() {
                    (bubble(&Bubble { view, entry, last: entry.seq == last }))
                }
            }
        }
    }
}
