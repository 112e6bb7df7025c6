//! `oktellspec report merge`: the event logs of one run's parts as one.

use report_model::merge::{Mixing, merge};
use report_model::recording::Recording;
use report_render::html::Reader;

use crate::args::MergeArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::outputs::{PendingFile, PendingReport, read_log};

pub(crate) fn perform(arguments: &MergeArguments) -> Result<Exit, Failure> {
    let reports = arguments.report.iter().map(PendingReport::prepare).collect::<Result<Vec<_>, _>>()?;
    let parts = arguments.logs.iter().map(|path| read_log(path)).collect::<Result<Vec<Recording>, _>>()?;
    let mixing = if arguments.allow_mixed { Mixing::Allowed } else { Mixing::Refused };
    let whole = PendingFile::prepare(&arguments.log)?;
    merge(&parts, mixing, whole.writer()).map_err(Failure::usage)?;
    whole.keep()?;
    let recording = read_log(&arguments.log)?;
    for report in reports {
        report.write(&recording, Reader { language: arguments.lang, baseline: None })?;
    }
    Ok(Exit::Conforms)
}
