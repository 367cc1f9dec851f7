//! One message as plain data: its text, what is shown in its place, and what stands around it.

use std::rc::Rc;

use client::Client;
use look::{Portrait, known_as, said, sticker};
use protocol::{Body, Image, Lang, Reaction, Seq, Tally, With};
use yew::AttrValue;

use super::chat::tongue;
use super::{Known, Reader};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bubble {
    pub key: AttrValue,
    /// None: it is on its way there.
    pub seq: Option<Seq>,
    pub text: AttrValue,
    pub lang: Option<Lang>,
    /// Most have nothing.
    pub beside: Option<Rc<Beside>>,
    pub edited: bool,
    /// Over the time: who has read it.
    pub mark: Option<AttrValue>,
    pub pills: Vec<Pill>,
}

/// What a message carries beside its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub quote: Option<Quote>,
    /// So many names are called in the text.
    pub calls: usize,
    /// Which of them is the reader's.
    pub mine: Option<usize>,
    pub emoji: Known,
    pub bare: Option<Bare>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quote {
    /// It is being looked up.
    Asked,
    Gone,
    Of {
        seq: Seq,
        name: AttrValue,
        portrait: Box<Portrait>,
        text: AttrValue,
        lang: Option<Lang>,
        emoji: Known,
    },
}

/// Shown in the text's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bare {
    Sticker {
        still: AttrValue,
        moving: AttrValue,
    },
    /// The text is shown too where it says something.
    Images {
        images: Vec<Image>,
        caption: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pill {
    pub kind: Reaction,
    pub n: u32,
    pub mine: bool,
}

pub(super) fn pills(tally: &Tally) -> Vec<Pill> {
    let pill = |count: &protocol::Count| Pill {
        kind: count.kind,
        n: count.n,
        mine: tally.mine == Some(count.kind),
    };
    tally.counts.iter().map(pill).collect()
}

impl Reader {
    pub(super) fn bubble(&self, client: &Client, key: String, body: &Body, with: Option<&With>) -> Bubble {
        let (text, lang) = tongue(body.as_str());
        Bubble {
            key: key.into(),
            seq: None,
            text,
            lang,
            beside: self.beside(client, body, with).map(Rc::new),
            edited: false,
            mark: None,
            pills: Vec::new(),
        }
    }

    fn beside(&self, client: &Client, body: &Body, with: Option<&With>) -> Option<Beside> {
        let emoji = self.emoji_in(body.as_str());
        let nothing = With::default();
        let with = with.unwrap_or(&nothing);
        let bare = match &with.sticker {
            Some(name) => Some(Bare::Sticker {
                still: sticker::still(name, &self.stickers).into(),
                moving: sticker::moving(name, &self.stickers).into(),
            }),
            None if with.images.is_empty() => None,
            None => Some(Bare::Images {
                images: with.images.clone(),
                caption: said::caption(body).is_some(),
            }),
        };
        if bare.is_none() && with.reply.is_none() && with.mentions.is_empty() && emoji.is_none() {
            return None;
        }
        Some(Beside {
            quote: with.reply.map(|seq| self.quote(client, seq)),
            calls: with.mentions.len(),
            mine: with
                .mentions
                .iter()
                .position(|member| self.me.as_ref() == Some(member)),
            emoji,
            bare,
        })
    }

    fn quote(&self, client: &Client, seq: Seq) -> Quote {
        match client.entry(seq) {
            Some(entry) if entry.what.is_gone() => Quote::Gone,
            Some(entry) => {
                let line = said::line(entry.what.body().as_str());
                let (text, lang) = tongue(line);
                Quote::Of {
                    seq,
                    name: known_as(&entry.author, &self.accounts, self.lang)
                        .to_owned()
                        .into(),
                    portrait: Portrait::of(&entry.author, &self.accounts).into(),
                    text,
                    lang,
                    emoji: self.emoji_in(line),
                }
            }
            None if client.is_lost(seq) => Quote::Gone,
            None => Quote::Asked,
        }
    }
}
