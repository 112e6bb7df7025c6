//! What was typed after `report`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::outputs::ReportRequest;

/// What to do with results that are there already.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Make reports from an event log, also from one whose run was interrupted or killed
    Render(RenderArguments),
    /// Join the event logs of one run's parts
    Merge(MergeArguments),
}

/// Which reports to make.
#[derive(Debug, Args)]
pub(crate) struct RenderArguments {
    /// The event log that `run --log` wrote
    pub(crate) log: PathBuf,
    /// Write a report: json, junit, markdown, sarif, har, wfc, ctrf or badge; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", required = true)]
    pub(crate) report: Vec<ReportRequest>,
}

/// Which logs to join.
#[derive(Debug, Args)]
pub(crate) struct MergeArguments {
    /// The event logs
    #[arg(required = true, num_args = 2..)]
    pub(crate) logs: Vec<PathBuf>,
    /// Where the joined event log goes
    #[arg(long, value_name = "FILE")]
    pub(crate) log: PathBuf,
    /// Write a report of the whole, too; may be given several times
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(crate) report: Vec<ReportRequest>,
    /// Join runs of different targets, editions, seeds, strictness or versions all the same
    #[arg(long)]
    pub(crate) allow_mixed: bool,
}
