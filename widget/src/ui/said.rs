//! One message: its text with whom it answers and calls, or the sticker or the pictures in its place; and what is told of it.

use look::link::REL;
use look::{Phrases, fold, said};
use protocol::{Image, Lang};
use yew::AttrValue;

use super::el::{Node, el, keyed, none, say};
use super::portrait::portrait;
use super::text::{calling, line, text};
use super::wants::about;
use crate::view::{Bare, Beside, Bubble, Quote};

/// The row of a message: what was said, and what stands beside its foot.
pub fn row(words: &Phrases, bubble: &Bubble, class: &'static str, foot: Node) -> Node {
    let said = el!("div" "class"="rw" "id"=(["m", &bubble.key].concat()) "tabindex"="-1";
        content(words, bubble, class), unfold(words, &bubble.text), foot);
    keyed(said, &*bubble.key)
}

fn content(words: &Phrases, bubble: &Bubble, class: &'static str) -> Node {
    let lang = bubble.lang.map(Lang::tag);
    let Some(beside) = &bubble.beside else {
        return el!("p" "class"=(class) "lang"=(lang); none(), text(&bubble.text, &None));
    };
    let Beside {
        quote,
        calls,
        mine,
        emoji,
        bare,
    } = &**beside;
    let quote = quote.as_ref().map(|asked| self::quote(words, asked));
    let said = calling(&bubble.text, *calls, *mine, emoji);
    let Some(bare) = bare else {
        return el!("p" "class"=(class) "lang"=(lang); quote.unwrap_or_default(), said);
    };
    let quote = quote.map_or_else(none, |quote| el!("p" "class"="b"; quote));
    let (shown, caption) = match bare {
        Bare::Sticker { still, moving } => (sticker(still, moving, &bubble.text), false),
        Bare::Images { images, caption } => (pictures(words, images), *caption),
    };
    let caption = if caption {
        el!("p" "class"=(class) "lang"=(lang); said)
    } else {
        none()
    };
    el!("div" "class"="wr"; quote, shown, caption)
}

/// The word that unfolds a long text: the browser does, with or without the app.
fn unfold(words: &Phrases, text: &str) -> Node {
    if fold::is_long(text) {
        el!("details" "class"="mo"; el!("summary"; say(words.unfold)))
    } else {
        none()
    }
}

fn quote(words: &Phrases, quote: &Quote) -> Node {
    match quote {
        Quote::Asked => el!("span" "class"="q"; say("…")),
        Quote::Gone => el!("span" "class"="q"; say(words.gone)),
        Quote::Of {
            seq,
            name,
            portrait: face,
            text,
            lang,
            emoji,
        } => {
            let text = el!("span" "lang"=(lang.map(Lang::tag)); line(text, emoji));
            el!("a" "class"="q" "href"=(about("#m", *seq)) "data-do"=(about("go ", *seq));
                portrait(face),
                el!("span"; el!("b"; say(name)), text))
        }
    }
}

fn sticker(still: &AttrValue, moving: &AttrValue, words: &AttrValue) -> Node {
    el!("picture" "class"="sk";
        el!("source" "srcset"=(still) "media"="(prefers-reduced-motion: reduce)"),
        el!("img" "src"=(moving) "alt"=(words) "width"="148" "height"="132" "loading"="lazy"))
}

/// The first few, and how many more there are.
fn pictures(words: &Phrases, images: &[Image]) -> Node {
    let more = images.len().saturating_sub(said::SHOWN);
    let shown = images.iter().zip(1_u32..).map(|(image, n)| {
        let whole = ["/m/", &image.key.to_string()].concat();
        if n as usize > said::SHOWN {
            // The viewer goes by the links.
            return el!("a" "class"="im" "href"=(whole) "hidden"="hidden");
        }
        let tint = image.tint.map_or_else(
            none,
            |tint| el!("svg" "class"="tn" "color"=(String::from(tint)) "aria-hidden"="true"),
        );
        let small = el!("img" "src"=([&whole, "/t"].concat()) "alt"=(words.nth_photo.with(n))
            "width"=(image.w.to_string()) "height"=(image.h.to_string()) "loading"="lazy");
        let more = if more > 0 && n as usize == said::SHOWN {
            el!("u"; say(["+", &more.to_string()].concat()))
        } else {
            none()
        };
        el!("a" "class"="im" "href"=(whole) "target"="_blank" "rel"=(REL); tint, small, more)
    });
    el!("div" "class"="ig" => shown.collect::<Vec<_>>())
}

/// Under a message: who feels how about it. A press joins them, or takes it back.
pub fn pills(bubble: &Bubble) -> Option<Node> {
    let seq = bubble.seq.filter(|_| !bubble.pills.is_empty())?;
    let pills = bubble.pills.iter().map(|pill| {
        let text = [said::glyph(pill.kind), " ", &look::count::count(pill.n)].concat();
        let is_mine = if pill.mine { "true" } else { "false" };
        let kind = if pill.mine { "" } else { pill.kind.word() };
        let react = [&about("react ", seq), " ", kind].concat();
        el!("button" "type"="button" "aria-pressed"=(is_mine) "data-do"=(react); say(text))
    });
    let pills = el!("div" "class"="rx" => pills.collect::<Vec<_>>());
    Some(keyed(pills, ["r", &*bubble.key].concat()))
}
