//! `oktellspec report merge`: the event logs of one run's parts as one.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use report_model::merge::{Mixing, merge};
use report_model::recording::Recording;

use crate::args::MergeArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::outputs::{PendingReport, read_log};

pub(crate) fn perform(arguments: &MergeArguments) -> Result<Exit, Failure> {
    let reports = arguments.report.iter().map(PendingReport::prepare).collect::<Result<Vec<_>, _>>()?;
    let parts = arguments.logs.iter().map(|path| read_log(path)).collect::<Result<Vec<Recording>, _>>()?;
    let mixing = if arguments.allow_mixed { Mixing::Allowed } else { Mixing::Refused };
    let whole = BufWriter::new(created(&arguments.log, &arguments.logs)?);
    merge(&parts, mixing, whole).map_err(Failure::usage)?;
    let recording = read_log(&arguments.log)?;
    for report in reports {
        report.write(&recording)?;
    }
    Ok(Exit::Conforms)
}

/// The joined log is a new file: it must not be written over one of its parts.
fn created(path: &Path, parts: &[std::path::PathBuf]) -> Result<File, Failure> {
    let same = |part: &std::path::PathBuf| part.canonicalize().ok() == path.canonicalize().ok();
    if path.exists() && parts.iter().any(same) {
        return Err(Failure::usage(format!(
            "{} is one of the parts: give --log another name",
            path.display()
        )));
    }
    File::create(path).map_err(|error| Failure::Unwritable { path: path.to_owned(), error })
}
