//! Where a sticker's files are: two for each, by its name alone.
//!
//! Invariant: an address that was right once stays right, so that a page of an earlier build, and one that was kept, finds what it
//! names. What a build adds behind the question mark tells browsers, which keep the files for a year, when they have changed;
//! the document carries it as `data-stickers`.

use protocol::StickerName;

/// The one that stands still: for the panel, and for who wants nothing to move.
pub fn still(name: &StickerName, version: &str) -> String {
    address(name, ".png?", version)
}

/// The one that moves, where it does.
pub fn moving(name: &StickerName, version: &str) -> String {
    address(name, ".apng?", version)
}

fn address(name: &StickerName, ending: &str, version: &str) -> String {
    ["/st/", name.as_str(), ending, version].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_a_sticker_is_two_files_by_its_name_alone() {
        let name = StickerName::parse("maru/thanks").unwrap();
        assert_eq!(still(&name, "5b49f969"), "/st/maru/thanks.png?5b49f969");
        assert_eq!(moving(&name, "5b49f969"), "/st/maru/thanks.apng?5b49f969");
    }
}
