//! The log's table: a row is an entry, or all that was written together in a tick.
//!
//! Invariants: a row stands at the place of its last entry, and rows leave no hole above the floor, so what stands at a place is in
//! the first row at or above it; a row of several has no draft, which every entry has, and all in it have one time.

use protocol::{Author, DisplayName, DraftId, Entry, MemberId, Role, Seq, UnixMillis, codec};

use crate::sql::{Columns, odd};
use crate::{Row, SqlError, Value};

/// Entries of one row. A row holds 2 MB: so many fit, though each were changed into the longest text that there is.
const ROW_ENTRIES: usize = 64;

macro_rules! table {
    () => {
        "(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, draft TEXT NOT NULL, member TEXT NOT NULL, \
         name TEXT NOT NULL, role TEXT NOT NULL, what TEXT NOT NULL)"
    };
}

macro_rules! columns {
    () => {
        "seq, at, draft, member, name, role, what"
    };
}

pub(crate) const TABLE: &str = table!();

pub(crate) const CREATE: &str = concat!("CREATE TABLE IF NOT EXISTS entry ", table!());

/// By SELECT, and not by VALUES: such a statement keeps a journal of its own, so that a full database takes back the statement
/// alone. Without one SQLite takes back the whole transaction, which is the runtime's, and the runtime then ends the object
/// with all its sockets.
///
/// A place that is taken is in a row of any place above it, which the key does not know: what is given back is what was written.
pub(crate) const APPEND: &str = concat!(
    "INSERT INTO entry (",
    columns!(),
    ") SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE ?1 > coalesce((SELECT max(seq) FROM entry), 0) RETURNING seq"
);

/// Rows at once, the first of whose places is `?1`, in the order of the columns. One parameter for all, since a statement has at most 100, and by SELECT for the same
/// reason. All of it is text, of which the columns make what they hold. It is at most some 1 MB: what waits for a tick is 256 KiB
/// of bodies, of which each character is escaped twice at the worst.
pub(crate) const APPEND_ALL: &str = concat!(
    "INSERT INTO entry (",
    columns!(),
    ") SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), json_extract(value, '$[3]'), \
     json_extract(value, '$[4]'), json_extract(value, '$[5]'), json_extract(value, '$[6]') FROM json_each(?2) \
     WHERE ?1 > coalesce((SELECT max(seq) FROM entry), 0) RETURNING seq"
);

/// An UPDATE would keep no journal of its own either.
pub(crate) const REWRITE: &str = concat!(
    "INSERT INTO entry (",
    columns!(),
    ") SELECT ?, ?, ?, ?, ?, ?, ? WHERE true ON CONFLICT (seq) DO UPDATE SET name = excluded.name, what = excluded.what"
);

/// The rows of the places `?1 < seq <= ?2`, of which only the `?3` newest that there are. The first row, and the last, may have more.
pub(crate) const NEWEST: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM entry WHERE seq > max(?1, min(?2, (SELECT max(seq) FROM entry)) - ?3) AND seq <= (SELECT seq FROM entry \
     WHERE seq >= min(?2, (SELECT max(seq) FROM entry)) ORDER BY seq LIMIT 1) ORDER BY seq"
);

/// The rows of these places, of which each is named once, in order.
pub(crate) const AT: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM entry WHERE seq IN (SELECT (SELECT seq FROM entry WHERE seq >= value ORDER BY seq LIMIT 1) FROM json_each(?)) ORDER BY seq"
);

/// When what stands at a place was written.
pub(crate) const TIME: &str = "SELECT at FROM entry WHERE seq >= ? ORDER BY seq LIMIT 1";

/// Rows that may have one of these drafts, by this member.
pub(crate) const FIND: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM entry WHERE seq > ?1 AND ((member = ?2 AND draft IN (SELECT value FROM json_each(?3))) \
     OR (draft = '' AND EXISTS (SELECT 1 FROM json_each(?3) WHERE instr(what, value) > 0))) ORDER BY seq"
);

/// The edits of an entry that has any stand above it, and each in a row of its own. Nobody else's rows are looked at.
pub(crate) const EMPTY_EDITS: &str = "UPDATE entry SET what = ? WHERE seq > ? AND instr(what, ?) > 0 \
     AND (SELECT instr(what, '\"fate\":\"edited\"') FROM entry WHERE seq >= ? ORDER BY seq LIMIT 1) > 0";

/// What is written together, in as few rows as hold it.
pub(crate) fn rows(entries: &[Entry]) -> impl Iterator<Item = [Value; 7]> {
    entries.chunks(ROW_ENTRIES).filter_map(row)
}

/// None of no entries.
pub(crate) fn row(entries: &[Entry]) -> Option<[Value; 7]> {
    match entries {
        [] => None,
        [entry] => Some(columns(entry)),
        [.., last] => {
            let none = || Value::Text(String::new());
            let (seq, at) = (Value::int(last.seq.0), Value::int(last.at.0));
            Some([
                seq,
                at,
                none(),
                none(),
                none(),
                none(),
                Value::Text(codec::encode(&entries)),
            ])
        }
    }
}

/// In the order of the table's.
pub(crate) fn columns(entry: &Entry) -> [Value; 7] {
    let Entry {
        seq,
        at,
        draft,
        author,
        what,
    } = entry;
    [
        Value::int(seq.0),
        Value::int(at.0),
        Value::Text(draft.to_string()),
        Value::text(author.member.as_str()),
        Value::text(author.name.as_str()),
        Value::text(role_word(author.role)),
        Value::Text(codec::encode(what)),
    ]
}

/// What stands in these rows.
pub(crate) fn entries(rows: Vec<Row>) -> Result<Vec<Entry>, SqlError> {
    let mut list = Vec::with_capacity(rows.len());
    for row in rows {
        let mut columns = Columns::of(row);
        let (seq, at) = (columns.int("entry.seq")?, columns.int("entry.at")?);
        let draft = columns.text("entry.draft")?;
        let [member, name, role] = [(); 3].map(|()| columns.text("entry.author"));
        let (member, name, role, what) = (member?, name?, role?, columns.text("entry.what")?);
        if draft.is_empty() {
            let several: Vec<Entry> = codec::parse(&what).map_err(|_| odd("entry.what, of several"))?;
            list.extend(several);
            continue;
        }
        list.push(Entry {
            seq: Seq(seq),
            at: UnixMillis(at),
            draft: DraftId::parse(&draft).map_err(|_| odd("entry.draft"))?,
            author: Author {
                member: MemberId::parse(&member).map_err(|_| odd("entry.member"))?,
                name: DisplayName::parse(&name).map_err(|_| odd("entry.name"))?,
                role: role_of(&role)?,
            },
            what: codec::parse(&what).map_err(|_| odd("entry.what"))?,
        });
    }
    Ok(list)
}

const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Fan => "fan",
        Role::Moderator => "moderator",
        Role::Official => "official",
    }
}

fn role_of(word: &str) -> Result<Role, SqlError> {
    [Role::Fan, Role::Moderator, Role::Official]
        .into_iter()
        .find(|role| role_word(*role) == word)
        .ok_or_else(|| odd("entry.role"))
}
