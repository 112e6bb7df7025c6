//! What a server is started with, and why it may not start.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use refserver_core::SetupError;

use crate::dialect::Dialect;
use crate::faults::Faults;
use crate::fixture::{Fixture, FixtureError};
use crate::gate::Password;
use crate::limits::Limits;

/// How a server is to be started.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens; port 0 takes a free one (HTTP-1, HTTP-2).
    pub listen: SocketAddr,
    /// `QueryWebServerPassword`; with `None` nobody is asked for one (AUTH-4).
    pub password: Option<Password>,
    /// What the server holds at its start.
    pub fixture: Fixture,
    /// The folder in which everything that is written lives; with `None` a temporary one, removed at the end.
    pub work_dir: Option<PathBuf>,
    /// How much is granted to clients.
    pub limits: Limits,
    /// How it answers where the document leaves that open.
    pub dialect: Dialect,
    /// What it does wrong on purpose; nothing, unless the suite itself is on trial.
    pub faults: Faults,
}

impl Config {
    /// A server on a free port of the loopback interface with the fixture compiled in, no password and the default limits: for
    /// use inside another program.
    ///
    /// # Errors
    /// Only if the fixture compiled in is wrong.
    pub fn on_free_port() -> Result<Self, FixtureError> {
        Ok(Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            password: None,
            fixture: Fixture::built_in()?,
            work_dir: None,
            limits: Limits::default(),
            dialect: Dialect::default(),
            faults: Faults::none(),
        })
    }
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}; choose another address, or port 0 for a free one")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The working folder cannot be used.
    #[error("the working folder cannot be used: {0}; name one that can be written to")]
    WorkDir(#[source] io::Error),
    /// The users, lines and groups of the fixture contradict each other.
    #[error("the fixture's exchange cannot be built: {0}")]
    Setup(#[from] SetupError),
    /// A script of the fixture cannot be compiled.
    #[error("script {name} cannot be compiled: {message}; correct the script, or take it out of the folder")]
    Script {
        /// The script's name.
        name: String,
        /// What the compiler says, with the line.
        message: String,
    },
}
