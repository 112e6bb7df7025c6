//! What the self-check leaves behind for programs: how strong the suite is, clause by clause and fault by fault.

use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;

use serde::Serialize;
use spec::ids::ClauseId;

use crate::failure::Failure;
use crate::outputs::PendingFile;

/// The version of the format: raised when something that was there is gone or means something else.
pub(super) const VERSION: u32 = 1;

/// `--report json=PATH`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportRequest(PathBuf);

impl FromStr for ReportRequest {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some(("json", path)) if !path.is_empty() => Ok(Self(path.into())),
            Some(("json", _)) => Err("the path is missing".to_owned()),
            _ => {
                Err("the self-check is reported as JSON: write json=PATH, such as json=selfcheck.json"
                    .to_owned())
            }
        }
    }
}

/// The report as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Report<'a> {
    pub(super) version: u32,
    pub(super) tool: Tool,
    /// The run of the suite that every variant was given.
    pub(super) seed: u64,
    pub(super) values_per_property: u32,
    /// Whether every fault was found, none of them broke anything else, and nothing was found where there is nothing.
    pub(super) clean: bool,
    pub(super) faults: Count,
    /// The clauses that bind and can be seen over HTTP.
    pub(super) clauses: Proof<'a>,
    /// What was said of each variant, in the order in which they ended.
    pub(super) variants: &'a [VariantRecord],
}

/// Which program tried.
#[derive(Debug, Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    /// This one.
    pub(super) const THIS: Self = Self { name: "oktellspec", version: env!("CARGO_PKG_VERSION") };
}

/// How many faults there were, and how many of them were found.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(super) struct Count {
    pub(super) tried: usize,
    pub(super) found: usize,
}

/// Which clauses a fault has shown to be judged.
#[derive(Debug, Serialize)]
pub(super) struct Proof<'a> {
    pub(super) binding: usize,
    pub(super) unproven: Vec<&'a ClauseId>,
}

/// What the suite said of one variant.
#[derive(Debug, Serialize)]
pub(super) struct VariantRecord {
    pub(super) name: String,
    pub(super) kind: Kind,
    /// The clauses that it may break.
    pub(super) declared: Vec<ClauseId>,
    /// The clauses that were found broken.
    pub(super) found: Vec<ClauseId>,
    /// What is wrong with that.
    pub(super) troubles: Vec<String>,
    /// What was wrong when others ran beside it, where it was tried again alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) troubles_in_company: Vec<String>,
    /// How long the run took, in seconds.
    pub(super) seconds: f64,
}

impl VariantRecord {
    /// The clauses that it breaks as declared.
    pub(super) fn hits(&self) -> impl Iterator<Item = &ClauseId> {
        self.found.iter().filter(|clause| self.declared.contains(clause))
    }
}

/// How a variant differs from the server that runs by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Sound,
    Dialect,
    Fault,
}

/// A report that has its place already.
#[derive(Debug)]
pub(super) struct PendingReport(PendingFile);

impl PendingReport {
    /// Takes a place beside the report's path.
    pub(super) fn prepare(request: &ReportRequest) -> Result<Self, Failure> {
        PendingFile::prepare(&request.0).map(Self)
    }

    /// Writes the report and puts it into its place, whole or not at all.
    pub(super) fn write(self, report: &Report<'_>) -> Result<(), Failure> {
        let mut writer = self.0.writer();
        serde_json::to_writer_pretty(&mut writer, report).map_err(Failure::incomplete)?;
        writer.write_all(b"\n").and_then(|()| writer.flush()).map_err(Failure::incomplete)?;
        drop(writer);
        self.0.keep()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_asked_for_as_json_with_a_path() {
        assert_eq!("json=a=b.json".parse(), Ok(ReportRequest("a=b.json".into())));
        for text in ["json", "json=", "junit=a.xml", "=a"] {
            assert!(text.parse::<ReportRequest>().is_err(), "{text}");
        }
    }
}
