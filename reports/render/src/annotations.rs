//! Annotations of GitHub Actions: lines of the log that the service shows beside the run.
//!
//! Nothing of a target's making can forge one: text is made visible first, and what the service takes for markup is escaped.

use report_model::outcome::Outcome;
use report_model::recording::Recording;

use crate::case::cases;
use crate::gate::Complaint;
use crate::text::{brief, count};
use crate::words;

/// How many errors, and how many warnings, the service shows of a step.
const MOST: usize = 10;
/// How much of a sentence is shown, in characters.
const SAID: usize = 500;

/// The verdict, as a notice: a run that left something undecided says so here, too.
pub fn of_verdict(recording: &Recording) -> String {
    let verdict = words::verdict(&recording.run, &recording.run.clauses());
    lines("notice", std::iter::once(("oktellspec".to_owned(), verdict)))
}

/// What the gate complains of, as errors.
pub fn of_complaints(complaints: &[Complaint]) -> String {
    lines("error", complaints.iter().map(|complaint| (complaint.title(), complaint.to_string())))
}

/// What a run without a gate found broken: failures as errors, warnings and what wavers as warnings.
pub fn of_run(recording: &Recording) -> String {
    let breaches = |wanted: fn(Outcome) -> bool| {
        let of_case = move |case: crate::case::Case<'_>| -> Vec<(String, String)> {
            let told = case.breaches().into_iter().filter(|breach| wanted(breach.outcome));
            told.map(|breach| {
                let title = format!("{} {}", breach.citation.clause, breach.outcome);
                (title, format!("{} in {}", breach.sentence(), case.name()))
            })
            .collect()
        };
        cases(&recording.run).flat_map(of_case)
    };
    let errors = lines("error", breaches(|outcome| outcome == Outcome::Fail));
    let warnings = lines("warning", breaches(|outcome| matches!(outcome, Outcome::Warn | Outcome::Flaky)));
    errors + &warnings
}

/// No more lines than are shown; the last one tells how many are left out.
fn lines(kind: &str, all: impl Iterator<Item = (String, String)>) -> String {
    let all: Vec<(String, String)> = all.collect();
    let shown = if all.len() > MOST { MOST - 1 } else { all.len() };
    let line = |(title, text): &(String, String)| {
        format!("::{kind} title={}::{}\n", property(title), data(&brief(text, SAID)))
    };
    let mut lines: String = all.iter().take(shown).map(line).collect();
    if all.len() > shown {
        let more = count(all.len() - shown, &format!("more {kind}"));
        lines.push_str(&format!("::{kind} title=oktellspec::{more}: the reports have them\n"));
    }
    lines
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&brief(text, SAID)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn there_are_no_more_annotations_than_are_shown_and_the_last_says_how_many_are_not() {
        let told = of_run(&sample::many_failures());
        let errors: Vec<&str> = told.lines().filter(|line| line.starts_with("::error ")).collect();
        assert_eq!(errors.len(), MOST);
        assert_eq!(errors[MOST - 1], "::error title=oktellspec::6 more errors: the reports have them");
        assert_eq!(told.lines().filter(|line| line.starts_with("::warning ")).count(), 2);
        assert_eq!(of_run(&sample::all_pass()), "");
    }

    #[test]
    fn the_verdict_is_a_notice_that_says_partially_where_it_is() {
        let told = of_verdict(&sample::all_pass());
        assert!(told.starts_with("::notice title=oktellspec::conforms partially: "), "{told}");
    }

    #[test]
    fn no_text_can_end_its_line_or_begin_another_annotation() {
        let told = lines("error", [("a:b,c\n".to_owned(), "100%\r\n::error::x".to_owned())].into_iter());
        assert_eq!(told, "::error title=a%3Ab%2Cc\\n::100%25\\r\\n::error::x\n");
    }
}
