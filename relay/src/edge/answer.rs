//! How the relay answers over HTTP.
//!
//! Invariant: every answer carries the headers of [`dressed`]; whatever is not 2xx and not a page for a person is a
//! [`Problem`]; a fault is logged once in full and told without detail.

use std::fmt::Display;

use picture::Kind;
use protocol::http::Problem;
use protocol::{ImageKey, Refusal, codec};
use room::Fault;
use serde::Serialize;
use site::Denied;
use store::SqlError;
use worker::{Headers, Response, ResponseBody, ResponseBuilder, Result, console_error};

pub type Answer = std::result::Result<Response, Trouble>;

/// Why there is no ordinary answer.
#[derive(Debug)]
pub enum Trouble {
    /// Theirs: answered, never logged.
    Refused { status: u16, problem: Problem },
    /// Ours.
    Fault(String),
}

impl Trouble {
    pub fn fault(what: &str, error: impl Display) -> Self {
        Self::Fault(format!("{what}: {error}"))
    }

    /// With a hint for a developer.
    pub fn told(refusal: Refusal, detail: impl Into<String>) -> Self {
        Self::with_status(status(refusal), refusal, detail)
    }

    pub fn with_status(status: u16, refusal: Refusal, detail: impl Into<String>) -> Self {
        Self::Refused {
            status,
            problem: Problem {
                refusal,
                detail: detail.into(),
                retry_after_ms: None,
            },
        }
    }

    pub fn response(self) -> Result<Response> {
        match self {
            Self::Refused { status, problem } => {
                let response = json(status, &problem)?;
                if let Some(ms) = problem.retry_after_ms {
                    let seconds = ms.div_ceil(1_000).to_string();
                    response.headers().set("retry-after", &seconds)?;
                }
                Ok(response)
            }
            Self::Fault(what) => {
                console_error!("fault: {what}");
                json(
                    500,
                    &Problem {
                        refusal: Refusal::Fault,
                        detail: String::new(),
                        retry_after_ms: None,
                    },
                )
            }
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::told(refusal, "")
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Refused {
            status: status(problem.refusal),
            problem,
        }
    }
}

impl From<SqlError> for Trouble {
    fn from(SqlError(what): SqlError) -> Self {
        Self::Fault(what)
    }
}

impl From<Denied> for Trouble {
    fn from(Denied { refusal, detail }: Denied) -> Self {
        Self::told(refusal, detail)
    }
}

impl From<worker::Error> for Trouble {
    fn from(error: worker::Error) -> Self {
        Self::fault("the runtime", error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault.0)
    }
}

pub const fn status(refusal: Refusal) -> u16 {
    match refusal {
        Refusal::Malformed | Refusal::Unknown | Refusal::HelloFirst => 400,
        Refusal::KeyInvalid | Refusal::TicketInvalid | Refusal::TicketExpired => 401,
        Refusal::OriginForbidden
        | Refusal::ReadOnly
        | Refusal::NotYours
        | Refusal::PhotosOnly
        | Refusal::Frozen => 403,
        Refusal::NotFound => 404,
        Refusal::DraftExpired | Refusal::TooLate { .. } => 409,
        Refusal::Gone => 410,
        Refusal::TooBig { .. } | Refusal::ImageTooBig { .. } => 413,
        Refusal::ImageOdd => 415,
        Refusal::BodyBlank
        | Refusal::BodyTooLong { .. }
        | Refusal::NameMissing
        | Refusal::NameBlank
        | Refusal::NameTooLong { .. }
        | Refusal::NameHostile
        | Refusal::NameReserved
        | Refusal::ImageTooLarge { .. }
        | Refusal::NoSuchImage
        | Refusal::NoSuchSticker
        | Refusal::FieldInvalid => 422,
        Refusal::TooFast | Refusal::SlowMode { .. } | Refusal::Busy => 429,
        Refusal::Fault => 500,
        Refusal::RoomFull => 503,
        Refusal::StorageFull => 507,
    }
}

pub fn json<T: Serialize>(status: u16, value: &T) -> Result<Response> {
    let builder = dressed()?
        .with_header("content-type", "application/json")?
        .with_header("cache-control", "no-store")?
        .with_header("cross-origin-resource-policy", "same-origin")?
        .with_header(
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        )?;
    Ok(builder
        .with_status(status)
        .fixed(codec::encode(value).into_bytes()))
}

/// `policy` is the answer's whole Content-Security-Policy. A page that has a frame of ours shares no script with it, and asks the browser
/// for a process of the frame's own, also where the relay has an address of the page's site: what the room does does not hold the page up.
pub fn page(status: u16, html: String, policy: &str) -> Result<Response> {
    let builder = dressed()?
        .with_header("content-type", "text/html; charset=utf-8")?
        .with_header("cache-control", "no-store")?
        .with_header("content-security-policy", policy)?
        .with_header("origin-agent-cluster", "?1")?
        .with_header(
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        )?;
    Ok(builder.with_status(status).fixed(html.into_bytes()))
}

/// A style sheet for the frame: a colour that is chosen again within minutes is not asked for again.
pub fn style(css: String) -> Result<Response> {
    let builder = dressed()?
        .with_header("content-type", "text/css; charset=utf-8")?
        .with_header("cache-control", "public, max-age=300")?
        .with_header("cross-origin-resource-policy", "same-origin")?;
    Ok(builder.fixed(css.into_bytes()))
}

/// A stream of lines, each of them JSON, for as long as it lasts. It is a file: nobody keeps a copy on the way.
pub fn lines(body: ResponseBody) -> Result<Response> {
    let builder = dressed()?
        .with_header("content-type", protocol::archive::CONTENT_TYPE)?
        .with_header("content-disposition", "attachment")?
        .with_header("cache-control", "no-store")?
        .with_header("cross-origin-resource-policy", "same-origin")?;
    Ok(builder.body(body))
}

/// A picture, which is the same for ever. It is drawn in the relay's own pages, and opened by itself it may do nothing.
pub fn picture(kind: Kind, key: ImageKey, tag: &str) -> Result<ResponseBuilder> {
    let name: String = key.to_string().chars().take(8).collect();
    dressed()?
        .with_header("content-type", kind.media_type())?
        .with_header(
            "content-disposition",
            &format!("inline; filename=\"maru-{name}.{}\"", kind.extension()),
        )?
        .with_header("cache-control", "private, max-age=31536000, immutable")?
        .with_header("content-security-policy", "default-src 'none'; sandbox")?
        .with_header("cross-origin-resource-policy", "same-origin")?
        .with_header("etag", tag)
}

pub fn text(body: &str) -> Result<Response> {
    let builder = dressed()?.with_header("content-type", "text/plain; charset=utf-8")?;
    Ok(builder
        .with_header("cache-control", "no-store")?
        .fixed(body.as_bytes().to_vec()))
}

/// What every answer has. The referrer stays within the relay: a link in a chat does not tell where it was posted.
/// Not `no-referrer`, which would take the `Origin` from some requests of the frame.
fn dressed() -> Result<ResponseBuilder> {
    let headers = Headers::new();
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("referrer-policy", "same-origin")?;
    Ok(Response::builder().with_headers(headers))
}
