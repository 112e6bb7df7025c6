//! What a person reads when a run is over.

use report_model::event::Header;
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::{Outcome, RunVerdict, Strictness};
use report_model::recording::Recording;

use super::coverage::coverage;
use super::details::details;
use super::matrix::{cases_by_command, clauses_by_basis};
use super::paint::{Page, Style, bold, colour};
use super::tried::tried;
use super::undecided::{readings, undecided};
use crate::RenderError;
use crate::text::{duration, visible};
use crate::words;

/// The run on a page: what was asked, the counts, every breach, what is undecided, and the verdict as the last line.
///
/// Text of the target's making is escaped; nothing in it can move the cursor or change a colour.
///
/// # Errors
/// If the log, which has the exchanges, cannot be read any more.
pub fn summary(recording: &Recording, style: Style) -> Result<String, RenderError> {
    let run = &recording.run;
    let clauses = run.clauses();
    let mut page = Page::new(style);
    heading(&mut page, run, &clauses);
    cases_by_command(&mut page, run);
    clauses_by_basis(&mut page, &clauses);
    tried(&mut page, run, &clauses);
    coverage(&mut page, run);
    details(&mut page, recording)?;
    undecided(&mut page, run, &clauses);
    readings(&mut page, &clauses);
    page.gap();
    let outcome = match run.verdict(&clauses) {
        RunVerdict::Conforms => Outcome::Pass,
        RunVerdict::Fails => Outcome::Fail,
        RunVerdict::Incomplete => Outcome::Flaky,
    };
    let verdict = page.paint(colour(outcome), words::verdict(run, &clauses));
    page.line(0, verdict);
    Ok(page.finish())
}

pub(super) fn heading(page: &mut Page, run: &Run, clauses: &[ClauseResult]) {
    let Header { tool, target, seed, started, .. } = &run.header;
    let title = format!("{} {}", tool.name, tool.version);
    page.line(0, page.paint(bold(), title));
    let place = if target.embedded { " (the reference server, inside this process)" } else { "" };
    page.entry(0, 8, "target", &format!("{}{place}", visible(&target.url)));
    page.entry(0, 8, "edition", &visible(&target.edition));
    let strict = if run.header.strictness == Strictness::Strict { ", strict" } else { "" };
    let took = run.end.as_ref().map(|(finished, _)| finished.as_millisecond() - started.as_millisecond());
    let took = took.and_then(|millis| u64::try_from(millis).ok());
    let took = took.map_or_else(String::new, |millis| format!(", {}", duration(millis)));
    page.entry(0, 8, "seed", &format!("{seed}{strict}{took}"));
    page.entry(0, 8, "rulings", &words::rulings(run, clauses));
}

#[cfg(test)]
mod tests {
    use report_model::event::{Ending, Event};

    use super::*;
    use crate::sample;

    fn page(recording: &Recording, style: Style) -> String {
        summary(recording, style).unwrap()
    }

    fn last_line(recording: &Recording) -> String {
        page(recording, Style::Plain).lines().last().unwrap().to_owned()
    }

    #[test]
    fn the_summary_of_the_sample_is_this() {
        insta::assert_snapshot!(page(&sample::many_failures(), Style::Plain));
    }

    #[test]
    fn only_a_coloured_summary_has_escapes_and_colours_change_no_word() {
        let plain = page(&sample::many_failures(), Style::Plain);
        assert!(!plain.contains('\u{1b}'));
        let coloured = page(&sample::many_failures(), Style::Coloured);
        let mut stripped = String::new();
        for part in coloured.split('\u{1b}') {
            let text = if part.starts_with('[') { part.split_once('m').unwrap().1 } else { part };
            stripped.push_str(text);
        }
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(stripped.replace(' ', ""), plain.replace(' ', ""));
    }

    #[test]
    fn a_run_that_was_killed_interrupted_or_given_up_says_how_far_it_came() {
        assert_eq!(
            last_line(&sample::cut_off()),
            "incomplete: the run did not end, after 2 of 22 cases; broken so far: EXEC-3, R-1"
        );
        let mut recording = sample::cut_off();
        let finished = recording.run.header.started;
        recording.run.apply(Event::RunFinished { finished, ending: Ending::Interrupted });
        assert!(last_line(&recording).starts_with("incomplete: interrupted after 2 of 22 cases"));
        let reason = "the target is gone\u{1b}[2J".to_owned();
        recording.run.apply(Event::RunFinished { finished, ending: Ending::Aborted { reason } });
        assert!(last_line(&recording).contains("given up after 2 of 22 cases: the target is gone\\u{1b}[2J"));
    }

    #[test]
    fn a_run_without_a_breach_conforms_and_counts_what_is_undecided() {
        let mut run = Run::begin(sample::header());
        let passed = |event: &Event| matches!(event, Event::CaseFinished(case) if case.name.as_str().ends_with("shape"));
        sample::events().into_iter().filter(passed).for_each(|event| run.apply(event));
        run.apply(Event::RunFinished { finished: run.header.started, ending: Ending::Completed });
        assert_eq!(
            last_line(&Recording::without_log(run)),
            "conforms partially: 1 of 8 binding clauses hold, 7 undecided; no request can test HTTP-2"
        );
    }

    #[test]
    fn models_that_were_followed_have_a_line_each() {
        assert!(!page(&sample::recorded(sample::events()), Style::Plain).contains("states and"));
        let coverage = report_model::coverage::Coverage::none_of("users' modes", 14, 154);
        let events = sample::events().into_iter().map(|mut event| {
            if let Event::CaseFinished(case) = &mut event {
                case.coverage.push(coverage.clone());
            }
            event
        });
        let line = "users' modes 0 of 14 states and 0 of 154 transitions visited\n";
        assert!(page(&sample::recorded(events), Style::Plain).contains(line));
    }

    #[test]
    fn a_command_line_that_would_fill_the_screen_is_left_to_the_json_report() {
        let events = sample::events().into_iter().map(|mut event| {
            if let Event::CaseFinished(case) = &mut event {
                case.exchanges.iter_mut().for_each(|exchange| exchange.curl = "x".repeat(1 << 20));
            }
            event
        });
        let text = page(&sample::recorded(events), Style::Plain);
        assert!(text.contains("a line of 1048576 bytes") && text.len() < 20_000, "{}", text.len());
    }
}
