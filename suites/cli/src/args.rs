//! What was typed.

mod fuzz;
mod report;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use report_model::secrets::MASK;
use report_render::Language;
use spec::ids::ClauseId;

pub(crate) use self::fuzz::{AttackArguments, FuzzArguments, ReplayArguments};
pub(crate) use self::report::{
    DiffArguments, GateArguments, MergeArguments, RenderArguments, ReportCommand, SignArguments,
    VerifyArguments,
};
use crate::commands::selfcheck;
use crate::outputs::ReportRequest;
use crate::settings::EffectsRequest;

/// Conformance test suite and protocol fuzzer for the Oktell server HTTP interface.
#[derive(Debug, Parser)]
#[command(name = "oktellspec", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Cases that run at once unless another number is given: they wait more than they work.
pub(crate) const JOBS: NonZeroUsize = NonZeroUsize::new(24).unwrap();

const EXIT_CODES: &str = "Exit codes: 0 conforms (or no new finding), 1 a MUST clause failed (or a new finding), \
2 wrong usage, profile or file, 3 the target could not be reached or the run could not be completed.";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Hold a target against the document; without --target, the reference server inside the program
    Run(RunArguments),
    /// Send generated requests to a target for a while, and tell what it should not have answered
    Fuzz(FuzzArguments),
    /// Send a finding of a campaign once more, and say whether it is still there
    Replay(ReplayArguments),
    /// Run the reference server until it is stopped
    Serve(ServeArguments),
    /// Prove on the reference server that the suite finds every fault, and nothing where there is none
    Selfcheck(SelfcheckArguments),
    /// List the commands, clauses, suites or cases
    List(ListArguments),
    /// Explain a clause or a command: what the document asks, and which cases judge it
    Explain(ExplainArguments),
    /// Print data of the program, to be kept in a file
    Export(ExportArguments),
    /// Make reports from event logs, compare and join them
    #[command(subcommand)]
    Report(ReportCommand),
}

/// Which server is asked, and what may be done to it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Target")]
pub(crate) struct TargetArguments {
    /// Base URL of the server, such as http://127.0.0.1:4055
    #[arg(long, value_name = "URL")]
    pub(crate) target: Option<String>,
    /// What is known of the server: users, groups, scripts, files (see `export profile`)
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// The server's QueryWebServerPassword
    #[arg(long, value_name = "P", conflicts_with = "password_env")]
    pub(crate) password: Option<String>,
    /// The environment variable that holds the password
    #[arg(long, value_name = "VAR")]
    pub(crate) password_env: Option<String>,
    /// What may be done besides reading: none, all, or a list of scripts,state,calls,uploads
    /// [default: all on this machine, none on any other]
    #[arg(long, value_name = "EFFECTS")]
    pub(crate) effects: Option<EffectsRequest>,
    /// Seconds to wait for an answer before it counts as none
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: u64,
}

impl TargetArguments {
    /// The options, target and secrets aside, by which a run asks the same target the same again.
    pub(crate) fn repeated(&self) -> Vec<String> {
        let mut options = Vec::new();
        let mut option = |name: &str, value: Option<String>| {
            options.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]));
        };
        option("--profile", self.profile.as_ref().map(|path| path.display().to_string()));
        option("--effects", self.effects.as_ref().map(ToString::to_string));
        option("--password", self.password.as_ref().map(|_| MASK.to_owned()));
        option("--password-env", self.password_env.clone());
        options
    }
}

/// Which cases are run, and how.
#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    /// Only these suites
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = "Selection")]
    pub(crate) suite: Vec<String>,
    /// Only cases whose name matches, such as 'scripts::*' or '*::wp_flash::*'
    #[arg(long, value_name = "GLOB", help_heading = "Selection")]
    pub(crate) filter: Vec<String>,
    /// Only cases that judge this clause, such as EXEC-5
    #[arg(long, value_name = "ID", help_heading = "Selection")]
    pub(crate) clause: Vec<ClauseId>,
    /// The seed from which every generated value follows
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Values that each property is tried with
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) cases: u32,
    /// A file of seeds with which cases have failed before: they are tried first, and new ones are added
    #[arg(long, value_name = "FILE")]
    pub(crate) regressions: Option<PathBuf>,
    /// Cases that run at once at most
    #[arg(long, value_name = "N", default_value_t = JOBS)]
    pub(crate) jobs: NonZeroUsize,
    /// Seconds after which the run is given up, whatever is left of it
    #[arg(long, value_name = "SECONDS", default_value = "3600", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_time: u64,
    /// A breach of an inferred rule is a failure, not a warning
    #[arg(long)]
    pub(crate) strict: bool,
    /// Stop at the first failure that returns when its case is repeated alone
    #[arg(long)]
    pub(crate) fail_fast: bool,
    /// Print the plan with its requests, and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Write a report: json, junit, markdown, sarif, har, wfc, ctrf, badge, html, summary or
    /// summary-html; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", help_heading = "Reports")]
    pub(crate) report: Vec<ReportRequest>,
    /// The language of the HTML page and of summary sheets: en or ru
    #[arg(long, value_name = "CODE", default_value = "en", help_heading = "Reports")]
    pub(crate) lang: Language,
    #[command(flatten)]
    pub(crate) gate: GateArguments,
    /// Where the event log goes while the run goes on [default: a new file in the folder for temporary files]
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub(crate) log: Option<PathBuf>,
}

/// The reference server.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Configuration (TOML): addresses, password, working folder, limits, dialect; see `export server-config`
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Address to listen on; 0.0.0.0:4055 is every interface, as the document has it [default: 127.0.0.1:4055]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
    /// The QueryWebServerPassword; none where it is empty
    #[arg(long, value_name = "P", conflicts_with = "password_env")]
    pub(crate) password: Option<String>,
    /// The environment variable that holds the password
    #[arg(long, value_name = "VAR")]
    pub(crate) password_env: Option<String>,
    /// Users, lines, groups, licence and files (TOML) [default: those compiled in]
    #[arg(long, value_name = "FILE")]
    pub(crate) fixture: Option<PathBuf>,
    /// Answer in another way that the document leaves open, such as layout=compact; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) dialect: Vec<String>,
    /// Break one thing on purpose; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) fault: Vec<String>,
    /// List the faults instead, with the clauses that each breaks
    #[arg(long)]
    pub(crate) list_faults: bool,
    /// How the faults are listed
    #[arg(long, value_enum, default_value_t = ListFormat::Text, requires = "list_faults")]
    pub(crate) format: ListFormat,
    /// Do without the page /-/status
    #[arg(long)]
    pub(crate) no_status_page: bool,

    /// Log no requests; without this, RUST_LOG chooses what is logged
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// A line each.
    Text,
    /// As JSON.
    Json,
}

/// What to prove.
#[derive(Debug, Args)]
pub(crate) struct SelfcheckArguments {
    /// Only the faults whose name matches
    #[arg(long, value_name = "GLOB")]
    pub(crate) fault: Option<String>,
    /// The seed from which every generated value follows
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Values that each property is tried with
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) cases: u32,
    /// Servers that are tried at once
    #[arg(long, value_name = "N", default_value = "10")]
    pub(crate) jobs: NonZeroUsize,
    /// Write a report: json; it names every fault with the clauses declared and found, and the clauses that none has proved
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(crate) report: Vec<selfcheck::ReportRequest>,
}

/// What to list.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// What to list
    #[arg(value_enum, default_value_t = Listing::Cases)]
    pub(crate) what: Listing,
    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// Every case with the clauses that it judges
    Cases,
    /// Every clause with its basis and main rule
    Clauses,
    /// Every command with its effect
    Commands,
    /// Every suite
    Suites,
}

/// What to explain.
#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// A clause such as EXEC-5, or a command such as wp_flash
    pub(crate) what: String,
}

/// What to print.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// What to print
    #[arg(value_enum)]
    pub(crate) what: Exported,
    /// The commented template for a server of your own, instead of the reference server's profile
    #[arg(long)]
    pub(crate) template: bool,
}

/// What can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Exported {
    /// A profile: that of the reference server, or the template
    Profile,
    /// A configuration file for `serve`, with all defaults and what they mean
    ServerConfig,
    /// The JSON Schema of the JSON report
    JsonSchema,
}
