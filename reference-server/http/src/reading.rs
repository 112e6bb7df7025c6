//! What the edge makes of bytes, without a server around it: for those who hold its readers against others.

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http_body_util::StreamBody;
use hyper::body::Frame;

use crate::body::Body;
use crate::limits::Limits;
use crate::parameters::Parameters;
use crate::upload::{self, Decoder, PartHeaders, Parts, SafeName};

/// A part of a `multipart/form-data` body as it came: the two headers that count, and the bytes, packed as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `Content-Disposition`.
    pub disposition: Option<Vec<u8>>,
    /// `Content-Transfer-Encoding`.
    pub transfer_encoding: Option<Vec<u8>>,
    /// What stands between the headers and the next boundary.
    pub content: Vec<u8>,
}

/// The parameters of a query or of a form, in their order; at most `most` of them and one more (HTTP-3 to HTTP-5).
#[must_use]
pub fn parameters(encoded: &[u8], most: usize) -> Vec<(String, String)> {
    let mut parameters = Parameters::at_most(most);
    parameters.add(encoded);
    parameters.into_pairs()
}

/// The parts of a body that comes in these pieces; `None` if it is no multipart of this boundary (UP-1). It needs a runtime
/// of tokio with timers around it.
pub async fn parts(boundary: &str, pieces: Vec<Bytes>) -> Option<Vec<Part>> {
    let pieces = stream::iter(pieces).map(|piece| Ok::<_, ()>(Frame::data(piece)));
    let limits = Limits::default();
    let mut body = Body::new(StreamBody::new(pieces), false, &limits);
    body.grant(limits.upload_bytes).ok()?;
    let mut parts = Parts::new(&mut body, boundary).ok()?;
    let mut read = Vec::new();
    while let Some(PartHeaders { disposition, transfer_encoding }) = parts.next().await.ok()? {
        let mut content = Vec::new();
        while let Some(piece) = parts.piece().await.ok()? {
            content.extend_from_slice(&piece);
        }
        read.push(Part { disposition, transfer_encoding, content });
    }
    Some(read)
}

/// The bytes of a file that came in these pieces, packed by this `Content-Transfer-Encoding` (UP-2). `None` for an encoding
/// that nobody can undo, and for bytes that do not follow it.
#[must_use]
pub fn unpacked<'a>(transfer_encoding: &str, pieces: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<u8>> {
    let mut decoder = Decoder::named(transfer_encoding)?;
    let mut file = Vec::new();
    for piece in pieces {
        decoder.push(piece, &mut file).ok()?;
    }
    decoder.finish().ok().map(|()| file)
}

/// The file name that a `Content-Disposition` tells (UP-4).
#[must_use]
pub fn file_name(disposition: &[u8]) -> Option<String> {
    upload::file_name(disposition)
}

/// Under which name a file would be kept that its sender calls so; `None` if nothing harmless remains of it (UP-8).
#[must_use]
pub fn kept_name(offered: &str) -> Option<String> {
    SafeName::from_offered(offered).map(|name| name.to_string())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Part, parts, unpacked};

    #[tokio::test]
    async fn a_body_is_taken_apart_whatever_pieces_it_comes_in() {
        let body = "--b\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--b--";
        let expected = Part {
            disposition: None,
            transfer_encoding: Some(b"base64".to_vec()),
            content: b"YWJj".to_vec(),
        };
        for size in [1, 7, 100] {
            let pieces = body.as_bytes().chunks(size).map(Bytes::copy_from_slice).collect();
            assert_eq!(parts("b", pieces).await.as_deref(), Some(&[expected.clone()][..]));
        }
        assert_eq!(parts("c", vec![Bytes::from(body)]).await, None);
        assert_eq!(unpacked("base64", [&b"YW"[..], b"Jj"]).as_deref(), Some(&b"abc"[..]));
    }
}
