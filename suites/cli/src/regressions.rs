//! The file of seeds with which cases have failed before.

use std::io::Write;
use std::path::Path;

use report_model::fold::Run;
use report_model::outcome::Outcome;
use runner::regressions::Regressions;
use runner::settings::Settings;
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::outputs::readable_by_all;

/// Reads the file; one that does not exist yet holds nothing.
pub(crate) fn read(path: &Path) -> Result<Regressions, Failure> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::Unreadable { path: path.to_owned(), error }),
    };
    Regressions::parse(&text).map_err(|bad| Failure::usage(format!("{}: {bad}", path.display())))
}

/// Adds the seed of this run for every case that failed in it and asks what follows from a seed.
pub(crate) fn keep(path: &Path, settings: &Settings, run: &Run) -> Result<(), Failure> {
    let mut regressions = settings.regressions.clone();
    for (name, _) in run.cases.iter().filter(|(_, case)| case.outcome == Outcome::Fail) {
        regressions.remember(name, settings.seed);
    }
    if regressions == settings.regressions {
        return Ok(());
    }
    let unwritable = |error| Failure::Unwritable { path: path.to_owned(), error };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(unwritable)?;
    write!(file, "{regressions}").map_err(unwritable)?;
    readable_by_all(&file).map_err(unwritable)?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(())
}
