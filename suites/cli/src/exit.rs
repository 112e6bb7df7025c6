//! The exit codes, which scripts rely on.

use std::process::ExitCode;

use report_model::outcome::RunVerdict;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The target conforms; or there was nothing to judge.
    Conforms = 0,
    /// A rule that binds is broken; or a campaign found something.
    Fails = 1,
    /// Wrong arguments, profile or file.
    Usage = 2,
    /// The target could not be reached or the run could not be completed.
    Incomplete = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<RunVerdict> for Exit {
    fn from(verdict: RunVerdict) -> Self {
        match verdict {
            RunVerdict::Conforms => Self::Conforms,
            RunVerdict::Fails => Self::Fails,
            RunVerdict::Incomplete => Self::Incomplete,
        }
    }
}
