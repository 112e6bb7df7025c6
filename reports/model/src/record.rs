//! An exchange as reports keep it: readable, bounded, without secrets.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use spec::wire::{Asked, Exchange, Response};

use crate::curl::repeat_line;
use crate::secrets::Secrets;

/// How many bytes of a body a record keeps.
pub const BODY_KEPT: usize = 16 * 1024;
/// How many bytes of header fields a record keeps.
pub const HEAD_KEPT: usize = 4 * 1024;

/// An exchange as reports keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRecord {
    /// What was asked.
    pub request: RequestRecord,
    /// What was answered, if anything was.
    pub response: Option<ResponseRecord>,
    /// Why there is no answer, if there is none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lapse: Option<String>,
    /// One command line that repeats the request.
    pub curl: String,
    /// When it was sent, in milliseconds from the start of the run.
    pub started_millis: u64,
    /// How long it took, in milliseconds.
    pub elapsed_millis: u64,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRecord {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The header fields as sent, `Host` and framing aside.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: BodyRecord,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseRecord {
    /// The status code.
    pub status: u16,
    /// The header fields as received.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: BodyRecord,
}

/// Content: as text where it is UTF-8, else in base64; cut to [`BODY_KEPT`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyRecord {
    /// How long the content is, in bytes, before any cut.
    pub length: usize,
    /// The content as text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// The content in base64 (RFC 4648).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub base64: Option<String>,
}

impl BodyRecord {
    fn of(bytes: &[u8], secrets: &Secrets) -> Self {
        let masked = secrets.mask_bytes(bytes, BODY_KEPT + 1);
        let kept = &masked[..masked.len().min(BODY_KEPT)];
        let cut = kept.len() < masked.len();
        let (text, base64) = match std::str::from_utf8(kept) {
            Ok(text) => (Some(text.to_owned()), None),
            // A cut may fall into a character: what stands before it is still text.
            Err(error) if cut && error.error_len().is_none() => {
                (Some(String::from_utf8_lossy(&kept[..error.valid_up_to()]).into_owned()), None)
            }
            Err(_) => (None, Some(BASE64_STANDARD.encode(kept))),
        };
        Self { length: bytes.len(), text, base64 }
    }
}

impl ExchangeRecord {
    /// The record of an exchange with the server at `base_url`.
    pub fn of(exchange: &Exchange, base_url: &str, secrets: &Secrets) -> Self {
        Self {
            request: RequestRecord::of(&exchange.asked, base_url, secrets),
            response: exchange.response().map(|response| ResponseRecord::of(response, secrets)),
            lapse: exchange.outcome.as_ref().err().map(|lapse| secrets.mask(&lapse.to_string())),
            curl: repeat_line(&exchange.asked, base_url, secrets),
            started_millis: millis(exchange.started),
            elapsed_millis: millis(exchange.elapsed),
        }
    }
}

impl RequestRecord {
    fn of(asked: &Asked, base_url: &str, secrets: &Secrets) -> Self {
        match asked {
            Asked::Request(request) => Self {
                method: secrets.mask(request.method.as_str()),
                url: secrets.mask(&format!("{base_url}{}", request.target)),
                headers: masked_headers(&request.headers, secrets),
                body: BodyRecord::of(&request.body.0, secrets),
            },
            Asked::Bytes(bytes) => Self {
                method: "raw bytes".to_owned(),
                url: base_url.to_owned(),
                headers: Vec::new(),
                body: BodyRecord::of(bytes, secrets),
            },
        }
    }
}

impl ResponseRecord {
    fn of(response: &Response, secrets: &Secrets) -> Self {
        Self {
            status: response.status,
            headers: masked_headers(&response.headers, secrets),
            body: BodyRecord::of(&response.body, secrets),
        }
    }
}

/// The fields from the first on, up to [`HEAD_KEPT`]; what is left out stands under a name that no field can have.
fn masked_headers(headers: &[(String, String)], secrets: &Secrets) -> Vec<(String, String)> {
    let mut room = HEAD_KEPT;
    let fits = |(name, value): &&(String, String)| {
        let left = room.checked_sub(name.len() + value.len());
        room = left.unwrap_or(room);
        left.is_some()
    };
    let kept = headers.iter().take_while(fits);
    let mut kept: Vec<(String, String)> =
        kept.map(|(name, value)| (secrets.mask(name), secrets.mask(value))).collect();
    if kept.len() < headers.len() {
        kept.push(("…".to_owned(), format!("{} more fields", headers.len() - kept.len())));
    }
    kept
}

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_text_where_it_can_be_and_cut_between_characters() {
        let long = "ж".repeat(BODY_KEPT);
        let body = BodyRecord::of(format!("x{long}").as_bytes(), &Secrets::default());
        assert_eq!(body.length, 1 + 2 * BODY_KEPT);
        assert!(body.text.unwrap().ends_with('ж'));
        assert_eq!(BodyRecord::of(&[0xff, 0], &Secrets::default()).base64.as_deref(), Some("/wA="));
    }

    #[test]
    fn header_fields_beyond_what_is_kept_are_counted() {
        let field = |value: &str| ("x".to_owned(), value.to_owned());
        let fields = [field("a"), field(&"b".repeat(HEAD_KEPT)), field("c")];
        let kept = masked_headers(&fields, &Secrets::default());
        assert_eq!(kept, [field("a"), ("…".to_owned(), "2 more fields".to_owned())]);
        assert_eq!(masked_headers(&fields[..1], &Secrets::default()), [field("a")]);
    }
}
