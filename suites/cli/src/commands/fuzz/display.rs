//! How a campaign shows while it goes on, and what is told at its end.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use wire_fuzz::{Breach, Ending, Harvest, Input, Keeper, KeptInput, Progress};

/// The time between two lines where there is no terminal.
const LINES: Duration = Duration::from_secs(5);

/// The longest input that is printed.
const SHOWN: usize = 2000;

/// Shows a campaign and remembers what it finds.
#[derive(Debug)]
pub(super) struct Display {
    face: Face,
    findings: Vec<(Input, Breach)>,
}

/// Where a campaign shows.
#[derive(Debug)]
enum Face {
    Spinner(ProgressBar),
    Lines { last: Option<Instant> },
}

impl Display {
    /// A line that is written anew on a terminal, else a line every few seconds.
    pub(super) fn on_stderr() -> Self {
        let face = if std::io::stderr().is_terminal() {
            let spinner = ProgressBar::new_spinner().with_finish(ProgressFinish::AndClear);
            // A template that indicatif does not take leaves its own, which does as well.
            let style = ProgressStyle::with_template("{elapsed:>4} {spinner} {wide_msg}");
            spinner.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            Face::Spinner(spinner)
        } else {
            Face::Lines { last: None }
        };
        Self { face, findings: Vec::new() }
    }

    /// Whether nothing was found.
    pub(super) fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// Takes the line off the terminal.
    pub(super) fn finish(&self) {
        if let Face::Spinner(spinner) = &self.face {
            spinner.finish_and_clear();
        }
    }

    /// What is told at the end.
    pub(super) fn summary(&self, harvest: &Harvest, seed: u64) -> String {
        let findings: String = self.findings.iter().map(|(input, breach)| one(input, breach)).collect();
        let ending = match &harvest.ending {
            Ending::Completed | Ending::NothingAllowed => String::new(),
            Ending::Interrupted => "It was interrupted.\n".to_owned(),
            Ending::TargetGone(reason) => format!("The target cannot be reached any more: {reason}\n"),
        };
        let progress = &harvest.progress;
        let seconds = progress.elapsed.as_secs_f64();
        format!(
            "{findings}{} requests in {seconds:.1} s ({:.0} a second), seed {seed}: {}, {} inputs kept.\n{}.\n{ending}",
            progress.requests,
            progress.requests_per_second,
            causes(self.findings.len()),
            progress.corpus,
            covered(progress),
        )
    }

    fn say(&self, line: &str) {
        match &self.face {
            Face::Spinner(spinner) => spinner.println(line),
            Face::Lines { .. } => drop(writeln!(anstream::stderr(), "{line}")),
        }
    }
}

impl Keeper for Display {
    fn input_kept(&mut self, _: &KeptInput) {}

    fn breach(&mut self, input: &Input, breach: &Breach) {
        self.say(&format!("{} {}", breach.oracle.severity(), breach.signature()));
        self.findings.push((input.clone(), breach.clone()));
    }

    fn progress(&mut self, progress: &Progress) {
        let line = format!(
            "{:.0} requests/s, {} sent, {} in flight, {} inputs kept, {}; {}",
            progress.requests_per_second,
            progress.requests,
            progress.in_flight,
            progress.corpus,
            causes(progress.causes),
            covered(progress),
        );
        match &mut self.face {
            Face::Spinner(spinner) => {
                spinner.set_message(line);
                spinner.tick();
            }
            Face::Lines { last } if last.is_none_or(|last| last.elapsed() >= LINES) => {
                *last = Some(Instant::now());
                drop(writeln!(anstream::stderr(), "{line}"));
            }
            Face::Lines { .. } => {}
        }
    }
}

fn causes(count: usize) -> String {
    format!("{count} finding{}", if count == 1 { "" } else { "s" })
}

fn covered(progress: &Progress) -> String {
    let covered = progress.coverage;
    format!(
        "{} commands, {} parameters, {} statuses of commands, {} of parameters",
        covered.commands, covered.parameters, covered.statuses, covered.cells
    )
}

fn one(input: &Input, breach: &Breach) -> String {
    let cwe = breach.oracle.cwe().map_or(String::new(), |cwe| format!(", CWE-{cwe}"));
    let json = serde_json::to_string(input).unwrap_or_default();
    let shown = if json.len() > SHOWN { "" } else { json.as_str() };
    let command = breach.command.as_ref().map_or("any", |command| command.as_str());
    format!(
        "{} on {command}: {} ({}{cwe})\n  expected {}\n  seen     {}\n  input    {} in {} step{} {}\n\n",
        breach.citation,
        breach.oracle,
        breach.oracle.severity(),
        breach.deviation.expected.escape_debug(),
        breach.deviation.seen.escape_debug(),
        input.digest(),
        input.steps.len(),
        if input.steps.len() == 1 { "" } else { "s" },
        shown.escape_debug(),
    )
}
