//! Why a report could not be written or read.

use std::io;

use report_model::log::LogError;

/// Why a report could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The writer failed.
    #[error("the report cannot be written: {0}; is there room, and may the file be written?")]
    Io(#[from] io::Error),
    /// The log of the run failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The reader failed, or what it read is no report.
    #[error("this is no JSON report of oktellspec: {0}")]
    Json(#[from] serde_json::Error),
    /// The file of the suite's strength, which is compiled in, is wrong.
    #[error("reports/strength.toml: {0}")]
    Strength(#[from] toml::de::Error),
    /// The report is of another format or version.
    #[error("the report says `{format}` version {version}; this program reads `{expected}` version {known}")]
    Version {
        /// The format that it names.
        format: String,
        /// Its version.
        version: u32,
        /// The format that this program reads.
        expected: &'static str,
        /// The version that this program reads.
        known: u32,
    },
}
