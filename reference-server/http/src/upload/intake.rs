//! One file of a request on its way to the disk: unpacked as it comes, under a passing name (UP-2).

use std::io;

use bytes::Bytes;
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;

use super::header::file_name;
use super::names::SafeName;
use super::parts::PartHeaders;
use super::store::{Incoming, UploadStore};
use super::transfer::Decoder;

/// A file that has come in; it is kept only once the whole request has proved sound.
#[derive(Debug)]
pub(crate) enum Staged {
    /// The bytes are on the disk.
    Sound { file: Incoming, size: u64, name: Option<SafeName> },
    /// A header is missing, or the bytes do not follow their encoding, or the disk took no more.
    Unsound { name: String },
}

/// Takes one file in, piece by piece.
pub(crate) struct Intake {
    name: Option<SafeName>,
    // `None` as soon as the file cannot be saved; the rest of its bytes is passed over.
    sink: Option<Sink>,
}

struct Sink {
    decoder: Decoder,
    open: File,
    incoming: Incoming,
    size: u64,
}

impl Intake {
    /// The intake for a file with these headers.
    pub(crate) fn begin(headers: &PartHeaders, store: &UploadStore) -> Self {
        let offered = headers.disposition.as_deref().and_then(file_name);
        let name = offered.as_deref().and_then(SafeName::from_offered);
        let sink = decoder(headers).and_then(|decoder| {
            let (open, incoming) = store.incoming().ok()?;
            Some(Sink { decoder, open: File::from_std(open), incoming, size: 0 })
        });
        Self { name, sink }
    }

    /// Takes the next bytes.
    pub(crate) async fn push(&mut self, piece: &Bytes) {
        if let Some(mut sink) = self.sink.take()
            && sink.push(piece).await.is_ok()
        {
            self.sink = Some(sink);
        }
    }

    /// What came in.
    pub(crate) async fn end(self) -> Staged {
        let staged = match self.sink {
            Some(sink) => sink.end().await.ok(),
            None => None,
        };
        match staged {
            Some((file, size)) => Staged::Sound { file, size, name: self.name },
            None => Staged::Unsound { name: self.name.map(|name| name.to_string()).unwrap_or_default() },
        }
    }
}

/// The decoder that the headers ask for, if both that must be there are (UP-2).
fn decoder(headers: &PartHeaders) -> Option<Decoder> {
    headers.disposition.as_ref()?;
    let encoding = headers.transfer_encoding.as_deref()?;
    Decoder::named(std::str::from_utf8(encoding).ok()?)
}

impl Sink {
    async fn push(&mut self, piece: &[u8]) -> io::Result<()> {
        let mut unpacked = Vec::with_capacity(piece.len());
        self.decoder.push(piece, &mut unpacked).map_err(io::Error::other)?;
        let length = u64::try_from(unpacked.len()).map_err(io::Error::other)?;
        self.incoming.room.grow(length)?;
        self.size += length;
        self.open.write_all(&unpacked).await
    }

    async fn end(mut self) -> io::Result<(Incoming, u64)> {
        self.decoder.finish().map_err(io::Error::other)?;
        self.open.flush().await?;
        Ok((self.incoming, self.size))
    }
}
