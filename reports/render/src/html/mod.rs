//! HTML: one file with everything in it, for a browser without a network, for paper, for a screen reader; in English or Russian.
//!
//! The first screen says whether the target conforms; then the clauses by command, and the cases. Those are data in the page, which the
//! script shows as they are asked for, as text and never as markup. A case that passed is a line; of the others the first
//! two thousand have their exchanges, and the page says so where there are more.

mod language;
mod matrix;
mod shield;

use std::io::Write;

use askama::Template;
use report_model::event::{ClauseFact, Header};
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::{Extent, Outcome, RunVerdict};
use report_model::record::ExchangeRecord;
use report_model::recording::Recording;
use serde::Serialize;
use spec::ids::{CaseName, ClauseId};

use self::language::Labels;
pub use self::language::{Language, NoSuchLanguage};
use self::matrix::{Row, rows};
use self::shield::Shield;
use crate::case::{Case, cases};
use crate::stream::Streamed;
use crate::text::{duration, list};
use crate::{RenderError, words};

/// How many cases that did not pass are shown with their exchanges.
const SHOWN_WHOLE: usize = 2_000;

const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");

/// Writes the page of a run, finished or not.
///
/// # Errors
/// Those of the writer, and those of the log.
pub fn write(recording: &Recording, language: Language, mut out: impl Write) -> Result<(), RenderError> {
    let run = &recording.run;
    let clauses = run.clauses();
    let page = Page::of(run, &clauses, language.labels());
    page.write_into(&mut out).map_err(std::io::Error::other)?;
    data("facts", &Facts::of(&run.header, &clauses, language.labels()), &mut out)?;
    let mut whole = 0;
    let shown: Vec<bool> = cases(run)
        .map(|case| {
            let asked = !matches!(case.outcome(), Outcome::Pass | Outcome::Skipped);
            whole += usize::from(asked);
            asked && whole <= SHOWN_WHOLE
        })
        .collect();
    let shown_cases =
        Streamed(|| cases(run).zip(&shown).map(|(case, whole)| CaseData::of(&case, *whole, recording)));
    data("cases", &shown_cases, &mut out)?;
    write!(out, "<script>\n{SCRIPT}</script>\n")?;
    out.flush()?;
    Ok(())
}

/// Data that the script reads, fit to stand in a page.
fn data(id: &str, value: &impl Serialize, out: &mut impl Write) -> Result<(), RenderError> {
    write!(out, "<script type=\"application/json\" id=\"{id}\">")?;
    serde_json::to_writer(Shield(&mut *out), value).map_err(std::io::Error::from)?;
    writeln!(out, "</script>")?;
    Ok(())
}

/// All of the page but the cases.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    style: &'static str,
    labels: &'static Labels,
    header: &'a Header,
    verdict: &'static str,
    verdict_class: &'static str,
    /// The clauses that are broken, by their ids.
    broken: String,
    /// Why the run is incomplete, or how many clauses hold.
    reason: String,
    rulings: String,
    started: String,
    took: String,
    counts: Vec<(Outcome, &'static str, usize, usize)>,
    columns: Vec<&'a ClauseId>,
    rows: Vec<Row<'a>>,
    commands: Vec<&'a str>,
    undecided: Vec<&'a ClauseResult>,
}

impl<'a> Page<'a> {
    fn of(run: &'a Run, clauses: &'a [ClauseResult], labels: &'static Labels) -> Self {
        let open = |clause: &&ClauseResult| matches!(clause.outcome, Outcome::Skipped | Outcome::Untested);
        let undecided: Vec<&ClauseResult> = clauses.iter().filter(open).collect();
        let broken: Vec<&ClauseResult> =
            clauses.iter().filter(|clause| clause.outcome == Outcome::Fail).collect();
        let in_part = Extent::of(clauses) == Extent::Partial;
        let (verdict, verdict_class) = match run.verdict(clauses) {
            RunVerdict::Conforms if in_part => (labels.conforms_in_part, "part"),
            RunVerdict::Conforms => (labels.conforms, "pass"),
            RunVerdict::Fails => (labels.fails, "fail"),
            RunVerdict::Incomplete => (labels.incomplete, "flaky"),
        };
        let by_case = run.case_counts();
        let count = |outcome: Outcome| {
            let of_clauses = clauses.iter().filter(|clause| clause.outcome == outcome).count();
            (outcome, labels.outcome(outcome), by_case.get(&outcome).copied().unwrap_or(0), of_clauses)
        };
        let columns: Vec<&ClauseId> = clauses.iter().map(|clause| &clause.id).collect();
        let rows = rows(run, &columns, labels);
        let took = run.end.as_ref().map(|(finished, _)| {
            finished.as_millisecond().saturating_sub(run.header.started.as_millisecond())
        });
        Self {
            style: STYLE,
            labels,
            header: &run.header,
            verdict,
            verdict_class,
            broken: list(broken.iter().map(|clause| &clause.id)),
            // Of a run that fails the clauses say it all.
            reason: if verdict_class == "fail" { String::new() } else { words::verdict(run, clauses) },
            rulings: words::rulings(run, clauses),
            started: run.header.started.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            took: took.and_then(|millis| u64::try_from(millis).ok()).map_or_else(String::new, duration),
            counts: Outcome::ALL.map(count).to_vec(),
            commands: rows.iter().map(|row| row.command).collect(),
            columns,
            rows,
            undecided,
        }
    }
}

/// What the script knows besides the cases.
#[derive(Serialize)]
struct Facts<'a> {
    labels: &'static Labels,
    clauses: Vec<ClauseData<'a>>,
    tool: &'a str,
}

#[derive(Serialize)]
struct ClauseData<'a> {
    id: &'a ClauseId,
    section: &'a str,
    outcome: Outcome,
    rules: Vec<(String, &'a str)>,
}

impl<'a> Facts<'a> {
    fn of(header: &'a Header, clauses: &'a [ClauseResult], labels: &'static Labels) -> Self {
        let data = |fact: &'a ClauseFact| {
            let result = clauses.iter().find(|clause| clause.id == fact.id);
            ClauseData {
                id: &fact.id,
                section: &fact.section,
                outcome: result.map_or(Outcome::Untested, |clause| clause.outcome),
                rules: fact.rules.iter().map(|rule| (rule.basis.to_string(), rule.text.as_str())).collect(),
            }
        };
        Self { labels, clauses: header.clauses.iter().map(data).collect(), tool: &header.tool.name }
    }
}

/// A case as the script reads it.
#[derive(Serialize)]
struct CaseData {
    name: CaseName,
    outcome: Outcome,
    clauses: Vec<ClauseId>,
    millis: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Detail>,
}

#[derive(Serialize)]
struct Detail {
    breaches: Vec<BreachData>,
    exchanges: Vec<ExchangeRecord>,
    repeat: String,
}

#[derive(Serialize)]
struct BreachData {
    clause: ClauseId,
    basis: String,
    outcome: Outcome,
    expected: String,
    seen: String,
    exchange: Option<usize>,
}

impl CaseData {
    fn of(case: &Case<'_>, whole: bool, recording: &Recording) -> Result<Self, RenderError> {
        Ok(Self {
            name: case.name().clone(),
            outcome: case.outcome(),
            clauses: case.clauses().into_iter().cloned().collect(),
            millis: case.millis(),
            message: case.message(),
            detail: if whole { Some(Detail::of(case, recording)?) } else { None },
        })
    }
}

impl Detail {
    fn of(case: &Case<'_>, recording: &Recording) -> Result<Self, RenderError> {
        let exchanges = recording.exchanges(case.name())?;
        let breach = |breach: crate::case::Breach<'_>| BreachData {
            clause: breach.citation.clause.clone(),
            basis: breach.citation.basis.to_string(),
            outcome: breach.outcome,
            expected: breach.deviation.expected.clone(),
            seen: breach.deviation.seen.clone(),
            exchange: breach.shown_by(&exchanges).map(|(index, _)| index),
        };
        Ok(Self {
            breaches: case.breaches().into_iter().map(breach).collect(),
            repeat: words::repeat_command(&recording.run.header, &words::filter(case.name())),
            exchanges,
        })
    }
}

#[cfg(test)]
mod tests;
