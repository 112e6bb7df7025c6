//! How a request's body is taken in: piece by piece, within a size and a time.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::Body as _;
use tokio::time::{Instant, timeout, timeout_at};

use crate::limits::Limits;

/// Why a body was not taken in to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BodyFault {
    /// It is larger than granted.
    #[error("the body is too large")]
    TooLarge,
    /// It came too slowly, or stopped coming.
    #[error("the body came too slowly")]
    TooSlow,
    /// Its framing is broken, or the client went away.
    #[error("the body broke off")]
    Broken,
}

/// What is thrown away of a refused body, so that the client reads the answer instead of a reset.
const DRAINED_BYTES: u64 = 16 * 1024 * 1024;
const DRAINED_TIME: Duration = Duration::from_secs(2);
const DRAINED_PAUSE: Duration = Duration::from_millis(200);

/// A request's body, not yet read or partly read.
pub(crate) struct Body {
    incoming: UnsyncBoxBody<Bytes, ()>,
    left: u64,
    pause: Duration,
    until: Instant,
    /// Something went wrong with the bytes themselves: nothing more can be had of them.
    spent: bool,
    /// The client waits for `100 Continue` before it sends; a refusal must not ask for the body.
    on_demand: bool,
}

impl Body {
    /// Nothing is granted until [`Body::grant`] says how much.
    pub(crate) fn new<B>(incoming: B, on_demand: bool, limits: &Limits) -> Self
    where
        B: hyper::body::Body<Data = Bytes> + Send + 'static,
    {
        let until = Instant::now() + limits.body_time;
        // Why bytes stopped coming is the client's affair: here it only counts that they did.
        let incoming = incoming.map_err(drop).boxed_unsync();
        Self { incoming, left: 0, pause: limits.body_pause, until, spent: false, on_demand }
    }

    /// Allows `bytes` to be read; a body that announces more is refused before its first byte.
    pub(crate) fn grant(&mut self, bytes: u64) -> Result<(), BodyFault> {
        self.left = bytes;
        if self.incoming.size_hint().lower() > bytes { Err(BodyFault::TooLarge) } else { Ok(()) }
    }

    /// The next bytes, or `None` at the end.
    pub(crate) async fn piece(&mut self) -> Result<Option<Bytes>, BodyFault> {
        let piece = self.timed_piece().await;
        self.spent |= matches!(piece, Err(BodyFault::TooSlow | BodyFault::Broken));
        let piece = piece?;
        let length = piece.as_ref().map_or(0, |piece| u64::try_from(piece.len()).unwrap_or(u64::MAX));
        self.left = self.left.checked_sub(length).ok_or(BodyFault::TooLarge)?;
        Ok(piece)
    }

    /// All that is granted, at once.
    pub(crate) async fn whole(&mut self) -> Result<Vec<u8>, BodyFault> {
        let mut bytes = Vec::new();
        while let Some(piece) = self.piece().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }

    /// Throws away, within reason, what the request was refused without.
    pub(crate) async fn drain(&mut self) {
        if self.spent || self.on_demand {
            return;
        }
        self.left = DRAINED_BYTES;
        self.pause = DRAINED_PAUSE;
        self.until = Instant::now() + DRAINED_TIME;
        while let Ok(Some(_)) = self.piece().await {}
    }

    async fn timed_piece(&mut self) -> Result<Option<Bytes>, BodyFault> {
        loop {
            if self.incoming.is_end_stream() {
                return Ok(None);
            }
            let frame = timeout_at(self.until, timeout(self.pause, self.incoming.frame())).await;
            match frame {
                Err(_) | Ok(Err(_)) => return Err(BodyFault::TooSlow),
                Ok(Ok(None)) => return Ok(None),
                Ok(Ok(Some(Err(_)))) => return Err(BodyFault::Broken),
                Ok(Ok(Some(Ok(frame)))) => {
                    // Trailers are no bytes of the body.
                    if let Ok(bytes) = frame.into_data() {
                        return Ok(Some(bytes));
                    }
                }
            }
        }
    }
}

/// What a request says its body is, without the parameters; empty if it says nothing.
pub(crate) fn media_type(headers: &HeaderMap) -> &[u8] {
    let value = headers.get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    value.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii()
}
