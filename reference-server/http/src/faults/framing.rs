//! Heads of requests read leniently, before HTTP is looked at.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::family::family;
use super::set::Faults;

family! {
    /// What can be wrong with the framing of requests.
    Framing at 17 {
        /// Of two lengths that disagree the first counts.
        TwoLengths = "conflicting-lengths-accepted" Security ["R-4"]
            "a request with two different `Content-Length` is answered",
        /// A length that is no number counts as none.
        BadLength = "bad-length-accepted" Robustness ["R-4"]
            "a request with `Content-Length: x` is answered",
        /// A length beside chunks counts, the chunks do not.
        LengthBeforeChunks = "length-outranks-chunks" Security ["R-4"]
            "of a request with both framings the rest is taken for the next request",
    }
}

/// As many bytes are looked through for the end of a head.
const LONGEST_HEAD: usize = 16 * 1024;

/// A stream whose first head is read leniently, if a fault asks for that.
pub(crate) struct Lenient<S> {
    stream: S,
    faults: Faults,
    /// What has come of the head; `None` once the head is done with.
    head: Option<Vec<u8>>,
    /// What has been read leniently and not handed on yet.
    ready: Bytes,
}

impl<S> Lenient<S> {
    pub(crate) fn over(stream: S, faults: Faults) -> Self {
        let head = faults.has_any::<Framing>().then(Vec::new);
        Self { stream, faults, head, ready: Bytes::new() }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lenient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { stream, faults, head, ready } = &mut *self;
        while let Some(sofar) = head {
            let mut piece = [0; 1024];
            let mut piece = ReadBuf::new(&mut piece);
            ready!(Pin::new(&mut *stream).poll_read(cx, &mut piece))?;
            sofar.extend_from_slice(piece.filled());
            let end = sofar.windows(4).position(|four| four == b"\r\n\r\n").map(|end| end + 4);
            if end.is_some() || piece.filled().is_empty() || sofar.len() > LONGEST_HEAD {
                let rest = sofar.split_off(end.unwrap_or(sofar.len()));
                *ready = [lenient(faults, sofar), rest].concat().into();
                *head = None;
            }
        }
        if ready.is_empty() {
            return Pin::new(stream).poll_read(cx, into);
        }
        let taken = ready.split_to(ready.len().min(into.remaining()));
        into.put_slice(taken.chunk());
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Lenient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The head without the lines that a lenient server passes over.
fn lenient(faults: &Faults, head: &[u8]) -> Vec<u8> {
    let mut lengths = 0;
    let has_length =
        head.split_inclusive(|byte| *byte == b'\n').any(|line| value(line, "content-length").is_some());
    let kept = head.split_inclusive(|byte| *byte == b'\n').filter(|line| {
        if value(line, "transfer-encoding").is_some() {
            return !(has_length && faults.has(Framing::LengthBeforeChunks));
        }
        let Some(length) = value(line, "content-length") else { return true };
        lengths += 1;
        let again = lengths > 1 && faults.has(Framing::TwoLengths);
        let bad = length.parse::<u64>().is_err() && faults.has(Framing::BadLength);
        !(again || bad)
    });
    kept.collect::<Vec<_>>().concat()
}

/// The value of a header's line, if it is the line of `wanted`.
fn value<'a>(line: &'a [u8], wanted: &str) -> Option<&'a str> {
    let (name, value) = std::str::from_utf8(line).ok()?.split_once(':')?;
    name.eq_ignore_ascii_case(wanted).then(|| value.trim())
}
