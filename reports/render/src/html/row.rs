//! A case in the list: a line, and for one that did not pass what it found, with its exchanges.

use askama::Template;
use report_model::event::Header;
use report_model::outcome::Outcome;
use report_model::record::ExchangeRecord;
use report_model::recording::Recording;
use spec::ids::{Basis, ClauseId};

use super::content::{Content, Prose, View};
use super::diff::{Marked, compare};
use super::words::{Mark, Words};
use crate::RenderError;
use crate::case::{Breach, Case};
use crate::language::Said;
use crate::text::{duration, list};

/// How many breaches of a case are shown.
const BREACHES: usize = 20;
/// How many exchanges of a case are shown, those aside that show a breach.
const EXCHANGES: usize = 30;

/// The line of a case.
#[derive(Template)]
#[template(path = "case.html")]
pub(super) struct Row<'a> {
    name: &'a str,
    outcome: Outcome,
    mark: Mark,
    clauses: String,
    time: String,
    message: String,
    detail: Folded,
}

/// What is folded into a line.
pub(super) enum Folded {
    /// Nothing.
    Nothing,
    /// What was found, as markup that [`Detail`] has made.
    Detail(String),
    /// There is something, but the page is long enough.
    LeftOut(Said),
}

impl<'a> Row<'a> {
    pub(super) fn of(case: &Case<'a>, detail: Folded, words: &'static Words) -> Self {
        Self {
            name: case.name().as_str(),
            outcome: case.outcome(),
            mark: words.mark(case.outcome()),
            clauses: list(case.clauses()),
            time: duration(case.millis()),
            message: case.message().unwrap_or_default(),
            detail,
        }
    }
}

/// What a case found.
#[derive(Template)]
#[template(path = "detail.html")]
pub(super) struct Detail<'a> {
    words: &'static Words,
    case: &'a str,
    /// Why it could not go on.
    stuck: Option<&'a str>,
    breaches: Vec<Finding<'a>>,
    more_breaches: usize,
    exchanges: Vec<Shown<'a>>,
    more_exchanges: usize,
    repeat: String,
}

/// A breach as it is shown.
struct Finding<'a> {
    outcome: Outcome,
    clause: &'a ClauseId,
    basis: Basis,
    basis_said: Said,
    rule: Option<&'a str>,
    section: &'a str,
    expected: Marked,
    seen: Marked,
    /// The exchange that shows it, counted from 1.
    exchange: Option<usize>,
}

/// An exchange as it is shown.
struct Shown<'a> {
    /// Counted from 1.
    number: usize,
    record: &'a ExchangeRecord,
    /// Whether a breach points at it.
    telling: bool,
    took: String,
    request: Option<Content>,
    response: Option<Content>,
}

impl Detail<'_> {
    /// The markup of a case's detail; nothing for a case of which there is nothing to show.
    pub(super) fn written(
        case: &Case<'_>,
        recording: &Recording,
        words: &'static Words,
    ) -> Result<String, RenderError> {
        let records = recording.exchanges(case.name())?;
        let header = &recording.run.header;
        let breaches = case.breaches();
        let findings: Vec<Finding<'_>> = breaches
            .iter()
            .take(BREACHES)
            .map(|breach| Finding::of(breach, &records, header, words))
            .collect();
        let telling = |number: usize| findings.iter().any(|finding| finding.exchange == Some(number));
        let exchanges: Vec<Shown<'_>> = records
            .iter()
            .enumerate()
            .map(|(index, record)| Shown::of(index + 1, record, telling(index + 1)))
            .filter(|shown| shown.telling || shown.number <= EXCHANGES)
            .collect();
        let detail = Detail {
            words,
            case: case.name().as_str(),
            stuck: case.stuck(),
            more_breaches: breaches.len() - findings.len(),
            more_exchanges: records.len() - exchanges.len(),
            repeat: case.repeat(),
            breaches: findings,
            exchanges,
        };
        Ok(detail.render().map_err(std::io::Error::other)?)
    }
}

impl<'a> Finding<'a> {
    fn of(
        breach: &Breach<'a>,
        records: &[ExchangeRecord],
        header: &'a Header,
        words: &'static Words,
    ) -> Self {
        let citation = breach.citation;
        let (expected, seen) = compare(&breach.deviation.expected, &breach.deviation.seen);
        let fact = header.clauses.iter().find(|fact| fact.id == citation.clause);
        Self {
            outcome: breach.outcome,
            clause: &citation.clause,
            basis: citation.basis,
            basis_said: words.basis(citation.basis),
            rule: fact.map(|fact| fact.rule_text(citation.basis)),
            section: fact.map_or("", |fact| &fact.section),
            expected,
            seen,
            exchange: breach.shown_by(records).map(|(index, _)| index + 1),
        }
    }
}

impl<'a> Shown<'a> {
    fn of(number: usize, record: &'a ExchangeRecord, telling: bool) -> Self {
        let type_of = |headers: &'a [(String, String)]| {
            let named = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
            named.map(|(_, value)| value.as_str())
        };
        let response = record.response.as_ref();
        Self {
            number,
            record,
            telling,
            took: duration(record.elapsed_millis),
            request: Content::of(&record.request.body, type_of(&record.request.headers)),
            response: response.and_then(|response| Content::of(&response.body, type_of(&response.headers))),
        }
    }
}
