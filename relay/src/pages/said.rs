//! One message: its text with whom it answers and calls, or the sticker or the pictures in its place; and what is told of it.

use look::call::{self, Part};
use look::clock::TOKYO_SEOUL;
use look::link::REL;
use look::{Civil, Piece, Portrait, emoji, fold, known_as, lang_of, phrases, pieces, said, sticker};
use maud::{Markup, html};
use protocol::{Boot, Emoji, Entry, Fate, Image, Lang, ReadMarks, Seq, StickerName};

use super::{PageView, parts};

pub struct Bubble<'a> {
    pub view: &'a PageView<'a>,
    pub entry: &'a Entry,
    /// It has its group's time at its foot.
    pub last: bool,
}

pub fn bubble(bubble: &Bubble<'_>) -> Markup {
    let Bubble { view, entry, .. } = *bubble;
    let boot = view.boot;
    let tally = boot.chat.tallies.iter().find(|tally| tally.seq == entry.seq);
    html! {
        div.rw id={ "m" (entry.seq) } tabindex="-1" {
            (content(view, entry))
            @if fold::is_long(entry.what.body().as_str()) {
                details.mo { summary { (phrases(boot.lang).unfold) } }
            }
            (foot(bubble))
        }
        @if let Some(tally) = tally {
            div.rx {
                @for count in &tally.counts {
                    button type="button" aria-pressed="false" { (said::glyph(count.kind)) " " (look::count::count(count.n)) }
                }
            }
        }
    }
}

fn content(view: &PageView<'_>, entry: &Entry) -> Markup {
    let boot = view.boot;
    let with = entry.what.with();
    let body = entry.what.body();
    let quote = with.and_then(|with| with.reply).map(|seq| quote(boot, seq));
    let calls = with.map_or(0, |with| with.mentions.len());
    let text = |text: &str, quote: Option<Markup>| {
        html! {
            p.b lang=[lang_of(text).map(Lang::tag)] { @if let Some(quote) = quote { (quote) } (words(text, calls, &boot.emoji)) }
        }
    };
    if !said::is_bare(with) {
        return text(body.as_str(), quote);
    }
    html! {
        div.wr {
            @if let Some(quote) = quote { p.b { (quote) } }
            @if let Some(name) = with.and_then(|with| with.sticker.as_ref()) {
                (drawn(name, view.stickers, body.as_str()))
            } @else if let Some(with) = with {
                (pictures(boot.lang, &with.images))
                @if let Some(caption) = said::caption(body) { (text(caption, None)) }
            }
        }
    }
}

/// What is answered: looked up, so that it says what it says now.
fn quote(boot: &Boot, seq: Seq) -> Markup {
    let mut known = boot.chat.list.iter().chain(&boot.chat.quoted);
    let Some(entry) = known.find(|entry| entry.seq == seq) else {
        return html! { span.q { "…" } };
    };
    if entry.what.is_gone() {
        return html! { span.q { (phrases(boot.lang).gone) } };
    }
    let text = said::line(entry.what.body().as_str());
    html! {
        a.q href={ "#m" (seq) } {
            (parts::portrait(&Portrait::of(&entry.author, &boot.accounts)))
            span {
                b { (known_as(&entry.author, &boot.accounts, boot.lang)) }
                span lang=[lang_of(text).map(Lang::tag)] { (parts::emoji(text, &boot.emoji, false)) }
            }
        }
    }
}

/// Text, its addresses as links, whom it calls, and the site's emoji.
fn words(text: &str, calls: usize, known: &[Emoji]) -> Markup {
    let mut made = 0;
    let is_large = emoji::is_large(text, known);
    html! {
        @for piece in pieces(text) {
            @match piece {
                Piece::Plain(text) => {
                    @for part in call::parts(text, calls, &mut made) {
                        @match part {
                            Part::Plain(text) => { (parts::emoji(text, known, is_large)) },
                            Part::Call(name, _) => { span.mn { (name) } }
                        }
                    }
                },
                Piece::Link(url) => { a href=(url.as_str()) target="_blank" rel=(REL) { (url.as_str()) } }
            }
        }
    }
}

fn drawn(name: &StickerName, version: &str, words: &str) -> Markup {
    html! {
        picture.sk {
            source srcset=(sticker::still(name, version)) media="(prefers-reduced-motion: reduce)";
            img src=(sticker::moving(name, version)) alt=(words) width="148" height="132" loading="lazy";
        }
    }
}

fn pictures(lang: Lang, images: &[Image]) -> Markup {
    let more = images.len().saturating_sub(said::SHOWN);
    html! {
        div.ig {
            @for (image, n) in images.iter().take(said::SHOWN).zip(1..) {
                a.im href={ "/m/" (image.key) } target="_blank" rel=(REL) {
                    @if let Some(tint) = image.tint { svg.tn color=(String::from(tint)) aria-hidden="true" {} }
                    img src={ "/m/" (image.key) "/t" } alt=(phrases(lang).nth_photo.with(n)) width=(image.w) height=(image.h)
                        loading="lazy";
                    @if n as usize == said::SHOWN && more > 0 { u { "+" (more) } }
                }
            }
            @for image in images.iter().skip(said::SHOWN) { a.im href={ "/m/" (image.key) } hidden {} }
        }
    }
}

fn foot(Bubble { view, entry, last }: &Bubble<'_>) -> Markup {
    let boot = view.boot;
    let style = boot.rules.map_or(boot.read_marks, |rules| rules.read_marks);
    let unread = said::mark_of(boot.chat.marks.as_ref(), entry.seq)
        .filter(|n| style == ReadMarks::CountDown && *n > 0);
    let edited = entry
        .what
        .with()
        .is_some_and(|with| with.fate == Some(Fate::Edited));
    html! {
        @if *last || edited || unread.is_some() {
            span.mt {
                @if edited { i.k { (phrases(boot.lang).edited) } }
                @if let Some(n) = unread { i { (said::mark(n)) } }
                @if *last { time { (Civil::of(entry.at, TOKYO_SEOUL).time(boot.lang)) } }
            }
        }
    }
}
