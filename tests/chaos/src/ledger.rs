//! What is in the room in the end: asked of the relay, and read from the file that its object left on the disk.

use std::fs;
use std::path::{Path, PathBuf};

use protocol::{Body, ClientFrame, DraftId, Entry, MemberId, Seen, Seq, What, codec};
use relay_tests::Site;
use rusqlite::{Connection, OpenFlags};

use crate::diary::{Mark, digest};

/// Everything, page by page from the newest, as somebody who scrolls to the beginning.
pub fn audited(site: &Site, room: &str) -> Vec<Mark> {
    let mut auditor = site.join(room, "auditor");
    let head = auditor.welcome.as_ref().expect("it was welcomed").head;
    let mut before = head.next();
    let mut pages = Vec::new();
    while before > Seq(1) {
        let page = auditor.history(Seq::ZERO, before).list;
        let Some(first) = page.first() else { break };
        before = first.seq;
        pages.push(Mark::all(&page));
        // Who takes page after page and never says that they arrive is cut off, and so is who talks all the time.
        if pages.len().is_multiple_of(20) {
            auditor = site.join(room, "auditor");
        } else if pages.len().is_multiple_of(3) {
            auditor.say(&ClientFrame::Seen(Seen { seq: head }));
        }
    }
    pages.into_iter().rev().flatten().collect()
}

/// Of every room that has a file below this folder, the one with the most entries: ours is the only one that talked.
pub fn on_disk(storage: &Path) -> Vec<Mark> {
    let mut files = Vec::new();
    collect(storage, &mut files);
    files
        .iter()
        .filter_map(|file| read(file).ok())
        .max_by_key(Vec::len)
        .unwrap_or_default()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder)
        .expect("a folder of ours")
        .map(|file| file.expect("a file").path())
    {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "sqlite") {
            files.push(path);
        }
    }
}

fn read(file: &Path) -> rusqlite::Result<Vec<Mark>> {
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut query = database.prepare("SELECT seq, draft, member, what FROM entry ORDER BY seq")?;
    let rows = query.query_map([], |row| {
        let number = row.get::<_, i64>(0)?;
        let [draft, member, what] = [1, 2, 3].map(|column| row.get::<_, String>(column));
        Ok((number, draft?, member?, what?))
    })?;
    let mut marks = Vec::new();
    for row in rows {
        let (seq, draft, member, what) = row?;
        if draft.is_empty() {
            // Written together, in a tick.
            let several: Vec<Entry> = codec::parse(&what).expect("as the ledger wrote it");
            marks.extend(Mark::all(&several));
            continue;
        }
        let what: What = codec::parse(&what).expect("as the ledger wrote it");
        marks.push(Mark {
            seq: Seq(seq.unsigned_abs()),
            draft: DraftId::parse(&draft).expect("a draft"),
            member: MemberId::parse(&member).expect("a member"),
            body: digest(Body::as_str(what.body())),
        });
    }
    Ok(marks)
}
