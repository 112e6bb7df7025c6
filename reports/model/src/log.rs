//! The event log on disk: one JSON object a line, appended while the run goes on.

use std::io::{self, BufRead, Write};

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
    /// A line that is not the last is no event.
    #[error("line {line} of the event log is no event: {error}")]
    Line {
        /// Which line, counted from 1.
        line: usize,
        /// What the parser says.
        error: serde_json::Error,
    },
}

/// Reads the events of a log. A last line that was cut off, as a killed process leaves it, is passed over.
///
/// # Errors
/// If the reader fails or a line other than the last is no event.
pub fn read(reader: impl BufRead) -> Result<Vec<Event>, LogError> {
    let mut events = Vec::new();
    let mut broken = None;
    for (number, line) in reader.lines().enumerate() {
        if let Some(error) = broken.take() {
            return Err(error);
        }
        match serde_json::from_str(&line?) {
            Ok(event) => events.push(event),
            Err(error) => broken = Some(LogError::Line { line: number + 1, error }),
        }
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(name: &str) -> Event {
        Event::CaseStarted { name: name.into() }
    }

    #[test]
    fn what_is_appended_is_read_again() {
        let mut bytes = Vec::new();
        append(&mut bytes, &started("a::b::c")).unwrap();
        append(&mut bytes, &started("d::e::f")).unwrap();
        let events = read(bytes.as_slice()).unwrap();
        assert!(matches!(&events[1], Event::CaseStarted { name } if name.as_str() == "d::e::f"));
    }

    #[test]
    fn a_last_line_cut_off_is_passed_over_and_one_in_the_middle_is_an_error() {
        let mut bytes = Vec::new();
        append(&mut bytes, &started("a::b::c")).unwrap();
        bytes.extend_from_slice(b"{\"event\":\"case-");
        assert_eq!(read(bytes.as_slice()).unwrap().len(), 1);
        bytes.extend_from_slice(b"\n{}\n");
        assert!(matches!(read(bytes.as_slice()), Err(LogError::Line { line: 2, .. })));
    }
}
