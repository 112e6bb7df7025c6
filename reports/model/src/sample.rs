//! What tests are made of: a run that says no more than it must.

use jiff::Timestamp;

use crate::event::{Header, Inputs, LOG_VERSION, Target, Tool};
use crate::outcome::Strictness;
use crate::record::{BodyRecord, ExchangeRecord, RequestRecord};

/// A run of nothing.
pub(crate) fn header() -> Header {
    Header {
        version: LOG_VERSION,
        tool: Tool { name: "oktellspec".to_owned(), version: "0".to_owned() },
        target: Target {
            url: "http://192.0.2.1:4055".to_owned(),
            edition: "2012-09-17".to_owned(),
            embedded: false,
            options: Vec::new(),
        },
        inputs: Inputs::default(),
        seed: 1,
        strictness: Strictness::Lenient,
        started: Timestamp::UNIX_EPOCH,
        clauses: Vec::new(),
        planned: Vec::new(),
    }
}

/// No body.
pub(crate) fn nothing() -> BodyRecord {
    BodyRecord { length: 0, text: None, base64: None }
}

/// A request for `url`, to which nobody answered.
pub(crate) fn unanswered(url: &str) -> ExchangeRecord {
    ExchangeRecord {
        request: RequestRecord {
            method: "GET".to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            body: nothing(),
        },
        response: None,
        lapse: Some("nobody answered".to_owned()),
        curl: "curl".to_owned(),
        started_millis: 5,
        elapsed_millis: 2,
    }
}
