//! The formats by their names.

use std::io::Write;
use std::str::FromStr;

use report_model::recording::Recording;

use crate::html::{self, Reader};
use crate::{RenderError, badge, ctrf, har, json, junit, markdown, sarif, summary, wfc};

/// A format of report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Ours, which baselines are read from.
    Json,
    /// For CI.
    Junit,
    /// For the summary of a step, or a comment.
    Markdown,
    /// For code scanning.
    Sarif,
    /// Every exchange.
    Har,
    /// Web Fuzzing Commons.
    Wfc,
    /// The Common Test Report Format.
    Ctrf,
    /// A picture of the verdict.
    Badge,
    /// A page for a browser, whole in itself.
    Html,
    /// A sheet to hand on, in Markdown.
    Summary,
    /// The same sheet as a page.
    SummaryPage,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 11] = [
        Self::Json,
        Self::Junit,
        Self::Markdown,
        Self::Sarif,
        Self::Har,
        Self::Wfc,
        Self::Ctrf,
        Self::Badge,
        Self::Html,
        Self::Summary,
        Self::SummaryPage,
    ];

    /// The name by which it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Junit => "junit",
            Self::Markdown => "markdown",
            Self::Sarif => "sarif",
            Self::Har => "har",
            Self::Wfc => "wfc",
            Self::Ctrf => "ctrf",
            Self::Badge => "badge",
            Self::Html => "html",
            Self::Summary => "summary",
            Self::SummaryPage => "summary-html",
        }
    }

    /// Writes a run, finished or not, in this format. Page and summary sheet are made for their reader; the other formats are for
    /// programs, or for those who read English.
    ///
    /// # Errors
    /// Those of the writer, and those of the log.
    pub fn write(
        self,
        recording: &Recording,
        reader: Reader<'_>,
        out: impl Write,
    ) -> Result<(), RenderError> {
        match self {
            Self::Json => json::write(recording, out),
            Self::Junit => junit::write(recording, out),
            Self::Markdown => markdown::write(recording, out),
            Self::Sarif => sarif::write(recording, out),
            Self::Har => har::write(recording, out),
            Self::Wfc => wfc::write(recording, out),
            Self::Ctrf => ctrf::write(recording, out),
            Self::Badge => badge::write(recording, out),
            Self::Html => html::write(recording, reader, out),
            Self::Summary => summary::write_markdown(recording, reader.language, out),
            Self::SummaryPage => summary::write_page(recording, reader.language, out),
        }
    }
}

/// A name that is none of a format.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{0}` is no report format: write one of {all}", all = Format::ALL.map(Format::name).join(", "))]
pub struct NoSuchFormat(String);

impl FromStr for Format {
    type Err = NoSuchFormat;

    fn from_str(name: &str) -> Result<Self, NoSuchFormat> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| NoSuchFormat(name.to_owned()))
    }
}

#[cfg(test)]
mod tests;
