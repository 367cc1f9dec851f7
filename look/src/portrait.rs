//! Whose face stands beside a message, and what they are called there.

use protocol::{Account, Author, Crest, CrestShape, Lang, Role};

use crate::Avatar;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Portrait {
    Member(Avatar),
    Account(CrestArt),
}

/// An official account's crest: a symbol of the sprite in two colours, which are presentation attributes, since the
/// document's policy has no room for styles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrestArt {
    pub href: &'static str,
    pub ground: String,
    pub ink: String,
}

impl Portrait {
    pub fn of(author: &Author, accounts: &[Account]) -> Self {
        if author.role == Role::Official {
            Self::Account(CrestArt::of(
                account(author, accounts)
                    .map(|account| account.crest)
                    .unwrap_or_default(),
            ))
        } else {
            Self::Member(Avatar::of(&author.member))
        }
    }
}

impl CrestArt {
    pub fn of(crest: Crest) -> Self {
        let href = match crest.shape {
            CrestShape::Ring => "#c-ring",
            CrestShape::Leaf => "#c-leaf",
            CrestShape::Sun => "#c-sun",
            CrestShape::Wave => "#c-wave",
            CrestShape::Bag => "#c-bag",
            CrestShape::Cup => "#c-cup",
        };
        // One colour on itself shows nothing: an account that was given none wears the site's.
        let (ground, ink) = if crest.ground == crest.ink {
            ("var(--accent)".to_owned(), "var(--on-accent)".to_owned())
        } else {
            (String::from(crest.ground), String::from(crest.ink))
        };
        Self { href, ground, ink }
    }
}

/// What the author is called: an official as its account is in the reader's language, anyone else as they were then.
pub fn known_as<'a>(author: &'a Author, accounts: &'a [Account], lang: Lang) -> &'a str {
    account(author, accounts)
        .map(|account| account.name.get(lang))
        .filter(|name| !name.is_empty())
        .unwrap_or(author.name.as_str())
}

fn account<'a>(author: &Author, accounts: &'a [Account]) -> Option<&'a Account> {
    let id = author.member.account()?;
    accounts.iter().find(|account| account.id == id)
}

#[cfg(test)]
mod tests {
    use protocol::{AccountId, Colour, DisplayName, MemberId, Words};

    use super::*;

    fn ruan() -> (Author, Account) {
        let id = AccountId::parse("ruan").unwrap();
        let author = Author {
            member: MemberId::official(&id),
            name: DisplayName::parse("ルアン").unwrap(),
            role: Role::Official,
        };
        let name = Words {
            ja: "ルアン".to_owned(),
            ko: "루안".to_owned(),
            en: "Ruan".to_owned(),
        };
        let ground = Colour::parse("#ddebd6").unwrap();
        let ink = Colour::parse("#4f8c5b").unwrap();
        (
            author,
            Account {
                id,
                name,
                crest: Crest {
                    shape: CrestShape::Leaf,
                    ground,
                    ink,
                },
            },
        )
    }

    #[test]
    fn an_official_is_called_as_its_account_is_in_the_readers_language() {
        let (author, account) = ruan();
        assert_eq!(known_as(&author, &[account], Lang::Ko), "루안");
        assert_eq!(known_as(&author, &[], Lang::Ko), "ルアン");
    }

    #[test]
    fn an_official_wears_its_crest() {
        let (author, account) = ruan();
        let Portrait::Account(art) = Portrait::of(&author, &[account]) else {
            panic!("an account has a crest")
        };
        assert_eq!(
            (art.href, art.ground.as_str(), art.ink.as_str()),
            ("#c-leaf", "#ddebd6", "#4f8c5b")
        );
    }

    #[test]
    fn an_account_without_colours_wears_the_sites() {
        assert_eq!(CrestArt::of(Crest::default()).ground, "var(--accent)");
    }
}
