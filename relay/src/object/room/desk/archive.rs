//! The log as a file: out, page by page, and in, piece by piece.
//!
//! Invariants: while a log comes in, nobody writes: sockets are cut, and whoever comes waits outside, until it is there or
//! was given up. So a message is acknowledged before the import begins, or it waits in its sender's outbox and is written
//! afterwards. A request that dies without a word closes the room for [`limits::IMPORT_STALL_MS`] and no longer. The log
//! changes in one turn that does not await, and the memory of the old one goes with it.

use std::rc::Rc;
use std::time::Duration;

use futures_util::future::{Either, select};
use futures_util::{StreamExt, stream};
use protocol::archive::{self, Flaw, Hash, Header, Reader, Writer};
use protocol::http::{ImportReply, Problem, Replaced};
use protocol::{CloseReason, Epoch, Refusal, Seq, UnixMillis, limits};
use room::{Journal, Standing};
use sha2::{Digest, Sha256};
use store::{Incoming, SqlError};
use worker::{ByteStream, Delay, Error, Response, WebSocket, console_error};

use super::Desk;
use crate::edge::{Answer, Trouble, chance, now};
use crate::object::door::Place;
use crate::object::seat::{self, hang_up};
use crate::object::sql::{self, ObjectStorage};

/// One import, for as long as it is believed to be alive.
#[derive(Clone, Copy)]
pub struct Import {
    /// Which: one that was given up may wake up later, and is not to touch what another has begun.
    number: u64,
    began: UnixMillis,
    until: UnixMillis,
}

#[derive(Default)]
struct Sha(Sha256);

impl Hash for Sha {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn hex(&self) -> String {
        let bytes = self.0.clone().finalize();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// An export under way.
struct Outgoing {
    desk: Rc<Desk>,
    place: Place,
    epoch: Epoch,
    /// The last entry that went out.
    last: Seq,
    head: Seq,
    writer: Writer<Sha>,
}

impl Desk {
    /// An error while a log comes in.
    pub(super) fn is_open(&self) -> Result<(), Trouble> {
        match self.living() {
            None => Ok(()),
            Some(_) => Err(Trouble::Refused {
                status: 503,
                problem: Problem {
                    refusal: Refusal::Fault,
                    detail: "the room’s history is being replaced; nothing was written, try again".to_owned(),
                    retry_after_ms: Some(2_000),
                },
            }),
        }
    }

    fn living(&self) -> Option<Import> {
        self.import.get().filter(|import| now() < import.until)
    }

    /// What the log holds now; what is written later is not in it.
    pub async fn export(self: &Rc<Self>, place: Place) -> Answer {
        self.ready(&place).await?;
        let Standing {
            epoch, head, floor, ..
        } = self.standing(&place)?;
        let mut writer = Writer::new(Sha::default());
        let first = writer.first(Header {
            version: archive::VERSION,
            site: place.site.clone(),
            room: place.room.clone(),
            epoch,
            head,
            floor,
            at: now(),
        });
        let outgoing = Outgoing {
            desk: Rc::clone(self),
            place,
            epoch,
            last: floor,
            head,
            writer,
        };
        let rest = stream::try_unfold(Some(outgoing), |outgoing| async move {
            match outgoing {
                Some(outgoing) => outgoing.next().await.map(Some),
                None => Ok(None),
            }
        });
        let lines = stream::once(async move { Ok::<_, Error>(first) }).chain(rest);
        Ok(Response::builder().from_stream(lines)?)
    }

    fn standing(&self, place: &Place) -> Result<Standing, Trouble> {
        self.with_mind(place, |mind| Ok(mind.ledger().standing()?))
    }

    pub async fn import(
        self: &Rc<Self>,
        place: &Place,
        replace: bool,
        file: ByteStream,
    ) -> Result<ImportReply, Trouble> {
        self.ready(place).await?;
        let before = self.standing(place)?;
        if before.head > Seq::ZERO && !replace {
            let detail = format!(
                "nothing was changed: the room has entries up to {} (epoch {}); `?replace=true` puts the file in their place",
                before.head, before.epoch
            );
            return Err(Trouble::with_status(409, Refusal::FieldInvalid, detail));
        }
        if self.living().is_some() {
            let detail = "nothing was changed: another import of this room is under way; wait for its end";
            return Err(Trouble::with_status(409, Refusal::FieldInvalid, detail));
        }
        let (began, number) = (now(), u64::from_be_bytes(chance::bytes()?));
        let until = began.plus(limits::IMPORT_STALL_MS);
        self.import.set(Some(Import { number, began, until }));
        self.cut(place);
        let done = self.take_in(place, number, file).await;
        if self.import.get().is_some_and(|import| import.number == number) {
            self.import.set(None);
        }
        done
    }

    async fn take_in(
        self: &Rc<Self>,
        place: &Place,
        number: u64,
        mut file: ByteStream,
    ) -> Result<ImportReply, Trouble> {
        let mut incoming = sql::incoming(&self.state).map_err(unstored)?;
        let mut reader = Reader::new(place.room.kind(), Sha::default());
        loop {
            let wait = Delay::from(Duration::from_millis(limits::IMPORT_STALL_MS));
            let piece = match select(file.next(), Box::pin(wait)).await {
                Either::Left((piece, _)) => piece,
                Either::Right(_) => Some(Err(Error::from("it stopped"))),
            };
            // First of all: if this import was given up meanwhile, what waits may be another's.
            let taken = self.renew(number).and_then(|()| match piece {
                None => Ok(false),
                Some(Ok(piece)) => {
                    let list = reader.read(&piece).map_err(flawed)?;
                    incoming.take(&list).map_err(unstored)?;
                    Ok(true)
                }
                Some(Err(error)) => Err(stalled(&error.to_string())),
            });
            match taken {
                Ok(true) => {}
                Ok(false) => break,
                Err(trouble) => return Err(self.give_up(number, incoming, trouble)),
            }
        }
        match reader.end() {
            Ok(header) => self.swap(place, incoming, &header),
            Err(flaw) => Err(self.give_up(number, incoming, flawed(flaw))),
        }
    }

    /// What waits is swept away, unless another import has begun: then it is that one's.
    fn give_up(&self, number: u64, incoming: Incoming<ObjectStorage>, trouble: Trouble) -> Trouble {
        if self.import.get().is_some_and(|import| import.number == number) {
            incoming.abandon();
        }
        trouble
    }

    /// Nobody has written since it began, or it is not the one that goes on.
    fn renew(&self, number: u64) -> Result<(), Trouble> {
        let mut import = self
            .living()
            .filter(|import| import.number == number && now().since(import.began) < limits::IMPORT_MS)
            .ok_or_else(|| stalled("nothing came for 30 s, or it took more than ten minutes"))?;
        import.until = now().plus(limits::IMPORT_STALL_MS);
        self.import.set(Some(import));
        Ok(())
    }

    /// One turn: nothing comes in between.
    fn swap(
        self: &Rc<Self>,
        place: &Place,
        incoming: Incoming<ObjectStorage>,
        header: &Header,
    ) -> Result<ImportReply, Trouble> {
        let before = self.standing(place)?;
        let epoch = Epoch::from_bits(u64::from_be_bytes(chance::bytes()?));
        incoming
            .replace(epoch, header.floor, header.head)
            .map_err(unstored)?;
        self.cut(place);
        Ok(ImportReply {
            room: place.room.clone(),
            epoch,
            head: header.head,
            floor: header.floor,
            replaced: (before.head > Seq::ZERO).then_some(Replaced {
                epoch: before.epoch,
                head: before.head,
            }),
        })
    }

    /// Forgets what is remembered, and cuts whoever is connected: they come back and ask anew.
    fn cut(self: &Rc<Self>, place: &Place) {
        self.cut_spokes(place);
        match self.mind.try_borrow_mut() {
            Ok(mut mind) => *mind = None,
            Err(_) => console_error!("fault: a log was replaced within a turn"),
        }
        let open = self.state.as_raw().get_websockets();
        for socket in open
            .into_iter()
            .flatten()
            .map(WebSocket::from)
            .filter(seat::is_open)
        {
            hang_up(&socket, CloseReason::Restart);
        }
    }
}

impl Outgoing {
    /// The next lines, and what comes after them.
    async fn next(mut self) -> Result<(String, Option<Self>), Error> {
        self.desk
            .ready(&self.place)
            .await
            .map_err(|_| Error::from("the export broke off"))?;
        let list = self.page().map_err(|trouble| {
            console_error!(
                "fault: an export of {} broke off: {trouble:?}",
                self.place.object_name()
            );
            Error::from("the export broke off")
        })?;
        match list.last() {
            Some(entry) => {
                self.last = entry.seq;
                Ok((self.writer.lines(&list), Some(self)))
            }
            None => Ok((self.writer.last(), None)),
        }
    }

    fn page(&self) -> Result<Vec<protocol::Entry>, Trouble> {
        self.desk.with_mind(&self.place, |mind| {
            // Another log has taken this one's place: what went out is not continued by it. Without its last line the file
            // shows that it was cut off.
            if mind.ledger().standing()?.epoch != self.epoch && self.head > Seq::ZERO {
                return Err(Trouble::told(Refusal::Fault, "the log was replaced"));
            }
            Ok(mind.ledger().oldest(self.last, self.head)?)
        })
    }
}

fn flawed(flaw: Flaw) -> Trouble {
    Trouble::told(flaw.refusal(), format!("nothing was changed. {flaw}"))
}

fn unstored(error: SqlError) -> Trouble {
    if error.is_full() {
        Trouble::told(
            Refusal::StorageFull,
            "nothing was changed: the storage has no room for this file",
        )
    } else {
        error.into()
    }
}

fn stalled(why: &str) -> Trouble {
    let detail = format!("nothing was changed: the file did not come whole ({why}); send it again");
    Trouble::with_status(408, Refusal::Malformed, detail)
}
