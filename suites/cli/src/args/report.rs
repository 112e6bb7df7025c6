//! What was typed after `report`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use report_evidence::Subject;
use report_render::Language;

use crate::outputs::ReportRequest;

/// What to do with results that are there already.
#[derive(Debug, Subcommand)]
pub(crate) enum ReportCommand {
    /// Make reports from an event log, also from one whose run was interrupted or killed
    Render(RenderArguments),
    /// Tell what differs between two runs; exit code 1 where something is worse
    Diff(DiffArguments),
    /// Join the event logs of one run's parts
    Merge(MergeArguments),
    /// Sign a JSON report: an in-toto statement about the build under test, in a DSSE envelope
    Sign(SignArguments),
    /// Check a signed statement, and tell what it proves and what not; exit code 1 where it proves nothing
    Verify(VerifyArguments),
}

/// What to vouch for.
#[derive(Debug, Args)]
pub(crate) struct SignArguments {
    /// The JSON report of a run that came to its end
    pub(crate) report: PathBuf,
    /// The private key: Ed25519, PKCS#8 in PEM, as `openssl genpkey -algorithm ed25519` makes it
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The build that was tested, such as oktell-2.13@sha256:DIGEST; may be given several times
    #[arg(long, value_name = "NAME@sha256:DIGEST", required = true)]
    pub(crate) subject: Vec<Subject>,
    /// Where the envelope goes [default: beside the report, with .dsse.json after its name]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What to check, and against which files.
#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// The envelope that `report sign` wrote
    pub(crate) envelope: PathBuf,
    /// The public key of whom you expect to have signed, as `openssl pkey -pubout` writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The JSON report that should be the one that was signed
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// The profile that the run should have been made with
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// The program that should have run
    #[arg(long, value_name = "FILE")]
    pub(crate) program: Option<PathBuf>,
    /// A build that should be the one that was tested; may be given several times
    #[arg(long, value_name = "FILE")]
    pub(crate) build: Vec<PathBuf>,
}

/// Which runs to compare.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The JSON report or event log of the run before
    pub(crate) before: PathBuf,
    /// The JSON report or event log of the run now
    pub(crate) now: PathBuf,
    /// How many times as long as before the cases of a command may take
    #[arg(long, value_name = "FACTOR", value_parser = factor)]
    pub(crate) slower_than: Option<f64>,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What a run is held against besides the document.
#[derive(Debug, Args)]
#[command(next_help_heading = "Gate")]
pub(crate) struct GateArguments {
    /// Fail only on what is worse than in this JSON report or event log
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Deviations that are known (TOML), each with a reason, an owner and the day on which it expires
    #[arg(long, value_name = "FILE")]
    pub(crate) expectations: Option<PathBuf>,
    /// How many times as long as in the baseline the cases of a command may take
    #[arg(long, value_name = "FACTOR", requires = "baseline", value_parser = factor)]
    pub(crate) slower_than: Option<f64>,
}

fn factor(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(factor) if f64::is_finite(factor) && factor >= 1.0 => Ok(factor),
        _ => Err("write a number that is not less than 1, such as 2.0".to_owned()),
    }
}

/// Which reports to make.
#[derive(Debug, Args)]
pub(crate) struct RenderArguments {
    /// The event log that `run --log` wrote
    pub(crate) log: PathBuf,
    /// Write a report: json, junit, markdown, sarif, har, wfc, ctrf, badge, html, summary or
    /// summary-html; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", required = true)]
    pub(crate) report: Vec<ReportRequest>,
    /// The language of the HTML page and of summary sheets: en or ru
    #[arg(long, value_name = "CODE", default_value = "en")]
    pub(crate) lang: Language,
    /// Tell in the HTML page what has changed since this JSON report or event log
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
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
    /// The language of the HTML page and of summary sheets: en or ru
    #[arg(long, value_name = "CODE", default_value = "en")]
    pub(crate) lang: Language,
    /// Join runs of different targets, editions, seeds, strictness or versions all the same
    #[arg(long)]
    pub(crate) allow_mixed: bool,
}
