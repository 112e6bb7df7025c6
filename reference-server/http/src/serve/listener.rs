//! One listener: the connections it accepts, as many as there is room for, and how they end with it.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::connection::connection;
use crate::handle::handle;
use crate::server::Server;

/// How long the listener rests after the system refused it a connection, for want of file handles for one.
const ACCEPT_REST: Duration = Duration::from_millis(50);

/// The places for connections that all listeners of a server share.
#[derive(Clone)]
pub(super) struct Room(Arc<Semaphore>);

impl Room {
    pub(super) fn of(connections: usize) -> Self {
        Self(Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS))))
    }

    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).acquire_owned().await.ok()
    }
}

/// Serves what comes in on `listener` until `stop`; then the connections get the grace that the limits grant.
pub(super) async fn listen(listener: TcpListener, server: Arc<Server>, room: Room, stop: CancellationToken) {
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accept(&listener, &room) => accepted,
        };
        if let Some((stream, place)) = accepted {
            let (server, stop) = (Arc::clone(&server), stop.clone());
            connections.spawn(async move {
                let (limits, visit) = (server.limits.clone(), Arc::default());
                connection(stream, &limits, &stop, server.faults, |request| {
                    handle(Arc::clone(&server), Arc::clone(&visit), request)
                })
                .await;
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
async fn accept(listener: &TcpListener, room: &Room) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = room.place().await?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(error) => {
            debug!(%error, "no connection could be accepted");
            sleep(ACCEPT_REST).await;
            None
        }
    }
}
