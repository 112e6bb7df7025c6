//! Why the program cannot do what it was asked, told so that the way out is seen.

use std::path::PathBuf;

use crate::exit::Exit;

/// Why the program cannot do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// An argument, or a file that the user wrote, is wrong.
    #[error("{0}")]
    Usage(String),
    /// A file that the user wrote has errors, each with its place.
    #[error("{0:?}")]
    Located(miette::Report),
    /// A file cannot be read.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A file cannot be written.
    #[error("{path} cannot be written: {error}; choose a place that exists and may be written to")]
    Unwritable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The run could not begin or be completed.
    #[error("{0}")]
    Incomplete(String),
}

impl Failure {
    /// A wrong argument or file, in one sentence.
    pub(crate) fn usage(reason: impl std::fmt::Display) -> Self {
        Self::Usage(format!("{reason}"))
    }

    /// A run that cannot begin or be completed, in one sentence.
    pub(crate) fn incomplete(reason: impl std::fmt::Display) -> Self {
        Self::Incomplete(format!("{reason}"))
    }

    /// The exit code that goes with it.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::Located(_) | Self::Unreadable { .. } | Self::Unwritable { .. } => {
                Exit::Usage
            }
            Self::Incomplete(_) => Exit::Incomplete,
        }
    }

    /// What the user reads. Located errors are drawn with their place and have their own heading.
    pub(crate) fn told(&self) -> String {
        match self {
            Self::Located(_) => self.to_string(),
            _ => format!("oktellspec: {self}"),
        }
    }
}
