//! What a room says, as it travels: to everybody, and as a release of its age knows it.

use std::collections::BTreeSet;
use std::rc::Rc;

use protocol::{ServerFrame, codec};
use room::{Conn, Room};
use spoke::Order;

use super::{Host, Out, Release, Spelled};
use crate::mutation::Mutation;

impl Host {
    pub(super) fn tell(&self, mind: &Room, but: &BTreeSet<Conn>, frame: ServerFrame, outs: &mut Vec<Out>) {
        let silent = mind.silent();
        let listening = |(conn, card): (&u64, &Option<String>)| {
            let conn = Conn(*conn);
            let is_told = card.is_some() && conn.place() == 0;
            (is_told && !silent.contains(&conn) && !but.contains(&conn)).then_some(conn.0)
        };
        let listeners = self.sockets.iter().filter_map(listening).collect();
        if let Some(spelled) = self.spell(frame, true) {
            for place in self.hub.places() {
                let deaf = silent.union(but).filter(|conn| conn.place() == place);
                let (text, but) = (spelled.text.clone(), deaf.map(|conn| conn.0).collect());
                outs.push(Out::Order(place, Order::Tell { text, but }));
            }
            outs.push(Out::Say(listeners, spelled));
        }
    }

    /// As it travels, so that what cannot be spelled is found out. None for what this release does not know.
    pub(super) fn spell(&self, mut frame: ServerFrame, to_all: bool) -> Option<Rc<Spelled>> {
        match (&mut frame, self.mutation) {
            (ServerFrame::Welcome(welcome), _) if self.release == Release::Previous => {
                welcome.seen_every = None;
                welcome.rules = None;
                welcome.pin = None;
            }
            (ServerFrame::Welcome(welcome), Mutation::LostPin) => welcome.pin = None,
            (frame, _) if self.release == Release::Previous && is_new(frame) => return None,
            (ServerFrame::Reactions(_), Mutation::MuteReactions) if to_all => return None,
            (ServerFrame::Marks(_), Mutation::MuteMarks) => return None,
            (ServerFrame::Presence(_), Mutation::MuteBeacon) if to_all => return None,
            (ServerFrame::Events(events), Mutation::ResumeLate) if !to_all && events.list.len() > 1 => {
                events.list.remove(0);
                events.from = events.from.next();
            }
            _ => {}
        }
        Some(spelled(&frame, self.mutation))
    }
}

/// The previous release knows nothing of it.
pub(crate) fn is_new(frame: &ServerFrame) -> bool {
    matches!(
        frame,
        ServerFrame::Resync(_)
            | ServerFrame::Reactions(_)
            | ServerFrame::Marks(_)
            | ServerFrame::Looked(_)
            | ServerFrame::Found(_)
            | ServerFrame::Noted(_)
            | ServerFrame::Rules(_)
    )
}

pub(crate) fn spelled(frame: &ServerFrame, mutation: Mutation) -> Rc<Spelled> {
    let mut text = codec::encode_server(frame);
    if mutation == Mutation::ForgedBody && matches!(frame, ServerFrame::Events(_)) {
        text = text.replace("so happy", "so sad");
    }
    let frame = codec::decode_server(&text).ok();
    Rc::new(Spelled { text, frame })
}
