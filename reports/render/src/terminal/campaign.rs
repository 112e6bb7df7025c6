//! A campaign on the terminal: a line that tells how it goes, each new finding when it is made, and a page when it is over.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use report_model::campaign::Tally;
use report_model::event::Event;
use report_model::finding::Found;
use report_model::outcome::{Outcome, RunVerdict};
use report_model::recording::Recording;

use super::paint::{Page, Style, bold, colour, faint};
use super::summary::heading;
use crate::RenderError;
use crate::finding::{findings, sentence};
use crate::text::{brief, count, duration, visible};
use crate::words;

/// Between two lines where there is no terminal.
const LINES_EVERY: Duration = Duration::from_secs(30);
/// How much of what was expected or seen is shown, in characters.
const SAID: usize = 600;
/// How long a command line may be to be printed, in bytes.
const COMMAND: usize = 2_000;
/// How wide the labels are.
const LABEL: usize = 10;

/// Follows a campaign's events and shows how it goes.
pub struct CampaignProgress {
    face: Face,
    new: usize,
    known: usize,
}

/// Where it is shown.
enum Face {
    Line(ProgressBar),
    Lines { out: Box<dyn Write + Send>, last: Option<Instant> },
}

impl std::fmt::Debug for CampaignProgress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CampaignProgress").field("new", &self.new).field("known", &self.known).finish()
    }
}

impl CampaignProgress {
    /// Shows progress on the standard error: one line that changes if it is a terminal, else a line now and then.
    pub fn on_stderr() -> Self {
        if io::stderr().is_terminal() {
            let target = ProgressDrawTarget::stderr();
            let bar = ProgressBar::with_draw_target(None, target).with_finish(ProgressFinish::AndClear);
            let style = ProgressStyle::with_template("{elapsed:>4} {wide_msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            Self::new(Face::Line(bar))
        } else {
            Self::lines(io::stderr())
        }
    }

    /// Writes a line now and then.
    pub fn lines(out: impl Write + Send + 'static) -> Self {
        Self::new(Face::Lines { out: Box::new(out), last: None })
    }

    fn new(face: Face) -> Self {
        Self { face, new: 0, known: 0 }
    }

    /// Takes in the next event. A stream that cannot be written to is passed over: the campaign matters more.
    pub fn on(&mut self, event: &Event) {
        match event {
            Event::FindingMade(Found { new: true, finding, .. }) => {
                self.new += 1;
                let command = visible(finding.command.as_str());
                self.say(&format!("finding {} on {command}, {}", finding.id, sentence(finding)));
            }
            Event::FindingMade(_) => self.known += 1,
            Event::CampaignProgressed(tally) => self.show(tally),
            Event::RunFinished { .. } => {
                if let Face::Line(bar) = &self.face {
                    bar.finish_and_clear();
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, line: &str) {
        match &mut self.face {
            Face::Line(bar) => bar.println(line),
            Face::Lines { out, .. } => drop(writeln!(out, "{line}")),
        }
    }

    fn show(&mut self, tally: &Tally) {
        let line = self.line(tally);
        match &mut self.face {
            Face::Line(bar) => bar.set_message(line),
            Face::Lines { out, last } => {
                if last.is_none_or(|last| last.elapsed() >= LINES_EVERY) {
                    *last = Some(Instant::now());
                    drop(writeln!(out, "{line}"));
                }
            }
        }
    }

    /// `12000 requests, 950/s, 64 in flight · 1 new finding (1 known before) · 310 inputs · 18 commands, 65 parameters, 40 statuses`: what
    /// matters stands where a narrow terminal has room.
    fn line(&self, tally: &Tally) -> String {
        let known = if self.known == 0 { String::new() } else { format!(" ({} known before)", self.known) };
        format!(
            "{} requests, {:.0}/s, {} in flight · {}{known} · {} inputs · {} commands, {} parameters, {} statuses",
            tally.requests,
            tally.pace,
            tally.in_flight,
            count(self.new, "new finding"),
            tally.corpus,
            tally.commands,
            tally.parameters,
            tally.statuses,
        )
    }
}

/// The campaign on a page: every finding, gravest first, what did not come back, the counts, and the verdict as the last line.
///
/// # Errors
/// If the log, which has the exchanges, cannot be read any more.
pub fn campaign_summary(recording: &Recording, style: Style) -> Result<String, RenderError> {
    let run = &recording.run;
    let mut page = Page::new(style);
    heading(&mut page, run, &run.clauses());
    for found in findings(run) {
        one(&mut page, recording, found)?;
    }
    if let Some(tally) = &run.campaign {
        unconfirmed(&mut page, tally);
        counts(&mut page, tally);
    }
    page.gap();
    let clauses = run.clauses();
    let verdict = page.paint(verdict_colour(run.verdict(&clauses)), words::verdict(run, &clauses));
    page.line(0, verdict);
    Ok(page.finish())
}

fn verdict_colour(verdict: RunVerdict) -> anstyle::Style {
    colour(match verdict {
        RunVerdict::Conforms => Outcome::Pass,
        RunVerdict::Fails => Outcome::Fail,
        RunVerdict::Incomplete => Outcome::Flaky,
    })
}

fn one(page: &mut Page, recording: &Recording, found: &Found) -> Result<(), RenderError> {
    let Found { finding, file, new } = found;
    let rule = finding.clauses.iter().map(|clause| format!("{clause} ({})", finding.basis));
    let age = if *new { "new" } else { "known before" };
    let word = page.paint(
        colour(Outcome::of_basis(finding.basis, recording.run.header.strictness)),
        finding.severity.to_string().to_uppercase(),
    );
    let title = page.paint(bold(), format!("{} on {}", finding.oracle, visible(finding.command.as_str())));
    page.gap();
    page.line(
        0,
        format!("{word} {title} · {} · {} · {age}", rule.collect::<Vec<_>>().join(", "), finding.id),
    );
    page.entry(2, LABEL, "expected", &brief(&finding.expected, SAID));
    page.entry(2, LABEL, "seen", &brief(&finding.seen, SAID));
    page.entry(2, LABEL, "confidence", &format!("{:.0} %", 100.0 * finding.confidence));
    let label = |page: &Page, label: &str| page.paint(faint(), format!("{label:LABEL$}"));
    for record in recording.exchanges(&finding.case())? {
        let line = if record.curl.len() > COMMAND {
            format!("a line of {} bytes: the file has it", record.curl.len())
        } else {
            visible(&record.curl)
        };
        page.line(2, format!("{} {line}", label(page, "curl")));
    }
    let replay = words::replay_command(&recording.run.header, file);
    page.line(2, format!("{} {replay}", label(page, "replay")));
    Ok(())
}

fn unconfirmed(page: &mut Page, tally: &Tally) {
    if tally.unconfirmed.is_empty() {
        return;
    }
    page.heading(&format!("{} met and not confirmed", count(tally.unconfirmed.len(), "cause")));
    for suspect in &tally.unconfirmed {
        let share = suspect.confidence.map_or_else(
            || "not repeated yet; the next start on the place does".to_owned(),
            |share| format!("came back in {:.0} % of replays", 100.0 * share),
        );
        page.entry(2, 16, &suspect.id.to_string(), &format!("{}: {share}", brief(&suspect.signature, SAID)));
    }
}

fn counts(page: &mut Page, tally: &Tally) {
    page.gap();
    let millis = Duration::try_from_secs_f64(tally.seconds).map_or(0, |time| time.as_millis());
    let took = duration(u64::try_from(millis).unwrap_or(u64::MAX));
    page.entry(
        0,
        7,
        "sent",
        &format!(
            "{} requests in {took}, {:.0} a second, shard {}",
            tally.requests, tally.requests_per_second, tally.shard
        ),
    );
    let Tally { commands, parameters, statuses, cells, causes, corpus, .. } = tally;
    page.entry(
        0,
        7,
        "met",
        &format!("{commands} commands with {parameters} parameters, {statuses} statuses of commands and {cells} beside parameters, {causes} causes of breaches, since this start"),
    );
    page.entry(0, 7, "place", &format!("{}: {corpus} inputs", visible(&tally.place)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use crate::terminal::captured::Captured;

    #[test]
    fn the_summary_of_a_campaign_is_this() {
        insta::assert_snapshot!(campaign_summary(&sample::campaign(), Style::Plain).unwrap());
    }

    #[test]
    fn a_new_finding_is_told_at_once_and_how_it_goes_now_and_then() {
        let stream = Captured::default();
        let mut progress = CampaignProgress::lines(stream.clone());
        sample::campaign_events().iter().for_each(|event| progress.on(event));
        let text = String::from_utf8(stream.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(
            lines[0].starts_with("10 requests, ") && lines[0].contains(" 0 new findings (1 known before) "),
            "{text}"
        );
        assert!(
            lines[1].starts_with("finding ") && lines[1].contains("on execsvcscript, EXEC-3 (D): expected"),
            "{text}"
        );
    }
}
