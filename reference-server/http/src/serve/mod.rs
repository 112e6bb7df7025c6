//! A server's life: started on its addresses, answering, told to stop.

mod connection;
mod in_process;
mod lingering;
mod listener;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use futures::future::join_all;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::debug;

use crate::config::{Config, StartError};
use crate::server::Server;
use crate::welcome::Welcome;
pub use in_process::InProcess;
use listener::{Room, listen};

/// Connections that the system keeps until they are accepted. A client beyond them believes itself connected and is not: if it
/// says nothing, it learns so only after minutes.
const BACKLOG: u32 = 4096;

/// A server that answers; it stops when told to, or when this is dropped.
#[derive(Debug)]
pub struct Running {
    addresses: Vec<SocketAddr>,
    first: SocketAddr,
    welcome: Welcome,
    task: JoinHandle<()>,
    stop: DropGuard,
}

impl Running {
    /// The first of the addresses that it listens on, with the port that it was given.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.first
    }

    /// All addresses that it listens on, in the order of the configuration.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// What somebody who wants to try the server needs to know.
    #[must_use]
    pub fn welcome(&self) -> &Welcome {
        &self.welcome
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
/// An address or the working folder cannot be used, or the fixture contradicts itself.
pub async fn start(config: Config) -> Result<Running, StartError> {
    let listeners: Vec<_> = config.listen.iter().map(|address| bound(*address)).collect::<Result<_, _>>()?;
    let addresses: Vec<SocketAddr> = listeners.iter().map(|(_, address)| *address).collect();
    let first = *addresses.first().ok_or(StartError::NowhereToListen)?;
    let stop = CancellationToken::new();
    let welcome = Welcome::new(first, &config);
    let server = Arc::new(Server::new(config, stop.clone())?);
    let room = Room::of(server.limits.connections);
    let listening = listeners
        .into_iter()
        .map(|(listener, _)| listen(listener, Arc::clone(&server), room.clone(), stop.clone()));
    let all = join_all(listening.collect::<Vec<_>>());
    let task = tokio::spawn(async move {
        all.await;
    });
    Ok(Running { addresses, first, welcome, task, stop: stop.drop_guard() })
}

fn bound(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    listener(address)
        .and_then(|listener| listener.local_addr().map(|address| (listener, address)))
        .map_err(|source| StartError::Listen { address, source })
}

fn listener(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A server that is started again gets its port at once.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}
