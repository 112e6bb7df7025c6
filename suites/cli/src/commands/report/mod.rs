//! `oktellspec report`: reports from what runs left behind, one file a verb.

mod diff;
mod merge;
mod render;

use crate::args::ReportCommand;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn perform(command: &ReportCommand) -> Result<Exit, Failure> {
    match command {
        ReportCommand::Diff(arguments) => diff::perform(arguments),
        ReportCommand::Render(arguments) => render::perform(arguments),
        ReportCommand::Merge(arguments) => merge::perform(arguments),
    }
}
