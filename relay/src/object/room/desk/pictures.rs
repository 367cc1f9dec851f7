//! Pictures that are to be thrown away, and the alarm for it.
//!
//! Invariants: it is the storage's, so neither a death nor a year of silence loses it; there is one, and a later time never
//! takes an earlier one's place. An alarm comes without a request, so the object keeps its own address for it.

use std::rc::Rc;
use std::time::Duration;

use protocol::{ImageKey, UnixMillis, codec};
use room::Input;
use worker::wasm_bindgen_futures::spawn_local;
use worker::{Error, State, console_error};

use super::Desk;
use crate::edge::now;
use crate::media::Shelf;
use crate::object::door::Place;

/// In the object's own store, beside the ledger.
const PLACE: &str = "place";

impl Desk {
    /// What a turn has left to do about pictures.
    pub(super) fn tidy_pictures(
        self: &Rc<Self>,
        place: &Place,
        drops: Vec<ImageKey>,
        alarm_at: Option<UnixMillis>,
    ) {
        if drops.is_empty() && alarm_at.is_none() {
            return;
        }
        let (desk, place) = (Rc::clone(self), place.clone());
        spawn_local(async move {
            if let Some(at) = alarm_at
                && let Err(error) = set(&desk.state, &place, at).await
            {
                console_error!("fault: no alarm in {}: {error}", place.object_name());
            }
            if !drops.is_empty() {
                desk.throw_away(&place, drops).await;
            }
        });
    }

    /// The bucket first, the ledger after: what dies in between is asked for once more, and what does not go is, too.
    async fn throw_away(self: &Rc<Self>, place: &Place, keys: Vec<ImageKey>) {
        let gone = match Shelf::of(&self.env) {
            Ok(shelf) => shelf.throw_away(&keys).await,
            Err(error) => Err(error),
        };
        match gone {
            Ok(()) => {
                if self.ready(place).await.is_ok() {
                    let _logged = self.turn(place, Input::Dropped(keys));
                }
            }
            Err(error) => console_error!("fault: pictures of {} stay: {error}", place.object_name()),
        }
    }

    pub async fn alarm(self: &Rc<Self>) -> Result<(), Error> {
        let kept: Option<String> = self.state.storage().get(PLACE).await?;
        match kept.as_deref().map(codec::parse::<Place>) {
            Some(Ok(place)) => {
                // A fault was logged, and the runtime tries again.
                let again = |_| Error::from("the alarm was not answered");
                self.ready(&place).await.map_err(again)?;
                let done = self.turn(&place, Input::Alarm);
                done.map(drop).map_err(again)
            }
            _ => {
                console_error!("fault: an alarm in a room that does not know its name");
                Ok(())
            }
        }
    }
}

async fn set(state: &State, place: &Place, at: UnixMillis) -> Result<(), Error> {
    let storage = state.storage();
    if storage.get::<String>(PLACE).await?.is_none() {
        storage.put(PLACE, codec::encode(place)).await?;
    }
    let pending = storage.get_alarm().await?.and_then(|at| u64::try_from(at).ok());
    if pending.is_some_and(|pending| pending <= at.0) {
        return Ok(());
    }
    storage.set_alarm(Duration::from_millis(at.since(now()))).await
}
