//! AVIF, of one picture: boxes, items that lie somewhere in the file, and properties of items.
//!
//! Kept: the items that are drawn, and what says how. Others point to places in the file, so nothing moves: whatever is not
//! kept becomes zeros. Absent on purpose: sequences. Who wants a film takes a WebP.

mod bits;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::bytes::Reader;
use crate::plan::Plan;

/// Items, extents and properties of one picture, at most. A large one is a few dozen tiles, each with its alpha.
const MANY: usize = 1_000;

/// Properties that say how a picture looks.
const LOOKS: [&[u8; 4]; 14] = [
    b"ispe", b"pixi", b"av1C", b"irot", b"imir", b"clap", b"pasp", b"auxC", b"a1op", b"a1lx", b"lsel",
    b"clli", b"mdcv", b"cclv",
];

struct Bx {
    name: [u8; 4],
    /// With its head.
    whole: Range<usize>,
    body: Range<usize>,
}

#[derive(Default)]
struct Found {
    /// What stays, in no order. What is not named becomes zeros.
    kept: Vec<Range<usize>>,
    /// Boxes and items that are free room now: where their names are.
    freed: Vec<Range<usize>>,
    kinds: BTreeMap<u32, [u8; 4]>,
    /// In the file; or in the box of its own that small things have.
    places: BTreeMap<u32, Vec<(bool, Range<usize>)>>,
    idat: Option<Range<usize>>,
    primary: Option<u32>,
    properties: Vec<Property>,
    /// Which properties each item has, by number.
    owned: BTreeMap<u32, Vec<usize>>,
}

#[derive(Clone, Copy)]
enum Property {
    Size(u32, u32),
    Turn(u8),
    Other,
}

pub fn plan(bytes: &[u8]) -> Option<Plan> {
    let mut found = Found::default();
    let mut read = Reader::new(bytes);
    let (mut is_ours, mut has_meta) = (false, false);
    while !read.is_done() {
        // What is no whole box behind the last one is no part of it.
        let Some(each) = next(&mut read) else { break };
        let body = bytes.get(each.body.clone())?;
        match &each.name {
            b"ftyp" => {
                is_ours = each.whole.start == 0 && body.chunks(4).any(|brand| brand == b"avif");
                found.kept.push(each.whole);
            }
            b"meta" if !has_meta => {
                has_meta = true;
                found.kept.push(each.whole.start..each.body.start);
                found.meta(read.within(&each.body)?, bytes)?;
            }
            b"mdat" => found.kept.push(each.whole.start..each.body.start),
            b"meta" | b"moov" | b"moof" => return None,
            _ => found.free(&each),
        }
    }
    is_ours.then(|| found.laid_out(bytes, read.at()))?
}

/// The next box.
fn next(read: &mut Reader<'_>) -> Option<Bx> {
    let mut ahead = *read;
    let start = ahead.at();
    let size = ahead.length(4)?;
    let name = ahead.word()?;
    let length = match size {
        0 => ahead.end().checked_sub(ahead.at())?,
        1 => ahead.length(8)?.checked_sub(16)?,
        _ => size.checked_sub(8)?,
    };
    let body = ahead.pass(length)?;
    *read = ahead;
    Some(Bx {
        name,
        whole: start..body.end,
        body,
    })
}

impl Found {
    fn free(&mut self, each: &Bx) {
        let (start, name) = (each.whole.start, each.whole.start.saturating_add(4));
        self.kept.push(start..name);
        self.freed.push(name..name.saturating_add(4));
        self.kept.push(name.saturating_add(4)..each.body.start);
    }

    fn meta(&mut self, mut read: Reader<'_>, bytes: &[u8]) -> Option<()> {
        self.kept.push(read.pass(4)?);
        while !read.is_done() {
            let each = next(&mut read)?;
            let mut inner = read.within(&each.body)?;
            match &each.name {
                // Behind what it is, a name that somebody gave it.
                b"hdlr" => self
                    .kept
                    .push(each.whole.start..inner.at().checked_add(inner.pass(24)?.len())?),
                b"pitm" => {
                    self.kept.push(each.whole);
                    let wide = inner.be32()? >> 24 > 0;
                    self.primary = Some(number(&mut inner, wide)?);
                }
                b"iinf" => self.items(inner, &each)?,
                b"iloc" => {
                    self.kept.push(each.whole);
                    self.locate(inner)?;
                }
                b"iprp" => {
                    self.kept.push(each.whole.start..each.body.start);
                    self.property_boxes(inner, bytes)?;
                }
                b"idat" => {
                    self.kept.push(each.whole.start..each.body.start);
                    self.idat = Some(each.body);
                }
                b"iref" | b"grpl" => self.kept.push(each.whole),
                _ => self.free(&each),
            }
            (self.kept.len() <= 4 * MANY).then_some(())?;
        }
        Some(())
    }

    /// Which items there are. Their names are nobody's business.
    fn items(&mut self, mut read: Reader<'_>, whole: &Bx) -> Option<()> {
        let wide = read.be32()? >> 24 > 0;
        number(&mut read, wide)?;
        self.kept.push(whole.whole.start..read.at());
        while !read.is_done() {
            let each = next(&mut read)?;
            let mut inner = read.within(&each.body)?;
            let version = inner.be32()? >> 24;
            if each.name != *b"infe" || !(2..=3).contains(&version) || self.kinds.len() >= MANY {
                return None;
            }
            let id = number(&mut inner, version > 2)?;
            inner.take(2)?;
            let start = inner.at();
            let kind = inner.word()?;
            if is_drawn(&kind) {
                self.kept.push(each.whole.start..inner.at());
            } else {
                // Whoever looks for EXIF must not find an empty one.
                self.kept.push(each.whole.start..start);
                self.freed.push(start..inner.at());
            }
            self.kinds.insert(id, kind);
        }
        Some(())
    }

    fn locate(&mut self, mut read: Reader<'_>) -> Option<()> {
        let version = read.be32()? >> 24;
        let (sizes, more) = (read.u8()?, read.u8()?);
        let [offset, length, base, index] = [sizes >> 4, sizes & 15, more >> 4, more & 15].map(usize::from);
        if version > 2
            || [offset, length, base, index]
                .iter()
                .any(|n| !matches!(n, 0 | 4 | 8))
        {
            return None;
        }
        let mut left = MANY;
        for _ in 0..number(&mut read, version == 2)? {
            let id = number(&mut read, version == 2)?;
            let inside = version > 0
                && match read.be16()? & 15 {
                    0 => false,
                    1 => true,
                    _ => return None,
                };
            if read.be16()? != 0 {
                return None;
            }
            let base = read.length(base)?;
            for _ in 0..read.be16()? {
                left = left.checked_sub(1)?;
                if version > 0 {
                    read.take(index)?;
                }
                let start = base.checked_add(read.length(offset)?)?;
                let end = start.checked_add(read.length(length)?)?;
                self.places.entry(id).or_default().push((inside, start..end));
            }
        }
        Some(())
    }

    fn property_boxes(&mut self, mut read: Reader<'_>, bytes: &[u8]) -> Option<()> {
        while !read.is_done() {
            let each = next(&mut read)?;
            let mut inner = read.within(&each.body)?;
            match &each.name {
                b"ipco" => {
                    self.kept.push(each.whole.start..each.body.start);
                    while !inner.is_done() {
                        let each = next(&mut inner)?;
                        let body = bytes.get(each.body.clone())?;
                        self.property(&each, body)?;
                        (self.properties.len() <= MANY).then_some(())?;
                    }
                }
                b"ipma" => {
                    self.kept.push(each.whole);
                    self.own(inner)?;
                }
                _ => self.free(&each),
            }
        }
        Some(())
    }

    fn property(&mut self, each: &Bx, body: &[u8]) -> Option<()> {
        // Colours in words may stay; a profile has its maker's words in it.
        let is_look = LOOKS.contains(&&each.name) || (each.name == *b"colr" && body.starts_with(b"nclx"));
        if is_look {
            self.kept.push(each.whole.clone());
        } else {
            self.free(each);
        }
        let mut read = Reader::new(body);
        self.properties.push(match &each.name {
            b"ispe" => {
                read.take(4)?;
                Property::Size(read.be32()?, read.be32()?)
            }
            b"irot" => Property::Turn(read.u8()? & 3),
            _ => Property::Other,
        });
        Some(())
    }

    fn own(&mut self, mut read: Reader<'_>) -> Option<()> {
        let head = read.be32()?;
        for _ in 0..read.be32()? {
            let id = number(&mut read, head >> 24 > 0)?;
            for _ in 0..read.u8()? {
                let index = if head & 1 == 1 {
                    read.be16()? & 0x7fff
                } else {
                    u32::from(read.u8()? & 0x7f)
                };
                if let Some(index) = index.checked_sub(1) {
                    self.owned
                        .entry(id)
                        .or_default()
                        .push(usize::try_from(index).ok()?);
                }
            }
            (self.owned.len() <= MANY).then_some(())?;
        }
        Some(())
    }

    fn laid_out(mut self, bytes: &[u8], end: usize) -> Option<Plan> {
        let mut plan = Plan::still();
        let primary = self.primary?;
        if !self.kinds.get(&primary).is_some_and(is_drawn) {
            return None;
        }
        let mut largest = (0, 0);
        for (id, kind) in &self.kinds {
            for (inside, place) in self.places.get(id).map(Vec::as_slice).unwrap_or_default() {
                if !is_drawn(kind) {
                    continue;
                }
                let place = if *inside {
                    let idat = self.idat.as_ref()?;
                    idat.start.checked_add(place.start)?..idat.start.checked_add(place.end)?
                } else {
                    place.clone()
                };
                if kind == b"av01" {
                    let (w, h) = bits::largest(bytes.get(place.clone())?)?;
                    largest = if area(w, h) > area(largest.0, largest.1) {
                        (w, h)
                    } else {
                        largest
                    };
                }
                self.kept.push(place);
            }
        }
        for index in self.owned.get(&primary)? {
            match self.properties.get(*index)? {
                Property::Size(w, h) if plan.w == 0 => (plan.w, plan.h) = (*w, *h),
                // Nothing has to be turned by who shows it; only the sizes are told the other way round.
                Property::Turn(quarters) if quarters % 2 == 1 => plan.turn = 6,
                _ => {}
            }
        }
        if area(largest.0, largest.1) > area(plan.w, plan.h) {
            (plan.w, plan.h) = largest;
        }
        self.weave(&mut plan, end)?;
        Some(plan)
    }

    /// What is kept and what is freed, in the order of the file, with zeros between.
    fn weave(mut self, plan: &mut Plan, end: usize) -> Option<()> {
        self.kept.sort_by_key(|part| part.start);
        self.freed.sort_by_key(|part| part.start);
        let mut freed = self.freed.into_iter().peekable();
        let mut at = 0;
        for part in self.kept.into_iter().chain(std::iter::once(end..end)) {
            while let Some(name) = freed.next_if(|name| name.start < part.start) {
                // A box whose name lies in what is drawn is no box.
                if name.start < at {
                    return None;
                }
                plan.blank(at..name.start)?;
                plan.put(b"free".to_vec(), name.clone())?;
                at = name.end;
            }
            if part.end > end {
                return None;
            }
            plan.blank(at.min(part.start)..part.start)?;
            let rest = part.start.max(at)..part.end;
            if rest.start < rest.end {
                plan.keep(rest.clone())?;
                at = rest.end;
            }
        }
        Some(())
    }
}

fn is_drawn(kind: &[u8; 4]) -> bool {
    matches!(kind, b"av01" | b"grid" | b"iovl" | b"tmap")
}

fn area(w: u32, h: u32) -> u64 {
    u64::from(w).saturating_mul(u64::from(h))
}

fn number(read: &mut Reader<'_>, wide: bool) -> Option<u32> {
    if wide { read.be32() } else { read.be16() }
}
