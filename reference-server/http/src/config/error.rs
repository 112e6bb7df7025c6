//! Why a server does not start: its configuration cannot be used, or what it asks for cannot be had.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use miette::Diagnostic;
use refserver_core::SetupError;

use crate::fixture::FixtureError;
use crate::located::Located;

/// A configuration file that cannot be used.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    #[diagnostic(help("give the path of a configuration file that is readable"))]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A place in the file says something that cannot be.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Located(Box<Located>),
    /// The fixture that the file names cannot be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Fixture(#[from] FixtureError),
}

impl From<Box<Located>> for ConfigError {
    fn from(located: Box<Located>) -> Self {
        Self::Located(located)
    }
}

/// Why a server does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no address to listen on.
    #[error("there is no address to listen on; name one, for instance 127.0.0.1:4055")]
    NowhereToListen,
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
