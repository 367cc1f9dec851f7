//! Rows of what stands beside a log, read and written.
//!
//! Invariant: what a row should have been and was not is a fault that names its column.

use protocol::http::Reported;
use protocol::{DraftId, Grounds, ImageKey, MemberId, Reaction, Seq, UnixMillis, limits};
use room::{Picture, Reader, Voice};

use crate::sql::{Columns, odd};
use crate::{Row, SqlError, Value};

/// Numbers need no parameter, of which there are few.
pub(super) fn places(seqs: &[Seq]) -> String {
    let places: Vec<String> = seqs
        .iter()
        .map(|seq| seq.0.min(limits::INT_MAX).to_string())
        .collect();
    places.join(", ")
}

pub(super) fn size(number: usize) -> Value {
    Value::int(u64::try_from(number).unwrap_or(u64::MAX))
}

pub(super) fn number(row: Row) -> Result<usize, SqlError> {
    let count = Columns::of(row).int_or_zero("a count")?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(super) fn member(columns: &mut Columns, what: &str) -> Result<MemberId, SqlError> {
    MemberId::parse(&columns.text(what)?).map_err(|_| odd(what))
}

pub(super) fn key(columns: &mut Columns) -> Result<ImageKey, SqlError> {
    let text = columns.text("media.key")?;
    DraftId::parse(&text).map(ImageKey).map_err(|_| odd("media.key"))
}

pub(super) fn voice(row: Row) -> Result<Voice, SqlError> {
    let mut columns = Columns::of(row);
    Ok(Voice {
        seq: Seq(columns.int("reaction.seq")?),
        member: member(&mut columns, "reaction.member")?,
        kind: Reaction::of_word(&columns.text("reaction.kind")?),
    })
}

pub(super) fn reader(row: Row) -> Result<Reader, SqlError> {
    let mut columns = Columns::of(row);
    Ok(Reader {
        member: member(&mut columns, "reader.member")?,
        joined: Seq(columns.int("reader.joined")?),
        read: Seq(columns.int("reader.read")?),
        at: UnixMillis(columns.int("reader.at")?),
    })
}

pub(super) fn reader_row(reader: &Reader) -> [Value; 4] {
    [
        Value::text(reader.member.as_str()),
        Value::int(reader.joined.0),
        Value::int(reader.read.0),
        Value::int(reader.at.0),
    ]
}

pub(super) fn report(row: Row) -> Result<Reported, SqlError> {
    let mut columns = Columns::of(row);
    Ok(Reported {
        seq: Seq(columns.int("report.seq")?),
        by: member(&mut columns, "report.member")?,
        grounds: Grounds::of_word(&columns.text("report.grounds")?).unwrap_or(Grounds::Other),
        at: UnixMillis(columns.int("report.at")?),
        context: Vec::new(),
    })
}

pub(super) fn picture(row: Row) -> Result<Picture, SqlError> {
    let mut columns = Columns::of(row);
    let pixels = |number: u64| u32::try_from(number).map_err(|_| odd("media.size"));
    Ok(Picture {
        key: key(&mut columns)?,
        member: member(&mut columns, "media.member")?,
        at: UnixMillis(columns.int("media.at")?),
        w: pixels(columns.int("media.w")?)?,
        h: pixels(columns.int("media.h")?)?,
    })
}

pub(super) fn picture_row(picture: &Picture, is_doomed: bool) -> [Value; 6] {
    [
        Value::Text(picture.key.to_string()),
        Value::text(picture.member.as_str()),
        Value::int(picture.at.0),
        Value::int(picture.w.into()),
        Value::int(picture.h.into()),
        Value::int(is_doomed.into()),
    ]
}
