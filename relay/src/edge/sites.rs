//! What the edge knows of sites: asked of their objects, remembered for a moment.
//!
//! Invariant: what is remembered is bounded in number and in time, and it only ever decides who may read and connect.
//! Keys are checked by the object itself, each time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use protocol::{Refusal, RoomName, SiteId, UnixMillis};
use room::Ruled;
use serde::de::DeserializeOwned;
use site::View;
use worker::Env;

use super::answer::Trouble;
use super::{ask, now};
use crate::bindings;
use crate::object::site::SiteAsk;

/// How long a changed setting may take to be seen by another instance of the Worker.
const FRESH_MS: u64 = 5_000;

/// Sites remembered by one instance. Settings are 64 KB at most and a few hundred bytes as a rule.
const SITES: usize = 64;

/// Absent sites are remembered too, or each request for one would wake an object.
struct Memory(BTreeMap<SiteId, (UnixMillis, Option<Rc<View>>)>);

/// A site, and when it was asked: two of its views can be told apart by that.
pub struct Seen {
    pub view: Rc<View>,
    pub at: UnixMillis,
}

impl Seen {
    /// What held in one of its rooms then.
    pub fn ruled(&self, room: &RoomName) -> Ruled {
        Ruled {
            since: self.at,
            rules: self.view.settings.rules(room),
        }
    }
}

thread_local! {
    /// Borrowed within one statement, never across an await.
    static MEMORY: RefCell<Memory> = const { RefCell::new(Memory(BTreeMap::new())) };
}

impl Memory {
    fn recall(&self, site: &SiteId, now: UnixMillis) -> Option<(UnixMillis, Option<Rc<View>>)> {
        let (at, view) = self.0.get(site)?;
        (now.since(*at) < FRESH_MS).then(|| (*at, view.clone()))
    }

    fn keep(&mut self, site: SiteId, now: UnixMillis, view: Option<Rc<View>>) {
        if self.0.len() >= SITES && !self.0.contains_key(&site) {
            let oldest = self
                .0
                .iter()
                .min_by_key(|(_, (at, _))| *at)
                .map(|(site, _)| site.clone());
            if let Some(oldest) = oldest {
                self.0.remove(&oldest);
            }
        }
        self.0.insert(site, (now, view));
    }
}

/// The site as everybody may see it, or [`Refusal::NotFound`].
pub async fn view(env: &Env, site: &SiteId) -> Result<Rc<View>, Trouble> {
    Ok(seen(env, site).await?.view)
}

/// The same, with its time.
pub async fn seen(env: &Env, site: &SiteId) -> Result<Seen, Trouble> {
    let now = now();
    if let Some((at, known)) = MEMORY.with_borrow(|memory| memory.recall(site, now)) {
        let view = known.ok_or_else(|| absent(site))?;
        return Ok(Seen { view, at });
    }
    let view = match view_now(env, site).await {
        Ok(view) => Some(Rc::new(view)),
        Err(Trouble::Refused { problem, .. }) if problem.refusal == Refusal::NotFound => None,
        Err(trouble) => return Err(trouble),
    };
    MEMORY.with_borrow_mut(|memory| memory.keep(site.clone(), now, view.clone()));
    let view = view.ok_or_else(|| absent(site))?;
    Ok(Seen { view, at: now })
}

pub async fn view_now(env: &Env, site: &SiteId) -> Result<View, Trouble> {
    tell(env, site, &SiteAsk::Read).await
}

/// Asks the site's object itself. Whatever may have changed the site forgets what was remembered of it.
pub async fn tell<T: DeserializeOwned>(env: &Env, site: &SiteId, what: &SiteAsk) -> Result<T, Trouble> {
    let stub = bindings::sites(env)?.get_by_name(site.as_str())?;
    let answer = ask(&stub, &format!("https://site/{site}"), Some(what)).await;
    if what.changes() {
        MEMORY.with_borrow_mut(|memory| memory.0.remove(site));
    }
    answer
}

fn absent(site: &SiteId) -> Trouble {
    Trouble::told(Refusal::NotFound, format!("there is no site {site}"))
}
