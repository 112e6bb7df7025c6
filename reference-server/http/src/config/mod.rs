//! What a server is started with: from a file, or put together by the program that starts it.

mod error;
mod file;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use crate::dialect::Dialect;
use crate::faults::Faults;
use crate::fixture::{Fixture, FixtureError};
use crate::gate::Password;
use crate::limits::Limits;

pub use error::{ConfigError, StartError};

/// How a server is to be started.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it listens; port 0 takes a free one (HTTP-1, HTTP-2).
    pub listen: Vec<SocketAddr>,
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
    /// Whether `/-/status` shows what the server is doing. It is behind the password like everything else.
    pub status_page: bool,
}

impl Config {
    /// A server on a free port of the loopback interface with the fixture compiled in, no password and the default limits: for
    /// use inside another program.
    ///
    /// # Errors
    /// Only if the fixture compiled in is wrong.
    pub fn on_free_port() -> Result<Self, FixtureError> {
        Ok(Self::standard(Fixture::built_in()?))
    }

    /// The configuration in the file `path`; relative paths in it start from its own folder. What is to outrank the file is
    /// set in the result.
    ///
    /// # Errors
    /// The file, or the fixture that it names, cannot be read or says something impossible.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        file::config(&path.display().to_string(), &text, folder)
    }

    /// A configuration file that says everything it can, with the defaults and what they mean.
    #[must_use]
    pub const fn sample() -> &'static str {
        include_str!("sample.toml")
    }

    fn standard(fixture: Fixture) -> Self {
        Self {
            listen: vec![loopback(0)],
            password: None,
            fixture,
            work_dir: None,
            limits: Limits::default(),
            dialect: Dialect::default(),
            faults: Faults::none(),
            status_page: true,
        }
    }
}

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
