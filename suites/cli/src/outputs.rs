//! What a run leaves behind: the event log, which grows with it, and the reports, which are folded from it at the end.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use report_model::event::Event;
use report_model::fold::Run;
use report_model::log;
use report_model::recording::Recording;
use report_render::html::Reader;
use report_render::terminal::Style;
use report_render::{Format, NoSuchFormat};
use tempfile::NamedTempFile;

use crate::failure::Failure;

/// `--report FORMAT=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportRequest {
    format: Format,
    path: PathBuf,
}

impl FromStr for ReportRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("write FORMAT=PATH, such as json=report.json")?;
        let format = format.parse().map_err(|error: NoSuchFormat| error.to_string())?;
        if path.is_empty() {
            Err("the path is missing".to_owned())
        } else {
            Ok(Self { format, path: path.into() })
        }
    }
}

/// A file that has its place already: that the place cannot be written to is found out before the work, not after it.
#[derive(Debug)]
pub(crate) struct PendingFile {
    path: PathBuf,
    place: Place,
}

/// Where a file comes into being.
#[derive(Debug)]
enum Place {
    /// Beside its path, to be moved there when it is whole.
    Beside(NamedTempFile),
    /// At its path, for what is there is a device or a pipe, which is written to and never replaced.
    Device(File),
}

impl PendingFile {
    /// Takes a place beside the path.
    pub(crate) fn prepare(path: &Path) -> Result<Self, Failure> {
        let folder = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let unwritable = |error| Failure::Unwritable { path: path.to_owned(), error };
        if path.is_dir() {
            return Err(unwritable(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let device = path.metadata().is_ok_and(|there| !there.is_file());
        let place = if device {
            OpenOptions::new().write(true).open(path).map(Place::Device)
        } else {
            tempfile::Builder::new().prefix(".oktellspec-").tempfile_in(folder).map(Place::Beside)
        };
        Ok(Self { path: path.to_owned(), place: place.map_err(unwritable)? })
    }

    /// Where to write.
    pub(crate) fn writer(&self) -> BufWriter<&File> {
        BufWriter::new(match &self.place {
            Place::Beside(file) => file.as_file(),
            Place::Device(file) => file,
        })
    }

    /// Puts what was written into its place, whole or not at all.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        let Self { path, place } = self;
        let Place::Beside(file) = place else { return Ok(()) };
        let unwritten =
            |error: io::Error| Failure::incomplete(format!("{} cannot be written: {error}", path.display()));
        readable_by_all(&file).map_err(unwritten)?;
        file.persist(&path).map_err(|error| unwritten(error.error))?;
        Ok(())
    }
}

/// A report that has its place already.
#[derive(Debug)]
pub(crate) struct PendingReport {
    format: Format,
    file: PendingFile,
}

impl PendingReport {
    /// Takes a place beside the report's path.
    pub(crate) fn prepare(request: &ReportRequest) -> Result<Self, Failure> {
        Ok(Self { format: request.format, file: PendingFile::prepare(&request.path)? })
    }

    /// Writes the report and puts it into its place, whole or not at all.
    pub(crate) fn write(self, recording: &Recording, reader: Reader<'_>) -> Result<(), Failure> {
        let Self { format, file } = self;
        format.write(recording, reader, file.writer()).map_err(|error| {
            Failure::incomplete(format!("the report {} cannot be written: {error}", file.path.display()))
        })?;
        file.keep()
    }
}

/// Temporary files are their owner's only; a report is for whoever may read the folder.
#[cfg(unix)]
pub(crate) fn readable_by_all(file: &NamedTempFile) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
pub(crate) fn readable_by_all(_file: &NamedTempFile) -> io::Result<()> {
    Ok(())
}

/// Reads the log of a run, finished or not.
pub(crate) fn read_log(path: &Path) -> Result<Recording, Failure> {
    let file = File::open(path).map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    Recording::open(file).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// The event log.
#[derive(Debug)]
pub(crate) struct EventLog {
    file: File,
    path: PathBuf,
}

impl EventLog {
    /// Begins a log at the path, or in a new file in the folder for temporary files.
    pub(crate) fn begin(path: Option<&Path>) -> Result<Self, Failure> {
        match path {
            Some(path) => {
                let unwritable = |error| Failure::Unwritable { path: path.to_owned(), error };
                let opened = OpenOptions::new().create(true).write(true).truncate(true).open(path);
                Ok(Self { file: opened.map_err(unwritable)?, path: path.to_owned() })
            }
            None => Self::in_temporary_folder(),
        }
    }

    fn in_temporary_folder() -> Result<Self, Failure> {
        let folder = std::env::temp_dir();
        let unwritable = |error| Failure::Unwritable { path: folder.clone(), error };
        let file = tempfile::Builder::new().prefix("oktellspec-").suffix(".ndjson").tempfile_in(&folder);
        let (file, path) = file.map_err(unwritable)?.keep().map_err(|error| unwritable(error.error))?;
        Ok(Self { file, path })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The run with what the log has of its exchanges; the log may be no file that can be read again, and is then done without.
    pub(crate) fn recording(&self, run: Run) -> Recording {
        // A pipe or a device cannot be read again, and must not be waited for.
        if !self.path.is_file() {
            return Recording::without_log(run);
        }
        match read_log(&self.path) {
            Ok(mut recording) => {
                // The end of the run may be what the log had no room for.
                recording.run = run;
                recording
            }
            Err(_) => Recording::without_log(run),
        }
    }

    /// Appends an event.
    pub(crate) fn append(&mut self, event: &Event) -> io::Result<()> {
        log::append(&mut self.file, event)
    }
}

/// How the standard output is painted.
pub(crate) fn style() -> Style {
    if io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) {
        Style::Coloured
    } else {
        Style::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_request_names_a_format_and_a_path() {
        let request: ReportRequest = "json=a=b.json".parse().unwrap();
        assert_eq!((request.format, request.path), (Format::Json, PathBuf::from("a=b.json")));
        for text in ["json", "json=", "xml=a", "=a"] {
            assert!(text.parse::<ReportRequest>().is_err(), "{text}");
        }
    }
}
