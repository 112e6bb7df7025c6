//! The event log on disk: one JSON object a line, appended while the run goes on.

use std::io::{self, Write};

use spec::ids::CaseName;

use crate::event::Event;

/// Appends one event as a line and flushes it, so that a killed process loses no finished case.
///
/// # Errors
/// Those of the writer.
pub fn append(mut writer: impl Write, event: &Event) -> io::Result<()> {
    let mut line = serde_json::to_vec(event).map_err(io::Error::other)?;
    line.push(b'\n');
    writer.write_all(&line)?;
    writer.flush()
}

/// Why a log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The reader failed.
    #[error("the event log cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The first line does not tell of a run.
    #[error(
        "this is no event log of oktellspec: its first line is not the beginning of a run; give the file that `run --log` wrote"
    )]
    NoBeginning,
    /// The log was written by a program of another time.
    #[error(
        "the event log has version {found}; this program reads version {known}: use the program that wrote it"
    )]
    Version {
        /// The version that it names.
        found: u32,
        /// The version that this program reads.
        known: u32,
    },
    /// A line that is not the last is no event.
    #[error("line {line} of the event log is no event: {error}")]
    Line {
        /// Which line, counted from 1.
        line: usize,
        /// What the parser says.
        error: serde_json::Error,
    },
    /// The exchanges of a case cannot be read.
    #[error("the exchanges of the case {name} in the event log cannot be read: {error}")]
    Case {
        /// The case.
        name: CaseName,
        /// What the parser says.
        error: serde_json::Error,
    },
}
