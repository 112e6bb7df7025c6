//! The gate as the arguments ask for it: its files are read before the run, its decision is told after it.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use jiff::civil::Date;
use report_model::recording::Recording;
use report_render::annotations;
use report_render::gate::expectations::Expectations;
use report_render::gate::{Decision, Gate, Passage, Standing};
use spec::catalogue::Catalogue;

use crate::args::GateArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::outputs::read_log;

/// What a run is held against besides the document.
#[derive(Debug)]
pub(crate) struct GateKeeper {
    baseline: Option<Standing>,
    expectations: Expectations,
    slower_than: Option<f64>,
}

impl GateKeeper {
    /// Reads the files; `None` where no gate is asked for.
    pub(crate) fn of(arguments: &GateArguments, catalogue: &Catalogue) -> Result<Option<Self>, Failure> {
        let GateArguments { baseline, expectations, slower_than } = arguments;
        if baseline.is_none() && expectations.is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            baseline: baseline.as_deref().map(standing).transpose()?,
            expectations: match expectations {
                Some(path) => read_expectations(path, catalogue)?,
                None => Expectations::default(),
            },
            slower_than: *slower_than,
        }))
    }

    /// The run before, if one was given.
    pub(crate) fn baseline(&self) -> Option<&Standing> {
        self.baseline.as_ref()
    }

    /// Decides about a run.
    pub(crate) fn decide(&self, recording: &Recording, today: Date) -> Result<Decision, Failure> {
        let now = Standing::of(recording);
        if let Some(baseline) = self.baseline.as_ref().filter(|baseline| baseline.edition != now.edition) {
            return Err(Failure::usage(format!(
                "the baseline was held against the edition {}, this run against {}: give a baseline of the same edition",
                baseline.edition, now.edition
            )));
        }
        let Self { baseline, expectations, slower_than } = self;
        let gate = Gate { baseline: baseline.as_ref(), expectations, slower_than: *slower_than, today };
        Ok(gate.decide(&now))
    }

    /// The decision as people read it.
    pub(crate) fn told(&self, decision: &Decision) -> String {
        let mut lines: Vec<String> =
            decision.complaints.iter().map(|complaint| format!("  {complaint}")).collect();
        let known = &self.expectations.known;
        let excused = decision.excused.len();
        if excused > 0 {
            lines.push(format!("  known, and let through: {excused}"));
        }
        lines.extend(decision.idle.iter().filter_map(|place| {
            let known = known.get(*place)?;
            Some(format!(
                "  entry {} ({}) is about nothing that was put to the test",
                place + 1,
                known.reason.escape_debug()
            ))
        }));
        lines.extend(self.expectations.challenges.iter().map(|challenge| {
            format!("  {} is challenged by {}", challenge.clause, challenge.by.escape_debug())
        }));
        let verdict = match decision.passage {
            Passage::Open => "open",
            Passage::Shut => "shut",
            Passage::Undecided => "undecided, for the run is incomplete",
        };
        let lines: String = lines.into_iter().map(|line| line + "\n").collect();
        format!("gate: {verdict}\n{lines}")
    }
}

impl From<Passage> for Exit {
    fn from(passage: Passage) -> Self {
        match passage {
            Passage::Open => Self::Conforms,
            Passage::Shut => Self::Fails,
            Passage::Undecided => Self::Incomplete,
        }
    }
}

/// A run from its JSON report or its event log.
pub(crate) fn standing(path: &Path) -> Result<Standing, Failure> {
    let unreadable = |error| Failure::Unreadable { path: path.to_owned(), error };
    let report = File::open(path).map_err(unreadable)?;
    match Standing::read(BufReader::new(report)) {
        Ok(standing) => Ok(standing),
        // It may be a log; if it is neither, the report's reader says what is wrong.
        Err(error) => match read_log(path) {
            Ok(recording) => Ok(Standing::of(&recording)),
            Err(_) => Err(Failure::usage(format!("{}: {error}", path.display()))),
        },
    }
}

fn read_expectations(path: &Path, catalogue: &Catalogue) -> Result<Expectations, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    let wrong = |error: &dyn std::fmt::Display| Failure::usage(format!("{}: {error}", path.display()));
    let expectations = Expectations::parse(&text).map_err(|error| wrong(&error))?;
    let stray =
        expectations.challenges.iter().find(|challenge| !catalogue.clauses.contains_key(&challenge.clause));
    match stray {
        None => Ok(expectations),
        Some(challenge) => Err(wrong(&format!(
            "{} is challenged, but is no clause: `oktellspec list clauses` shows them",
            challenge.clause
        ))),
    }
}

/// Whether the program runs in GitHub Actions.
fn in_github_actions() -> bool {
    std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true")
}

/// The annotations of a run, where somebody shows them.
pub(crate) fn annotated(recording: &Recording, decision: Option<&Decision>) -> String {
    if !in_github_actions() {
        return String::new();
    }
    let details = match decision {
        Some(decision) => annotations::of_complaints(&decision.complaints),
        None => annotations::of_run(recording),
    };
    format!("{}{details}", annotations::of_verdict(recording))
}

/// Text that may quote the target, fenced so that GitHub Actions takes none of it for a command.
pub(crate) fn fenced(text: &str) -> String {
    if !in_github_actions() {
        return text.to_owned();
    }
    let token = uuid::Uuid::new_v4();
    format!("::stop-commands::{token}\n{text}::{token}::\n")
}
