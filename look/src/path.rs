//! Where a room is found on the relay.

use protocol::{RoomName, SiteId};

/// One path segment: as `encodeURIComponent` writes it, so that a room named after a page's path stays one.
pub fn segment(text: &str) -> String {
    let mut path = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push('%');
            for half in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(half), 16).unwrap_or('0');
                path.push(digit.to_ascii_uppercase());
            }
        }
    }
    path
}

/// The page that people send each other.
pub fn share_path(site: &SiteId, room: &RoomName) -> String {
    let mut path = String::from("/r/");
    path.push_str(site.as_str());
    path.push('/');
    path.push_str(&segment(room.as_str()));
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_named_after_a_path_stays_one_segment() {
        let site = SiteId::parse("miruna").unwrap();
        let room = RoomName::parse("/ニュース/1").unwrap();
        assert_eq!(
            share_path(&site, &room),
            "/r/miruna/%2F%E3%83%8B%E3%83%A5%E3%83%BC%E3%82%B9%2F1"
        );
    }
}
