//! A stream that keeps a copy of every byte that passes.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The copy: bytes sent and received since it was last taken.
#[derive(Debug, Clone)]
pub(crate) struct Tape {
    reels: Arc<Mutex<Reels>>,
    limit: usize,
}

/// Bytes sent and received.
#[derive(Debug, Default)]
pub(crate) struct Reels {
    pub(crate) sent: Vec<u8>,
    pub(crate) received: Vec<u8>,
}

impl Tape {
    /// An empty tape that keeps at most `limit` bytes of either direction.
    pub(crate) fn new(limit: usize) -> Self {
        Self { reels: Arc::default(), limit }
    }

    /// Takes what was recorded and begins anew.
    pub(crate) fn take(&self) -> Reels {
        std::mem::take(&mut *self.reels.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether anything was received since it was last taken.
    pub(crate) fn has_received(&self) -> bool {
        !self.reels.lock().unwrap_or_else(PoisonError::into_inner).received.is_empty()
    }

    fn record(&self, bytes: &[u8], reel: impl FnOnce(&mut Reels) -> &mut Vec<u8>) {
        let mut reels = self.reels.lock().unwrap_or_else(PoisonError::into_inner);
        let reel = reel(&mut reels);
        let room = self.limit.saturating_sub(reel.len());
        reel.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

/// How many bytes are read from a stream before others get their turn.
const TURN: usize = 32 * 1024;

/// A stream with a tape.
#[derive(Debug)]
pub(crate) struct Taped<S> {
    stream: S,
    tape: Tape,
    read_in_this_turn: usize,
}

impl<S> Taped<S> {
    pub(crate) fn new(stream: S, tape: Tape) -> Self {
        Self { stream, tape, read_in_this_turn: 0 }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Taped<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // The HTTP reader goes on for as long as bytes come, and a flood of interim answers never ends: without a turn for the
        // timers nobody's patience would.
        if this.read_in_this_turn >= TURN {
            this.read_in_this_turn = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut this.stream).poll_read(context, buffer);
        let new = &buffer.filled()[before..];
        this.read_in_this_turn = if polled.is_pending() { 0 } else { this.read_in_this_turn + new.len() };
        this.tape.record(new, |reels| &mut reels.received);
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Taped<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut this.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = polled {
            this.tape.record(&bytes[..written], |reels| &mut reels.sent);
        }
        polled
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
