//! One request and what became of it.

use std::time::Duration;

use super::request::Request;

/// What was put on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// A well-formed request.
    Request(Request),
    /// Bytes of the suite's own making, which need not be HTTP.
    Bytes(Vec<u8>),
}

/// One request with its answer, or with the way in which no answer came. Times are measured by the driver.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// What was asked.
    pub asked: Asked,
    /// The bytes sent, exactly; empty when no connection came about.
    pub sent: Vec<u8>,
    /// The bytes received, exactly, up to the driver's limit.
    pub received: Vec<u8>,
    /// The answer, or why there is none.
    pub outcome: Result<Response, Lapse>,
    /// When the request was sent, counted from the start of the run.
    pub started: Duration,
    /// From sending to the last byte of the answer or to giving up.
    pub elapsed: Duration,
}

impl Exchange {
    /// The answer, if one came.
    pub fn response(&self) -> Option<&Response> {
        self.outcome.as_ref().ok()
    }

    /// The status code, if an answer came.
    pub fn status(&self) -> Option<u16> {
        self.response().map(|response| response.status)
    }

    /// Whether an answer of class 2xx came.
    pub fn succeeded(&self) -> bool {
        self.status().is_some_and(|status| (200..300).contains(&status))
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code (RFC 9110, section 15).
    pub status: u16,
    /// The header fields in the order in which they came; bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The content, with transfer codings removed.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header field, the first of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The `Content-Type`, if the answer has one.
    pub fn content_type(&self) -> Option<&str> {
        self.header("content-type")
    }
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Lapse {
    /// No connection could be made.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The client's patience ended.
    #[error("no complete answer within {:.1} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// The connection ended before the answer did.
    #[error("the connection was closed before the answer was complete")]
    Closed,
    /// What came is not HTTP.
    #[error("the answer is not HTTP: {0}")]
    Malformed(String),
    /// The content is longer than the suite reads.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
}

impl Lapse {
    /// Whether the target was not there at all, as opposed to there and misbehaving.
    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }
}
