//! The listener and its connections: how many, how long, and how they end.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::debug;

use crate::config::{Config, StartError};
use crate::handle::handle;
use crate::limits::Limits;
use crate::server::Server;

/// The least buffer that hyper works with.
const LEAST_HEADER_BYTES: usize = 8 * 1024;

/// How long the listener rests after the system refused it a connection, for want of file handles for one.
const ACCEPT_REST: Duration = Duration::from_millis(50);

/// A server that answers; it stops when told to, or when this is dropped.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    task: JoinHandle<()>,
    stop: DropGuard,
}

impl Running {
    /// The address that it listens on, with the port that it was given.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops: no further request is taken, scripts are broken off, and requests under way get a short time to finish.
    /// Then everything is closed and a temporary working folder is gone.
    pub async fn shutdown(self) {
        drop(self.stop);
        if let Err(error) = self.task.await {
            debug!(%error, "the listener did not end well");
        }
    }
}

/// Starts a server and gives it back as soon as it listens.
///
/// # Errors
/// The address or the working folder cannot be used, or the fixture contradicts itself.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let address = config.listen;
    let stop = CancellationToken::new();
    let server = Arc::new(Server::new(config, stop.clone())?);
    let refused = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let task = tokio::spawn(listen(listener, server, stop.clone()));
    Ok(Running { address, task, stop: stop.drop_guard() })
}

async fn listen(listener: TcpListener, server: Arc<Server>, stop: CancellationToken) {
    let room = Arc::new(Semaphore::new(server.limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener, &room) => accepted,
        };
        if let Some((stream, place)) = accepted {
            let (server, stop) = (Arc::clone(&server), stop.clone());
            connections.spawn(async move {
                connection(stream, server, stop).await;
                drop(place);
            });
        }
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    if timeout(server.limits.grace, all_ended).await.is_err() {
        connections.shutdown().await;
    }
}

/// The next connection together with its place among those that are granted.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(error) => {
            debug!(%error, "no connection could be accepted");
            sleep(ACCEPT_REST).await;
            None
        }
    }
}

/// Serves one connection until the client leaves, it grows too old, or the server stops.
async fn connection(stream: TcpStream, server: Arc<Server>, stop: CancellationToken) {
    let age = server.limits.connection_age;
    let builder = protocol(&server.limits);
    // Answers are small; held back for company, they would wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| handle(Arc::clone(&server), request));
    let mut serving = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = ends(&stop, age) => {
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
