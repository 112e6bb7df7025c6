//! A connection that is closed so that the client can still read its last answer.
//!
//! A system that holds bytes nobody has read resets the connection when it is closed, and the reset overtakes the answer.
//! So first only the sending half is closed, and what still comes in is thrown away for a while (RFC 9112, 9.6; R-1).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long the client may take to notice.
const LONGEST: Duration = Duration::from_millis(500);

/// How many bytes may come meanwhile.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The stream, with a patient end.
pub(super) struct Lingering {
    stream: TcpStream,
    // There once the sending half is closed.
    ending: Option<Ending>,
}

struct Ending {
    until: Pin<Box<Sleep>>,
    left: usize,
}

impl Lingering {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, ending: None }
    }
}

impl Ending {
    /// Throws away what comes, until the client closes as well or has had its time.
    fn poll(&mut self, stream: &mut TcpStream, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut room = [0; 16 * 1024];
        while self.until.as_mut().poll(cx).is_pending() {
            let mut read = ReadBuf::new(&mut room);
            ready!(Pin::new(&mut *stream).poll_read(cx, &mut read))?;
            let length = read.filled().len();
            self.left = self.left.saturating_sub(length);
            if length == 0 || self.left == 0 {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Lingering {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { stream, ending } = &mut *self;
        if ending.is_none() {
            ready!(Pin::new(&mut *stream).poll_shutdown(cx))?;
        }
        let started = || Ending { until: Box::pin(sleep(LONGEST)), left: MOST_BYTES };
        ending.get_or_insert_with(started).poll(stream, cx)
    }
}
