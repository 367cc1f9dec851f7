//! What the frame keeps on the device in a few words: who the guest is, what they are called, what stands in the field.
//!
//! Invariant: no access throws. Where the browser refuses storage (a cross-site frame, a private window, a full
//! disk) everything lives in memory until the page goes, and [`Store::is_kept`] says so, for the person to be told.
//! Absent on purpose: `gloo::storage`, which panics where storage throws.

use protocol::{DisplayName, DraftId, Lang, MemberId, RoomName, Seq, SiteId, UnixMillis};
use web_sys::Storage;

use crate::app::{Left, Side};
use crate::browser;

pub struct Store {
    local: Option<Storage>,
    /// A handful of entries.
    memory: Vec<(String, String)>,
    /// `maru/{site}/`: sites share the relay's origin, where the browser does not part it.
    prefix: String,
    room: RoomName,
    /// Asked for at every drawing, so it is at hand.
    name: Option<DisplayName>,
}

impl Store {
    pub fn open(site: &SiteId, room: &RoomName) -> Self {
        let mut store = Self {
            local: writable(),
            memory: Vec::new(),
            prefix: ["maru/", site.as_str(), "/"].concat(),
            room: room.clone(),
            name: None,
        };
        store.name = store.get("name").and_then(|name| DisplayName::parse(&name).ok());
        store
    }

    /// A reload finds what is stored.
    pub fn is_kept(&self) -> bool {
        self.local.is_some()
    }

    /// The secret that makes this browser this guest: made on first use, one for each site.
    pub fn guest(&mut self) -> DraftId {
        let kept = self.get("guest").and_then(|text| DraftId::parse(&text).ok());
        kept.unwrap_or_else(|| {
            let fresh = DraftId::from_bits(browser::dice128());
            self.set("guest", &fresh.to_string());
            fresh
        })
    }

    pub fn name(&self) -> Option<&DisplayName> {
        self.name.as_ref()
    }

    pub fn set_name(&mut self, name: &DisplayName) {
        self.set("name", name.as_str());
        self.name = Some(name.clone());
    }

    /// Who the relay took this guest to be, so that the first drawing knows whose bubbles stand at the right.
    pub fn member(&self) -> Option<MemberId> {
        MemberId::parse(&self.get("member")?).ok()
    }

    pub fn set_member(&mut self, member: &MemberId) {
        self.set("member", member.as_str());
    }

    pub fn clear_name(&mut self) {
        self.set("name", "");
        self.name = None;
    }

    pub fn lang(&self) -> Option<Lang> {
        Lang::of_tag(&self.get("lang")?)
    }

    pub fn set_lang(&mut self, lang: Lang) {
        self.set("lang", lang.tag());
    }

    /// Whether the person has ever opened a room of the site: whoever has follows it, also with a closed panel.
    pub fn follows(&self) -> bool {
        self.name.is_some() || self.get("follows").is_some()
    }

    pub fn set_follows(&mut self) {
        self.set("follows", "1");
    }

    /// The newest official post that the person has had before their eyes.
    pub fn seen(&self) -> Option<Seq> {
        self.get("seen")?.parse().ok().map(Seq)
    }

    pub fn set_seen(&mut self, seq: Seq) {
        self.set("seen", &seq.to_string());
    }

    /// Where the person was in the room when they last left it.
    pub fn left(&self) -> Option<Left> {
        let text = self.get(&self.of_room("left"))?;
        let mut numbers = text.split(' ').map_while(|number| number.parse().ok());
        Some(Left {
            line: Seq(numbers.next()?),
            read: Seq(numbers.next()?),
            at: UnixMillis(numbers.next()?),
        })
    }

    pub fn set_left(&mut self, left: Left) {
        let numbers = [left.line.0, left.read.0, left.at.0].map(|number| number.to_string());
        self.set(&self.of_room("left"), &numbers.join(" "));
    }

    /// What stood above the list when it was folded.
    pub fn folded(&self) -> Option<Seq> {
        self.get(&self.of_room("folded"))?.parse().ok().map(Seq)
    }

    pub fn set_folded(&mut self, folded: Option<Seq>) {
        let text = folded.map(|seq| seq.to_string()).unwrap_or_default();
        self.set(&self.of_room("folded"), &text);
    }

    /// The newest entry of a log that was shown as a card.
    pub fn shown(&self, side: Side) -> Option<Seq> {
        self.get(&self.card_of(side))?.parse().ok().map(Seq)
    }

    pub fn set_shown(&mut self, side: Side, seq: Seq) {
        self.set(&self.card_of(side), &seq.to_string());
    }

    fn card_of(&self, side: Side) -> String {
        match side {
            Side::Room => self.of_room("card"),
            Side::Feed => "card".to_owned(),
        }
    }

    /// A card was put away, and the room has not been open since.
    pub fn is_hushed(&self) -> bool {
        self.get("hushed").is_some()
    }

    pub fn set_hushed(&mut self, hushed: bool) {
        self.set("hushed", if hushed { "1" } else { "" });
    }

    pub fn draft(&self) -> Option<String> {
        self.get(&self.of_room("draft"))
    }

    pub fn set_draft(&mut self, text: &str) {
        self.set(&self.of_room("draft"), text);
    }

    /// What the field is for, as [`crate::app::Writing`] writes it.
    pub fn writing(&self) -> Option<String> {
        self.get(&self.of_room("writing"))
    }

    pub fn set_writing(&mut self, text: &str) {
        self.set(&self.of_room("writing"), text);
    }

    /// The draft that gave way to a change of an older message.
    pub fn before(&self) -> String {
        self.get(&self.of_room("before")).unwrap_or_default()
    }

    pub fn set_before(&mut self, text: &str) {
        self.set(&self.of_room("before"), text);
    }

    /// Whom the person does not want to meet in this site, with their names as they were.
    pub fn blocked(&self) -> Vec<(MemberId, String)> {
        let text = self.get("blocked").unwrap_or_default();
        let one = |line: &str| {
            let (member, name) = line.split_once(' ')?;
            Some((MemberId::parse(member).ok()?, name.to_owned()))
        };
        text.lines().filter_map(one).collect()
    }

    pub fn set_blocked(&mut self, list: &[(MemberId, String)]) {
        let lines: Vec<String> = list
            .iter()
            .map(|(member, name)| [member.as_str(), " ", name].concat())
            .collect();
        self.set("blocked", &lines.join("\n"));
    }

    /// A choice of the settings, by its word; none where the person has not chosen.
    pub fn choice(&self, of: &'static str) -> Option<String> {
        self.get(of)
    }

    pub fn choose(&mut self, of: &'static str, word: &str) {
        self.set(of, word);
    }

    fn of_room(&self, what: &str) -> String {
        [what, "/", self.room.as_str()].concat()
    }

    fn get(&self, key: &str) -> Option<String> {
        let key = [self.prefix.as_str(), key].concat();
        match &self.local {
            Some(local) => local.get_item(&key).ok().flatten(),
            None => self
                .memory
                .iter()
                .find(|(kept, _)| *kept == key)
                .map(|(_, text)| text.clone()),
        }
    }

    /// An empty text is no entry at all.
    fn set(&mut self, key: &str, text: &str) {
        let key = [self.prefix.as_str(), key].concat();
        match &self.local {
            // A full disk is no reason to stop the conversation: what does not fit is lost with the page.
            Some(local) if text.is_empty() => drop(local.remove_item(&key)),
            Some(local) => drop(local.set_item(&key, text)),
            None => {
                self.memory.retain(|(kept, _)| *kept != key);
                if !text.is_empty() {
                    self.memory.push((key, text.to_owned()));
                }
            }
        }
    }
}

/// The browser's storage, if it takes something.
fn writable() -> Option<Storage> {
    let local = gloo::utils::window().local_storage().ok().flatten()?;
    local.set_item("maru", "1").ok()?;
    Some(local)
}
