//! `upload` (UP): all files are taken in first, and only a request that proves sound has them kept.

use std::sync::Arc;

use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderName};
use tokio::task::spawn_blocking;

use super::Ask;
use crate::answer::Reply;
use crate::body::{Body, media_type};
use crate::encode;
use crate::refusal::Refusal;
use crate::server::Server;
use crate::upload::{Intake, PartHeaders, Parts, Staged, UploadStore, Uploaded, parameter};

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
    ask.body.grant(server.limits.upload_bytes)?;
    let staged = match kind {
        Kind::Multipart(boundary) => parts(server, ask.body, &boundary).await?,
        Kind::OctetStream => vec![whole(server, &headers_of(ask.headers), ask.body).await?],
    };
    let store = Arc::clone(&server.uploads);
    let kept = spawn_blocking(move || staged.into_iter().map(|file| keep(&store, file)).collect::<Vec<_>>());
    let files = kept.await.map_err(std::io::Error::other)?;
    server.document(&encode::upload_result(&files))
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

async fn parts(server: &Server, body: &mut Body, boundary: &str) -> Result<Vec<Staged>, Refusal> {
    let mut parts = Parts::new(body, boundary)?;
    let mut staged = Vec::new();
    while let Some(headers) = parts.next().await? {
        if staged.len() == server.limits.upload_files {
            return Err(Refusal::TooManyFiles);
        }
        let mut intake = Intake::begin(&headers, &server.uploads);
        while let Some(piece) = parts.piece().await? {
            intake.push(&piece).await;
        }
        staged.push(intake.end().await);
    }
    Ok(staged)
}

async fn whole(server: &Server, headers: &PartHeaders, body: &mut Body) -> Result<Staged, Refusal> {
    let mut intake = Intake::begin(headers, &server.uploads);
    while let Some(piece) = body.piece().await? {
        intake.push(&piece).await;
    }
    Ok(intake.end().await)
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
