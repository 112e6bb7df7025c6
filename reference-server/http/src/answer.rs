//! What goes back: the few kinds of answer there are, each with its headers.

use std::io;

use bytes::Bytes;
use futures::TryStreamExt as _;
use http::header::{ALLOW, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::Frame;
use tokio::io::AsyncReadExt as _;
use tokio_util::io::ReaderStream;

use crate::body::BodyFault;
use crate::refusal::Refusal;

/// An answer; its body may still be on the disk.
pub(crate) type Reply = Response<UnsyncBoxBody<Bytes, io::Error>>;

pub(crate) const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// `200 OK` with these bytes.
pub(crate) fn ok(kind: HeaderValue, bytes: impl Into<Bytes>) -> Reply {
    with_status(StatusCode::OK, kind, bytes)
}

/// `200 OK` and nothing more (SET-1).
pub(crate) fn empty() -> Reply {
    Response::new(whole(Bytes::new()))
}

/// `200 OK` with a file's bytes, sent as they are read.
pub(crate) fn file(file: tokio::fs::File, length: u64) -> Reply {
    // A file that grows meanwhile must not outrun the length that was promised.
    let pieces = ReaderStream::new(file.take(length)).map_ok(Frame::data);
    let mut reply = Response::new(StreamBody::new(pieces).boxed_unsync());
    reply.headers_mut().insert(CONTENT_TYPE, OCTETS);
    reply.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    guarded(reply)
}

/// `200 OK` with the bytes of a file that is kept in memory.
pub(crate) fn octets(bytes: Bytes) -> Reply {
    ok(OCTETS, bytes)
}

/// The answer to a refused request.
pub(crate) fn refused(refusal: &Refusal) -> Reply {
    let mut reply = with_status(refusal.status(), TEXT, refusal.to_string());
    if let Refusal::WrongMethod(allowed) = refusal {
        reply.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    }
    // Where the body is in disorder nobody knows where the next request begins.
    if matches!(refusal, Refusal::Body(BodyFault::Broken | BodyFault::TooSlow)) {
        reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    reply
}

/// What a panicking handler leaves to say: a fault of the server, told without a trace.
pub(crate) fn broken() -> Reply {
    with_status(StatusCode::INTERNAL_SERVER_ERROR, TEXT, "internal error")
}

fn with_status(status: StatusCode, kind: HeaderValue, bytes: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(whole(bytes.into()));
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, kind);
    guarded(reply)
}

/// Answers may carry what strangers sent: no browser is to guess that it was a page.
fn guarded(mut reply: Reply) -> Reply {
    let name = HeaderName::from_static("x-content-type-options");
    reply.headers_mut().insert(name, HeaderValue::from_static("nosniff"));
    reply
}

fn whole(bytes: Bytes) -> UnsyncBoxBody<Bytes, io::Error> {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}
