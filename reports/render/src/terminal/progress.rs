//! How far a run has come, while it goes on: a bar on a terminal, a line now and then elsewhere.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};
use report_model::event::{CaseResult, Event};
use report_model::outcome::{Outcome, Strictness};
use spec::ids::CaseName;

use crate::text::{brief, count};

/// Between two lines where there is no bar, this part of the cases ends: a tenth.
const PARTS: usize = 10;
/// How much of a running case's name is shown, in characters.
const NAME: usize = 60;

/// Follows a run's events and shows how far it has come.
pub struct Progress {
    face: Face,
    planned: usize,
    done: BTreeSet<CaseName>,
    strictness: Strictness,
    failing: BTreeSet<CaseName>,
    running: BTreeSet<CaseName>,
}

/// Where progress is shown.
enum Face {
    Bar(ProgressBar),
    Lines(Box<dyn Write + Send>),
}

impl std::fmt::Debug for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Progress").field("done", &self.done.len()).field("planned", &self.planned).finish()
    }
}

impl Progress {
    /// Shows progress on the standard error: a bar if it is a terminal, else a line for every tenth of the cases.
    pub fn on_stderr() -> Self {
        if io::stderr().is_terminal() {
            Self::bar(ProgressDrawTarget::stderr())
        } else {
            Self::lines(io::stderr())
        }
    }

    /// Writes a line for every tenth of the cases.
    pub fn lines(out: impl Write + Send + 'static) -> Self {
        Self::new(Face::Lines(Box::new(out)))
    }

    fn bar(target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), target).with_finish(ProgressFinish::AndClear);
        // A template that indicatif does not take leaves its own, which does as well.
        let style = ProgressStyle::with_template("{elapsed:>4} {bar:24} {pos}/{len} {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self::new(Face::Bar(bar))
    }

    fn new(face: Face) -> Self {
        Self {
            face,
            planned: 0,
            done: BTreeSet::new(),
            strictness: Strictness::default(),
            failing: BTreeSet::new(),
            running: BTreeSet::new(),
        }
    }

    /// Takes in the next event. A stream that cannot be written to is passed over: the run matters more.
    pub fn on(&mut self, event: &Event) {
        match event {
            Event::RunStarted(header) => {
                self.planned = header.planned.len();
                self.strictness = header.strictness;
                if let Face::Bar(bar) = &self.face {
                    bar.enable_steady_tick(Duration::from_millis(200));
                }
            }
            Event::CaseStarted { name } => {
                self.running.insert(name.clone());
            }
            Event::CaseFinished(result) => self.finished(result),
            Event::CaseRepeated { name, returned: false } => {
                self.failing.remove(name);
            }
            Event::CaseRepeated { returned: true, .. } => {}
            Event::Tried { .. } | Event::CampaignProgressed(_) | Event::FindingMade(_) => {}
            Event::RunFinished { .. } => self.running.clear(),
        }
        self.show(matches!(event, Event::RunFinished { .. }));
    }

    fn finished(&mut self, result: &CaseResult) {
        self.running.remove(&result.name);
        // A case may be told again, with what it found alone.
        let is_news = self.done.insert(result.name.clone());
        if Outcome::of_all(&result.verdicts, self.strictness) == Outcome::Fail {
            self.failing.insert(result.name.clone());
        }
        let parts = |done: usize| done * PARTS / self.planned.max(1);
        if let Face::Lines(out) = &mut self.face
            && is_news
            && parts(self.done.len()) > parts(self.done.len() - 1)
        {
            let failures = count(self.failing.len(), "failure");
            let _ = writeln!(out, "{} of {}, {failures}", self.done.len(), count(self.planned, "case"));
        }
    }

    fn show(&self, over: bool) {
        let Face::Bar(bar) = &self.face else { return };
        bar.set_length(self.planned.try_into().unwrap_or(u64::MAX));
        bar.set_position(self.done.len().try_into().unwrap_or(u64::MAX));
        bar.set_message(self.message());
        if over {
            bar.finish_and_clear();
        }
    }

    /// `2 failures · golden::… and 3 more`.
    fn message(&self) -> String {
        let failures = count(self.failing.len(), "failure");
        match (self.running.first(), self.running.len().saturating_sub(1)) {
            (None, _) => failures,
            (Some(name), 0) => format!("{failures} · {}", brief(name.as_str(), NAME)),
            (Some(name), more) => format!("{failures} · {} and {more} more", brief(name.as_str(), NAME)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use crate::terminal::captured::Captured;

    /// A stream whose reader has gone.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn where_there_is_no_terminal_a_line_is_written_for_every_tenth() {
        let stream = Captured::default();
        let mut progress = Progress::lines(stream.clone());
        sample::events().iter().for_each(|event| progress.on(event));
        let text = String::from_utf8(stream.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 10, "{text}");
        assert_eq!((lines[0], lines[9]), ("3 of 22 cases, 1 failure", "22 of 22 cases, 15 failures"));
    }

    #[test]
    fn a_stream_that_was_closed_stops_nothing() {
        let mut progress = Progress::lines(Closed);
        sample::events().iter().for_each(|event| progress.on(event));
        assert_eq!(progress.done.len(), 22);
        sample::events().iter().for_each(|event| progress.on(event));
        assert_eq!(progress.done.len(), 22, "told again, they are no more");
    }

    #[test]
    fn the_bar_counts_cases_and_failures_and_names_what_runs() {
        let mut progress = Progress::bar(ProgressDrawTarget::hidden());
        let events = sample::events();
        events.iter().take(4).for_each(|event| progress.on(event));
        let Face::Bar(bar) = &progress.face else { panic!("a bar was asked for") };
        let bar = bar.clone();
        assert_eq!((bar.position(), bar.length()), (1, Some(22)));
        assert_eq!(bar.message(), "1 failure · golden::execsvcscript::has_the_shape");
        events.iter().skip(4).for_each(|event| progress.on(event));
        assert!(bar.is_finished());
    }
}
