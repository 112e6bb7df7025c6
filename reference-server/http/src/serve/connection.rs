//! One connection: HTTP/1.1 within bounds on its headers and its age, whoever answers.

use std::pin::pin;
use std::time::Duration;

use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
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
    // Answers are small; held back for company, they would wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    conversation(Lenient::over(Lingering::new(stream), faults), limits, stop, handler).await;
}

/// The same over any pair of directions, be there a socket or not.
pub(super) async fn conversation<S, H, A>(stream: S, limits: &Limits, stop: &CancellationToken, handler: H)
where
    S: AsyncRead + AsyncWrite + Unpin,
    H: Fn(Request<Incoming>) -> A,
    A: Future<Output = Result<Reply, Dropped>>,
{
    let age = limits.connection_age;
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

#[cfg(test)]
mod tests {
    use super::connection;
    use crate::Faults;
    use crate::answer;
    use crate::handle::contained;
    use crate::limits::Limits;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio_util::sync::CancellationToken;

    #[tokio::test]
    async fn a_panic_is_told_without_a_trace_and_the_next_request_of_the_connection_is_answered() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let address = listener.local_addr().expect("its address");
        let serving = tokio::spawn(async move {
            let (stream, _) = listener.accept().await.expect("a connection");
            connection(
                stream,
                &Limits::default(),
                &CancellationToken::new(),
                Faults::none(),
                async |request| {
                    let answered = contained(
                        async {
                            assert!(request.uri().path() != "/trap", "sprung");
                            Ok(answer::empty())
                        },
                        answer::refused,
                    );
                    Ok(answered.await)
                },
            )
            .await;
        });
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let both = "GET /trap HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n";
        stream.write_all(both.as_bytes()).await.expect("sent");
        let mut answers = String::new();
        stream.read_to_string(&mut answers).await.expect("answers");
        let (first, second) = answers.split_once("internal error").expect("the whole of what is told");
        assert!(first.starts_with("HTTP/1.1 500 ") && second.starts_with("HTTP/1.1 200 "), "{answers}");
        assert!(!answers.contains("sprung"));
        serving.await.expect("no panic outside the request");
    }
}
