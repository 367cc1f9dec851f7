//! A sticker's drawing as it stands at one moment: an SVG with its animations worked out and its parts put in.
//!
//! Invariant: what is understood here is what a browser shows, so that whoever draws has only to open the file in one. Of SVG's
//! animations these are known: `animate` and `animateTransform` with `values`, `keyTimes`, `calcMode` (linear, spline, discrete),
//! `keySplines`, `dur` and `begin`. Whatever else stands in a file is refused and not passed over.

use anyhow::{Context, Result, bail, ensure};
use roxmltree::{Document, Node};

/// The pack's own shapes, beside its stickers.
pub const PARTS: &str = "parts.svg";

/// Elements that would look different from one machine to the next, or fetch something.
const STRANGERS: [&str; 6] = ["text", "image", "style", "script", "foreignObject", "set"];

/// How a drawing moves: so many frames, each so long, and how often all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    pub frames: u32,
    pub frame_ms: u32,
    pub plays: u32,
    /// The moment of the first frame, which has to say everything by itself.
    pub start_ms: u32,
}

impl Pace {
    /// The longest that a sticker moves, and how often at most: LINE's rules, which artists know.
    const LONGEST_MS: u32 = 4_000;
    const PLAYS: u32 = 4;

    fn of(root: Node<'_, '_>) -> Result<Option<Self>> {
        let number = |name: &str| -> Result<Option<u32>> {
            root.attribute(name)
                .map(|text| {
                    text.parse()
                        .with_context(|| format!("{name}={text:?} is no number"))
                })
                .transpose()
        };
        let Some(frames) = number("data-frames")? else {
            return Ok(None);
        };
        let frame_ms = number("data-ms")?.context("data-frames wants data-ms beside it")?;
        ensure!(
            (8..=20).contains(&frames),
            "{frames} frames: 8 to 20 of them move well"
        );
        let once = frames * frame_ms;
        ensure!(
            (1..=Self::LONGEST_MS).contains(&once),
            "{once} ms is not within 4 s"
        );
        let plays = (Self::LONGEST_MS / once).min(Self::PLAYS);
        let start_ms = number("data-start")?.unwrap_or_default();
        Ok(Some(Self {
            frames,
            frame_ms,
            plays,
            start_ms,
        }))
    }

    pub fn once_ms(self) -> u32 {
        self.frames * self.frame_ms
    }

    pub fn moments(self) -> impl Iterator<Item = u32> {
        (0..self.frames).map(move |frame| self.start_ms + frame * self.frame_ms)
    }
}

pub struct Drawing<'a> {
    document: Document<'a>,
    parts: &'a Document<'a>,
    pub pace: Option<Pace>,
}

impl<'a> Drawing<'a> {
    pub fn read(text: &'a str, parts: &'a Document<'a>) -> Result<Self> {
        let document = Document::parse(text)?;
        let pace = Pace::of(document.root_element())?;
        let drawing = Self {
            document,
            parts,
            pace,
        };
        drawing.check()?;
        Ok(drawing)
    }

    /// The picture after so many milliseconds, as an SVG that stands still.
    pub fn at(&self, ms: u32) -> Result<String> {
        let root = self.document.root_element();
        let view = root.attribute("viewBox").context("no viewBox")?;
        let mut out = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{view}\"><defs>");
        for part in self.parts.root_element().children() {
            write(part, ms, &mut out)?;
        }
        out.push_str("</defs>");
        for child in root.children() {
            write(child, ms, &mut out)?;
        }
        out.push_str("</svg>");
        Ok(out)
    }

    fn check(&self) -> Result<()> {
        let elements = || self.document.descendants().filter(Node::is_element);
        for node in elements().chain(self.parts.descendants().filter(Node::is_element)) {
            let name = node.tag_name().name();
            ensure!(!STRANGERS.contains(&name), "<{name}> is not drawn");
            for attribute in node.attributes() {
                let value = attribute.value();
                ensure!(
                    !matches!(attribute.name(), "style" | "class") && !value.contains("http"),
                    "{}={value:?} is not for a sticker",
                    attribute.name()
                );
            }
        }
        let known: Vec<&str> = self
            .parts
            .descendants()
            .filter_map(|node| node.attribute("id"))
            .collect();
        let whole = self.pace.map(Pace::once_ms);
        for node in elements() {
            if let Some(href) = href(node) {
                let of_the_pack = href.strip_prefix(PARTS).and_then(|id| id.strip_prefix('#'));
                let is_there = of_the_pack.is_some_and(|id| known.contains(&id));
                ensure!(is_there, "{href} is no part");
            }
            if is_motion(node) {
                let whole = whole.context("it moves, and data-frames does not say how")?;
                let dur = duration(node.attribute("dur").context("an animation without dur")?)?;
                ensure!(
                    dur > 0 && i64::from(whole) % dur == 0,
                    "{dur} ms do not fit into {whole} ms"
                );
            }
        }
        Ok(())
    }
}

fn is_motion(node: Node<'_, '_>) -> bool {
    node.tag_name().name().starts_with("animate")
}

/// With the old prefix or without.
fn href<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attributes()
        .find(|attribute| attribute.name() == "href")
        .map(|attribute| attribute.value())
}

fn write(node: Node<'_, '_>, ms: u32, out: &mut String) -> Result<()> {
    if !node.is_element() || is_motion(node) {
        return Ok(());
    }
    let mut attributes: Vec<(&str, String)> = node
        .attributes()
        .map(|attribute| match attribute.value().strip_prefix(PARTS) {
            Some(id) => (attribute.name(), id.to_owned()),
            None => (attribute.name(), attribute.value().to_owned()),
        })
        .collect();
    for motion in node.children().filter(|child| is_motion(*child)) {
        let name = motion
            .attribute("attributeName")
            .context("an animation without attributeName")?;
        let value = value(motion, ms).with_context(|| format!("the animation of {name}"))?;
        attributes.retain(|(known, _)| *known != name);
        attributes.push((name, value));
    }
    let tag = node.tag_name().name();
    out.push('<');
    out.push_str(tag);
    for (name, value) in attributes {
        out.push_str(&format!(
            " {name}=\"{}\"",
            value.replace('&', "&amp;").replace('"', "&quot;")
        ));
    }
    out.push('>');
    for child in node.children() {
        write(child, ms, out)?;
    }
    out.push_str(&format!("</{tag}>"));
    Ok(())
}

/// What an animation says at a moment.
fn value(motion: Node<'_, '_>, ms: u32) -> Result<String> {
    let values: Vec<&str> = split(motion.attribute("values").context("no values")?);
    let dur = duration(motion.attribute("dur").context("no dur")?)?;
    let begin = motion.attribute("begin").map_or(Ok(0), duration)?;
    let phase = (i64::from(ms) - begin).rem_euclid(dur) as f64 / dur as f64;
    let mode = motion.attribute("calcMode").unwrap_or("linear");
    let steps = if mode == "discrete" {
        values.len()
    } else {
        values.len().saturating_sub(1)
    };
    let times: Vec<f64> = match motion.attribute("keyTimes") {
        Some(text) => split(text).into_iter().map(number).collect::<Result<_>>()?,
        None => (0..values.len())
            .map(|n| n as f64 / steps.max(1) as f64)
            .collect(),
    };
    ensure!(
        times.len() == values.len(),
        "{} values at {} times",
        values.len(),
        times.len()
    );
    let now = times
        .iter()
        .rposition(|time| *time <= phase)
        .context("keyTimes begin with 0")?;
    let at = |n: usize| values.get(n).copied();
    let here = at(now).context("no values")?;
    let text = match (mode, at(now + 1), times.get(now), times.get(now + 1)) {
        ("linear" | "spline", Some(next), Some(from), Some(to)) if to > from => {
            let share = (phase - from) / (to - from);
            let share = if mode == "spline" {
                let splines = split(motion.attribute("keySplines").context("no keySplines")?);
                ease(splines.get(now).context("fewer keySplines than steps")?, share)?
            } else {
                share
            };
            between(here, next, share)?
        }
        ("linear" | "spline" | "discrete", ..) => here.to_owned(),
        _ => bail!("calcMode={mode:?} is not known"),
    };
    Ok(match motion.tag_name().name() {
        "animate" => text,
        "animateTransform" => format!("{}({text})", motion.attribute("type").unwrap_or("translate")),
        other => bail!("<{other}> is not known"),
    })
}

fn split(text: &str) -> Vec<&str> {
    text.split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

fn number(text: &str) -> Result<f64> {
    text.trim()
        .parse()
        .with_context(|| format!("{text:?} is no number"))
}

/// `1.2s` or `300ms`, in milliseconds.
fn duration(text: &str) -> Result<i64> {
    let ms = match text.strip_suffix("ms") {
        Some(ms) => number(ms)?,
        None => {
            number(
                text.strip_suffix('s')
                    .with_context(|| format!("{text:?} is no time"))?,
            )? * 1_000.0
        }
    };
    Ok(ms.round() as i64)
}

/// The curve of `keySplines`: how far along after this share of the time.
fn ease(spline: &str, share: f64) -> Result<f64> {
    let numbers: Vec<f64> = numbers(spline).1;
    let [x1, y1, x2, y2] = numbers.as_slice() else {
        bail!("a spline has four numbers, unlike {spline:?}");
    };
    let curve =
        |a: f64, b: f64, t: f64| 3.0 * a * t * (1.0 - t).powi(2) + 3.0 * b * t * t * (1.0 - t) + t.powi(3);
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..30 {
        let middle = f64::midpoint(low, high);
        if curve(*x1, *x2, middle) < share {
            low = middle
        } else {
            high = middle
        }
    }
    Ok(curve(*y1, *y2, low))
}

/// Two texts that differ in their numbers only, mixed: a place, a size, a whole path.
fn between(from: &str, to: &str, share: f64) -> Result<String> {
    let ((words, from_numbers), (to_words, to_numbers)) = (numbers(from), numbers(to));
    ensure!(words == to_words, "nothing lies between {from:?} and {to:?}");
    let mut numbers = from_numbers
        .iter()
        .zip(&to_numbers)
        .map(|(a, b)| a + (b - a) * share);
    let mut out = String::new();
    for word in words {
        out.push_str(&word);
        if let Some(number) = numbers.next() {
            out.push_str(&format!(" {:.3} ", number));
        }
    }
    Ok(out.trim().to_owned())
}

/// A text as its numbers and what stands around them, without the spaces and commas that only part them.
fn numbers(text: &str) -> (Vec<String>, Vec<f64>) {
    let (mut words, mut found) = (vec![String::new()], Vec::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let mut has_point = false;
        let end = rest
            .char_indices()
            .position(|(at, c)| match c {
                '0'..='9' => false,
                '-' => at != 0,
                '.' => std::mem::replace(&mut has_point, true),
                _ => true,
            })
            .unwrap_or(rest.len());
        let (head, tail) = rest.split_at(end);
        if let Ok(number) = head.parse() {
            found.push(number);
            words.push(String::new());
            rest = tail;
        } else {
            let (head, tail) = rest.split_at(first.len_utf8());
            if !matches!(first, ' ' | ',' | '\n')
                && let Some(word) = words.last_mut()
            {
                word.push_str(head);
            }
            rest = tail;
        }
    }
    (words, found)
}
