//! A site of a test's own, made through the API like any other.

use protocol::http::{
    AccountReply, AccountRequest, GuestRequest, MintRequest, PostReply, PostRequest, Settings, SiteReply,
    TicketReply,
};
use protocol::{Crest, DraftId, Role, Words, codec};
use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::client::Request;
use tungstenite::http::HeaderValue;

use crate::client::OFFERED;
use crate::http::{self, Answer};
use crate::runtime::{OWNER_KEY, Relay};
use crate::{Client, fresh};

/// The origin of the site's pages.
pub const PAGES: &str = "https://fans.example";

#[derive(Clone, Debug)]
pub struct Site {
    pub id: String,
    pub key: String,
    /// The relay's origin.
    pub relay: String,
}

pub struct Official {
    pub id: String,
    pub key: String,
}

pub fn settings() -> Settings {
    Settings {
        origins: vec![PAGES.to_owned()],
        title: Words::all("MIRUNA"),
        ..Settings::default()
    }
}

impl Site {
    /// A new one, with a name that nobody else has.
    pub fn new(relay: &Relay, prefix: &str) -> Self {
        let tail: String = fresh().to_string().chars().rev().take(12).collect();
        let id = format!("{prefix}-{tail}");
        let answer = relay.call(
            "PUT",
            &format!("/api/v1/sites/{id}"),
            OWNER_KEY,
            codec::encode(&settings()),
        );
        assert_eq!(answer.status, 201, "{answer:?}");
        let reply: SiteReply = answer.json();
        Self {
            id,
            key: reply.key.expect("a new site tells its key"),
            relay: relay.url().to_owned(),
        }
    }

    pub fn api(&self, method: &str, path: &str, key: &str, body: impl Into<String>) -> Answer {
        let url = format!("{}/api/v1/sites/{}{path}", self.relay, self.id);
        http::call(method, &url, &[("authorization", &format!("Bearer {key}"))], body)
    }

    /// The owner changes the settings.
    pub fn settle(&self, settings: &Settings) {
        let answer = self.api("PUT", "", OWNER_KEY, codec::encode(settings));
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// One of the site's own people, who has been welcomed.
    pub fn join_as(&self, room: &str, role: Role, member: &str) -> Client {
        let name = (role != Role::Official).then(|| format!("{member}さん"));
        let answer = self.minted(role, member, name.as_deref());
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut client = self.socket(room);
        client.hello(&answer.json::<TicketReply>().ticket);
        client
    }

    pub fn account(&self, id: &str, name: &str) -> Official {
        let request = AccountRequest {
            name: Words::all(name),
            crest: Crest::default(),
        };
        let answer = self.api(
            "PUT",
            &format!("/accounts/{id}"),
            &self.key,
            codec::encode(&request),
        );
        assert_eq!(answer.status, 201, "{answer:?}");
        let key = answer
            .json::<AccountReply>()
            .key
            .expect("a new account tells its key");
        Official {
            id: id.to_owned(),
            key,
        }
    }

    pub fn post(&self, official: &Official, draft: DraftId, body: &str) -> PostReply {
        let request = PostRequest {
            body: body.to_owned(),
            draft: Some(draft),
            room: None,
        };
        let answer = self.api("POST", "/posts", &official.key, codec::encode(&request));
        assert_eq!(answer.status, 201, "{answer:?}");
        answer.json()
    }

    /// As the frame asks for it.
    pub fn guest(&self, guest: DraftId, name: Option<&str>) -> Answer {
        let request = GuestRequest {
            guest,
            name: name.map(str::to_owned),
        };
        let url = format!("{}/f/{}/ticket", self.relay, self.id);
        http::call("POST", &url, &[("origin", &self.relay)], codec::encode(&request))
    }

    pub fn ticket(&self, name: &str) -> TicketReply {
        let answer = self.guest(fresh(), Some(name));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    pub fn minted(&self, role: Role, member: &str, name: Option<&str>) -> Answer {
        let request = MintRequest {
            role,
            member: member.to_owned(),
            name: name.map(str::to_owned),
        };
        self.api("POST", "/tickets", &self.key, codec::encode(&request))
    }

    pub fn path(&self, room: &str) -> String {
        format!("/s/{}/{}", self.id, encoded(room))
    }

    /// What asks for a socket in a room, from a page that may have one.
    pub fn upgrade(&self, room: &str) -> Option<Request> {
        let address = self.relay.strip_prefix("http://")?;
        let mut request = format!("ws://{address}{}", self.path(room))
            .into_client_request()
            .ok()?;
        for (name, value) in [
            ("origin", self.relay.as_str()),
            ("sec-websocket-protocol", OFFERED),
        ] {
            request
                .headers_mut()
                .insert(name, HeaderValue::from_str(value).ok()?);
        }
        Some(request)
    }

    /// A socket that has said nothing yet.
    pub fn socket(&self, room: &str) -> Client {
        Client::connect(&self.relay, &self.path(room), Some(&self.relay))
            .expect("the relay takes its own frame")
    }

    /// A guest of this name who has been welcomed.
    pub fn join(&self, room: &str, name: &str) -> Client {
        let mut client = self.socket(room);
        client.hello(&self.ticket(name).ticket);
        client
    }
}

/// As `encodeURIComponent` does it.
pub fn encoded(text: &str) -> String {
    let keeps = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    text.bytes()
        .map(|b| {
            if keeps(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
