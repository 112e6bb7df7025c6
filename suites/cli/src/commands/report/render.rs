//! `oktellspec report render`: any report, at any time, from the event log.

use report_render::html::Reader;

use crate::args::RenderArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gate::standing;
use crate::outputs::{PendingReport, read_log};

pub(crate) fn perform(arguments: &RenderArguments) -> Result<Exit, Failure> {
    let reports = arguments.report.iter().map(PendingReport::prepare).collect::<Result<Vec<_>, _>>()?;
    let baseline = arguments.baseline.as_deref().map(standing).transpose()?;
    let recording = read_log(&arguments.log)?;
    let reader = Reader { language: arguments.lang, baseline: baseline.as_ref() };
    for report in reports {
        report.write(&recording, reader)?;
    }
    Ok(Exit::Conforms)
}
