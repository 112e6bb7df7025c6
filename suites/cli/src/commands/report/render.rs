//! `oktellspec report render`: any report, at any time, from the event log.

use crate::args::RenderArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::outputs::{PendingReport, read_log};

pub(crate) fn perform(arguments: &RenderArguments) -> Result<Exit, Failure> {
    let reports = arguments.report.iter().map(PendingReport::prepare).collect::<Result<Vec<_>, _>>()?;
    let recording = read_log(&arguments.log)?;
    for report in reports {
        report.write(&recording, arguments.lang)?;
    }
    Ok(Exit::Conforms)
}
