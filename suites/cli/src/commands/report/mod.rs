//! `oktellspec report`: reports from what runs left behind, one file a verb.

mod diff;
mod merge;
mod render;
mod sign;
mod verify;

use std::path::Path;

use crate::args::ReportCommand;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn perform(command: &ReportCommand) -> Result<Exit, Failure> {
    match command {
        ReportCommand::Diff(arguments) => diff::perform(arguments),
        ReportCommand::Render(arguments) => render::perform(arguments),
        ReportCommand::Merge(arguments) => merge::perform(arguments),
        ReportCommand::Sign(arguments) => sign::perform(arguments),
        ReportCommand::Verify(arguments) => verify::perform(arguments),
    }
}

/// All of a file.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::Unreadable { path: path.to_owned(), error })
}

/// What is wrong with a file that the user gave.
fn wrong(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::usage(format!("{}: {error}", path.display()))
}
