//! Every breach with what a person needs to see it: the rule, what was expected, what was seen, the exchange, and how to ask again.

use std::collections::{BTreeMap, BTreeSet};

use report_model::event::Header;
use report_model::outcome::Outcome;
use report_model::record::ExchangeRecord;
use report_model::recording::Recording;
use spec::ids::{CaseName, Citation};

use super::paint::{Page, bold, colour, faint};
use crate::RenderError;
use crate::case::{Breach, Case, cases};
use crate::text::{count, visible};
use crate::{evidence, words};

/// How many cases of one rule are shown in full.
const SHOWN: usize = 5;
/// How much of what was expected or seen is shown, in characters.
const SAID: usize = 600;
/// How long a command line may be to be printed, in bytes.
const COMMAND: usize = 2_000;
/// How wide the labels are.
const LABEL: usize = 8;

/// Breaches of one rule with one outcome, case by case.
type Groups<'a> = BTreeMap<(Outcome, &'a Citation), Vec<(Case<'a>, Breach<'a>)>>;

/// The exchanges that have been shown; one that shows several breaches is not printed again.
type Shown<'a> = BTreeSet<(&'a CaseName, usize)>;

/// The breaches of a run: failures, then warnings, then flaky ones, each by clause.
pub(super) fn details(page: &mut Page, recording: &Recording) -> Result<(), RenderError> {
    let run = &recording.run;
    let mut groups = Groups::new();
    for case in cases(run) {
        for breach in case.breaches() {
            groups.entry((breach.outcome, breach.citation)).or_default().push((case, breach));
        }
    }
    let mut shown = Shown::new();
    for ((outcome, citation), breaches) in &groups {
        heading(page, &run.header, *outcome, citation, cases_of(breaches));
        for (case, breach) in breaches.iter().take(SHOWN) {
            one(page, recording, case, breach, &mut shown)?;
        }
        if breaches.len() > SHOWN {
            more(page, &run.header, citation, breaches.len() - SHOWN);
        }
    }
    Ok(())
}

/// How many cases there are among the breaches: one may break the same rule several times.
fn cases_of(breaches: &[(Case<'_>, Breach<'_>)]) -> usize {
    breaches.iter().map(|(case, _)| case.name()).collect::<BTreeSet<_>>().len()
}

/// `FAIL EXEC-3 (D, documented) · section «execsvcscript» · 2 cases`, and the rule below.
fn heading(page: &mut Page, header: &Header, outcome: Outcome, citation: &Citation, broken_by: usize) {
    let section = header.clauses.iter().find(|fact| fact.id == citation.clause).map(|fact| &fact.section);
    let section = section.map_or_else(String::new, |section| format!(" · section «{}»", visible(section)));
    let word = page.paint(colour(outcome), outcome.word().to_uppercase());
    let clause = page.paint(bold(), &citation.clause);
    let basis = format!("{}, {}", citation.basis, words::basis(citation.basis));
    page.gap();
    page.line(0, format!("{word} {clause} ({basis}){section} · {}", count(broken_by, "case")));
    if let Some(rule) = words::rule(header, citation) {
        page.entry(2, LABEL, "because", &visible(rule));
    }
}

fn one<'a>(
    page: &mut Page,
    recording: &Recording,
    case: &Case<'a>,
    breach: &Breach<'a>,
    shown: &mut Shown<'a>,
) -> Result<(), RenderError> {
    let exchanges = recording.exchanges(case.name())?;
    page.gap();
    page.line(2, page.paint(bold(), visible(case.name().as_str())));
    said(page, "expected", &breach.deviation.expected);
    said(page, "seen", &breach.deviation.seen);
    if let Some((index, record)) = breach.shown_by(&exchanges) {
        let place = format!("exchange {} of {}", index + 1, exchanges.len());
        if shown.insert((case.name(), index)) {
            exchange(page, &place, record);
        } else {
            page.line(4, page.paint(faint(), format!("{place}, as shown above")));
        }
    }
    let command = case.repeat();
    page.line(4, format!("{} {command}", page.paint(faint(), format!("{:LABEL$}", "repeat"))));
    Ok(())
}

/// What was expected or seen. Of several lines (a comparison) the first follows the label and the others stand below it.
fn said(page: &mut Page, label: &str, text: &str) {
    let kept: String = text.chars().take(SAID).collect();
    let mut lines = kept.lines();
    page.entry(4, LABEL, label, &visible(lines.next().unwrap_or_default()));
    lines.for_each(|line| page.line(4 + LABEL + 1, visible(line)));
    if kept.len() < text.len() {
        page.line(4 + LABEL + 1, "…".to_owned());
    }
}

fn exchange(page: &mut Page, place: &str, record: &ExchangeRecord) {
    page.line(4, page.paint(faint(), place));
    for line in evidence::exchange(record) {
        page.line(6, line);
    }
    let curl = if record.curl.len() > COMMAND {
        format!("a line of {} bytes, for its content is long: the JSON report has it", record.curl.len())
    } else {
        visible(&record.curl)
    };
    page.line(4, format!("{} {curl}", page.paint(faint(), format!("{:LABEL$}", "curl"))));
}

fn more(page: &mut Page, header: &Header, citation: &Citation, breaches: usize) {
    let file = format!("{}.json", citation.clause).to_lowercase();
    let which = format!("--clause {} --report json={file}", citation.clause);
    page.gap();
    page.line(2, format!("… and {breaches} more; all of them are in the JSON report, or in that of"));
    page.line(4, words::repeat_command(header, &which));
}
