//! One connection: HTTP/1.1 within bounds on its headers and its age, whoever answers.

use std::pin::pin;
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::lingering::Lingering;
use crate::answer::Reply;
use crate::faults::Faults;
use crate::faults::failures::Dropped;
use crate::faults::framing::Lenient;
use crate::limits::Limits;

/// The least buffer that hyper works with.
const LEAST_HEADER_BYTES: usize = 8 * 1024;

/// Serves a connection until the client leaves, it grows too old, or the server stops.
pub(super) async fn connection<H, A>(
    stream: TcpStream,
    limits: &Limits,
    stop: &CancellationToken,
    faults: Faults,
    handler: H,
) where
    H: Fn(Request<Incoming>) -> A,
    A: Future<Output = Result<Reply, Dropped>>,
{
    let age = limits.connection_age;
    // Answers are small; held back for company, they would wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let stream = Lenient::over(Lingering::new(stream), faults);
    let mut serving = pin!(protocol(limits).serve_connection(TokioIo::new(stream), service_fn(handler)));
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = ends(stop, age) => {
            serving.as_mut().graceful_shutdown();
            // A client that does not read its answer holds the connection no longer than this.
            let Ok(ended) = timeout(age, serving).await else { return };
            ended
        }
    };
    if let Err(error) = ended {
        debug!(%error, "a connection broke off");
    }
}

async fn ends(stop: &CancellationToken, age: Duration) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = sleep(age) => {}
    }
}

/// HTTP/1.1 with the bounds on headers.
fn protocol(limits: &Limits) -> Builder {
    let header_bytes = limits.header_bytes.max(LEAST_HEADER_BYTES);
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read)
        .max_header_size(header_bytes)
        .max_buf_size(header_bytes.max(64 * 1024))
        .half_close(true);
    builder
}
