//! `upload` (UP): all files are taken in first, and only a request that proves sound has them kept.

use std::sync::Arc;

use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use tokio::task::spawn_blocking;

use super::Ask;
use crate::answer::{self, Reply};
use crate::body::{Body, media_type};
use crate::encode;
use crate::faults::{Faults, upload as spoiled};
use crate::refusal::Refusal;
use crate::server::Server;
use crate::upload::{Intake, PartHeaders, Parts, Staged, UploadStore, Uploaded, file_name, parameter};

/// The two kinds of body that the document names (UP-1).
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// `multipart/form-data` with its boundary.
    Multipart(String),
    /// `application/octet-stream`: the body is the file, the request's headers are its headers.
    OctetStream,
}

/// Takes the files in, keeps them, and tells what became of each.
pub(crate) async fn upload(server: &Server, ask: &mut Ask<'_>) -> Result<Reply, Refusal> {
    let kind = kind(ask.headers)?;
    if spoiled::refuses(&server.faults, matches!(kind, Kind::Multipart(_))) {
        return Err(Refusal::NotUploadable);
    }
    ask.body.grant(server.limits.upload_bytes)?;
    let mut received = Received::default();
    let end = match kind {
        Kind::Multipart(boundary) => parts(server, ask.body, &boundary, &mut received).await,
        Kind::OctetStream => whole(server, headers_of(ask.headers), ask.body, &mut received).await,
    };
    received.stumbled |= end.is_err() && spoiled::stumbles(&server.faults, None);
    if received.stumbled {
        return Ok(answer::broken());
    }
    if let Err(refusal) = end {
        if spoiled::keeps_refused(&server.faults) {
            put_away(server, received.files).await?;
        }
        return Err(refusal);
    }
    let files = put_away(server, spoiled::all(&server.faults, received.files)).await?;
    let mut document = encode::upload_result(&files);
    spoiled::bend(&server.faults, &mut document.root, &files, &received.offered);
    server.document(document)
}

/// What a request brought.
#[derive(Debug, Default)]
struct Received {
    files: Vec<Staged>,
    /// What the senders called the files; kept for faults alone.
    offered: Vec<Option<String>>,
    /// Whether a fault had the server stumble over a part.
    stumbled: bool,
}

impl Received {
    /// The headers of the next file as they are understood.
    fn expect(&mut self, server: &Server, headers: PartHeaders) -> PartHeaders {
        if server.faults == Faults::none() {
            return headers;
        }
        self.stumbled |= spoiled::stumbles(&server.faults, Some(&headers));
        self.offered.push(headers.disposition.as_deref().and_then(file_name));
        spoiled::headers(&server.faults, headers)
    }
}

/// Keeps the files of a request, each under a name of its own.
async fn put_away(server: &Server, staged: Vec<Staged>) -> Result<Vec<Uploaded>, Refusal> {
    let (store, faults) = (Arc::clone(&server.uploads), server.faults);
    let keep_all = move || {
        let kept = staged.into_iter().map(|file| {
            spoiled::displace(&faults, &store, &file);
            keep(&store, file)
        });
        kept.collect::<Vec<_>>()
    };
    Ok(spawn_blocking(keep_all).await.map_err(std::io::Error::other)?)
}

fn kind(headers: &HeaderMap) -> Result<Kind, Refusal> {
    let media_type = media_type(headers);
    if media_type.eq_ignore_ascii_case(b"application/octet-stream") {
        Ok(Kind::OctetStream)
    } else if media_type.eq_ignore_ascii_case(b"multipart/form-data") {
        let boundary = headers.get(CONTENT_TYPE).and_then(|value| parameter(value.as_bytes(), "boundary"));
        boundary.map(Kind::Multipart).ok_or(Refusal::NotMultipart)
    } else {
        Err(Refusal::NotUploadable)
    }
}

async fn parts(
    server: &Server,
    body: &mut Body,
    boundary: &str,
    received: &mut Received,
) -> Result<(), Refusal> {
    let mut parts = Parts::new(body, boundary)?;
    while let Some(headers) = parts.next().await? {
        if received.files.len() == server.limits.upload_files {
            return Err(Refusal::TooManyFiles);
        }
        let headers = received.expect(server, headers);
        let mut intake = Intake::begin(&headers, &server.uploads);
        let mut sent = 0;
        while let Some(piece) = parts.piece().await? {
            sent += piece.len();
            intake.push(&piece).await;
        }
        received.files.push(spoiled::staged(&server.faults, sent, intake.end().await));
    }
    Ok(())
}

async fn whole(
    server: &Server,
    headers: PartHeaders,
    body: &mut Body,
    received: &mut Received,
) -> Result<(), Refusal> {
    let headers = received.expect(server, headers);
    let mut intake = Intake::begin(&headers, &server.uploads);
    let mut sent = 0;
    while let Some(piece) = body.piece().await? {
        sent += piece.len();
        intake.push(&piece).await;
    }
    received.files.push(spoiled::staged(&server.faults, sent, intake.end().await));
    Ok(())
}

fn headers_of(headers: &HeaderMap) -> PartHeaders {
    let value = |name: HeaderName| headers.get(name).map(|value| value.as_bytes().to_vec());
    PartHeaders {
        disposition: value(CONTENT_DISPOSITION),
        transfer_encoding: value(HeaderName::from_static("content-transfer-encoding")),
    }
}

/// Keeps one file under a name of its own; that the disk or the store is full is told as not saved.
fn keep(store: &UploadStore, staged: Staged) -> Uploaded {
    match staged {
        Staged::Unsound { name } => Uploaded::NotSaved { name },
        Staged::Sound { file, size, name } => match store.keep(file, size, name.as_ref()) {
            Ok(kept) => Uploaded::Saved(kept),
            Err(_) => Uploaded::NotSaved { name: name.map(|name| name.to_string()).unwrap_or_default() },
        },
    }
}
