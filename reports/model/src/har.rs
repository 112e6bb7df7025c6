//! Exchanges in the form of HAR 1.2, for the tools that show and replay traffic.
//!
//! What HAR has no place for stands in keys that begin with `_`: a `curl` line, content that is no text, why no answer came, and a request
//! target that is no URI. A request of bare bytes has the method `raw bytes` and its bytes in `_base64`.

use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use crate::event::Tool;
use crate::record::{BodyRecord, ExchangeRecord, RequestRecord, ResponseRecord};

/// The version of the format.
const HAR: &str = "1.2";

/// A whole archive.
#[derive(Debug, Serialize)]
pub struct Archive<'a, Entries> {
    log: Log<'a, Entries>,
}

#[derive(Debug, Serialize)]
struct Log<'a, Entries> {
    version: &'static str,
    creator: Creator<'a>,
    comment: String,
    entries: Entries,
}

#[derive(Debug, Serialize)]
struct Creator<'a> {
    name: &'a str,
    version: &'a str,
}

impl<'a, Entries> Archive<'a, Entries> {
    /// The archive of these entries.
    pub fn of(tool: &'a Tool, comment: String, entries: Entries) -> Self {
        let creator = Creator { name: &tool.name, version: &tool.version };
        Self { log: Log { version: HAR, creator, comment, entries } }
    }
}

/// One exchange.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    started_date_time: Timestamp,
    /// Milliseconds.
    time: u64,
    request: Request,
    response: Response,
    cache: Cache,
    timings: Timings,
    comment: String,
    #[serde(rename = "_curl")]
    curl: String,
}

#[derive(Debug, Serialize)]
struct Cache {}

/// Where the time went, in milliseconds; how it divides is not known, so all of it is waiting.
#[derive(Debug, Serialize)]
struct Timings {
    send: u64,
    wait: u64,
    receive: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    method: String,
    url: String,
    http_version: &'static str,
    cookies: [(); 0],
    headers: Vec<Pair>,
    query_string: Vec<Pair>,
    #[serde(skip_serializing_if = "Option::is_none")]
    post_data: Option<PostData>,
    headers_size: i64,
    body_size: usize,
    #[serde(rename = "_url", skip_serializing_if = "Option::is_none")]
    as_sent: Option<String>,
}

#[derive(Debug, Serialize)]
struct Pair {
    name: String,
    value: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PostData {
    mime_type: String,
    text: String,
    #[serde(rename = "_base64", skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    /// 0 where no answer came.
    status: u16,
    status_text: &'static str,
    http_version: &'static str,
    cookies: [(); 0],
    headers: Vec<Pair>,
    content: Content,
    #[serde(rename = "redirectURL")]
    redirect_url: String,
    headers_size: i64,
    body_size: i64,
    #[serde(rename = "_error", skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    size: usize,
    mime_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
}

/// What HAR calls a size that is not known.
const UNKNOWN: i64 = -1;
const VERSION: &str = "HTTP/1.1";

impl Entry {
    /// An exchange of a run that began then; the comment says what it belongs to.
    pub fn of(begun: Timestamp, comment: String, record: ExchangeRecord) -> Self {
        let after = SignedDuration::from_millis(i64::try_from(record.started_millis).unwrap_or(0));
        Self {
            // A time that the calendar does not have is nobody's fault but the log's.
            started_date_time: begun.checked_add(after).unwrap_or(begun),
            time: record.elapsed_millis,
            request: Request::of(record.request),
            response: Response::of(record.response, record.lapse),
            cache: Cache {},
            timings: Timings { send: 0, wait: record.elapsed_millis, receive: 0 },
            comment,
            curl: record.curl,
        }
    }
}

impl Request {
    fn of(record: RequestRecord) -> Self {
        let url = uri(&record.url);
        let query = record.url.split_once('?').map_or("", |(_, query)| query);
        let query_string = form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| Pair { name: name.into_owned(), value: value.into_owned() })
            .collect();
        Self {
            method: record.method,
            http_version: VERSION,
            cookies: [],
            query_string,
            headers_size: UNKNOWN,
            body_size: record.body.length,
            post_data: PostData::of(record.body, &record.headers),
            headers: pairs(record.headers),
            as_sent: (url != record.url).then_some(record.url),
            url,
        }
    }
}

impl PostData {
    fn of(body: BodyRecord, headers: &[(String, String)]) -> Option<Self> {
        let BodyRecord { length, text, base64 } = body;
        let mime_type = field(headers, "content-type");
        (length > 0).then(|| Self { mime_type, text: text.unwrap_or_default(), base64 })
    }
}

impl Response {
    fn of(record: Option<ResponseRecord>, lapse: Option<String>) -> Self {
        let answered = record.is_some();
        let nothing = BodyRecord { length: 0, text: None, base64: None };
        let record = record.unwrap_or(ResponseRecord { status: 0, headers: Vec::new(), body: nothing });
        let BodyRecord { length, text, base64 } = record.body;
        Self {
            status: record.status,
            status_text: "",
            http_version: if answered { VERSION } else { "" },
            cookies: [],
            content: Content {
                size: length,
                mime_type: field(&record.headers, "content-type"),
                encoding: base64.is_some().then_some("base64"),
                text: text.or(base64),
            },
            redirect_url: field(&record.headers, "location"),
            headers: pairs(record.headers),
            headers_size: UNKNOWN,
            body_size: i64::try_from(length).unwrap_or(UNKNOWN),
            error: lapse,
        }
    }
}

fn pairs(headers: Vec<(String, String)>) -> Vec<Pair> {
    headers.into_iter().map(|(name, value)| Pair { name, value }).collect()
}

/// The value of a header field, empty where there is none.
fn field(headers: &[(String, String)], wanted: &str) -> String {
    let found = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// What RFC 3986 has no place for.
const NO_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'[')
    .add(b']')
    .add(b'#');

/// The URL as a URI: what has no place in one is percent-encoded, a `%` without digits included.
fn uri(url: &str) -> String {
    // An address in brackets may stand before the path, and nowhere else.
    let path =
        url.find("://").and_then(|start| Some(start + 3 + url[start + 3..].find('/')?)).unwrap_or(url.len());
    let (origin, rest) = url.split_at(path);
    let mut pieces = rest.split('%');
    let encoded = |piece: &str| utf8_percent_encode(piece, NO_URI).to_string();
    let mut uri = origin.to_owned() + &encoded(pieces.next().unwrap_or_default());
    for piece in pieces {
        let digits = piece.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        uri.push_str(if digits { "%" } else { "%25" });
        uri.push_str(&encoded(piece));
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_that_is_no_uri_is_made_one() {
        assert_eq!(uri("http://[::1]:4055/a%41%/ж?b={1}#"), "http://[::1]:4055/a%41%25/%D0%B6?b=%7B1%7D%23");
        assert_eq!(uri("http://192.0.2.7:4055"), "http://192.0.2.7:4055");
    }
}
