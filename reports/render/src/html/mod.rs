//! HTML: one file with everything in it, for a browser without a network, for paper, for a screen reader; in English and Russian.
//!
//! The first screen says whether the target conforms; then what deviates, what has changed, pictures, the clauses by command, and every
//! case. The page is written case by case, and is whole without a script: a case that passed is a line, what another one found is folded
//! into its line. That stands in a `noscript`, which a browser with scripts takes for text: so it costs nothing until the script is
//! asked to unfold it. The script finds, unfolds, indents and translates; it makes nothing up.

mod chart;
mod content;
mod diff;
mod findings;
mod history;
mod matrix;
pub(crate) mod overview;
mod policy;
mod row;
mod shield;
pub(crate) mod words;

use std::io::Write;

use askama::Template;
use report_model::outcome::Outcome;
use report_model::recording::Recording;

use self::chart::{Answers, Cell, Chart, coverage, fingerprints, kinds, progress, times};
use self::content::Prose;
use self::findings::{Findings, UNFOLDED};
use self::history::History;
use self::matrix::Matrix;
use self::overview::Overview;
use self::policy::policy;
use self::row::{Detail, Folded, Row};
use self::shield::Shield;
use self::words::{DICTIONARY, Words};
use crate::RenderError;
use crate::case::{Case, cases};
use crate::gate::Standing;
use crate::language::Language;

/// How much there may be of what cases found, in bytes: beyond it the page says that the JSON report has the rest.
const FOUND: usize = 24 << 20;

/// How many cases there are in a list.
const LIST: usize = 100;

/// What is worst comes first.
const ORDER: [Outcome; 6] =
    [Outcome::Fail, Outcome::Flaky, Outcome::Warn, Outcome::Untested, Outcome::Skipped, Outcome::Pass];

const SCRIPT: &str = include_str!("page.js");
const STYLE: &str = include_str!("page.css");

/// For whom the page is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reader<'a> {
    /// The language in which the page opens; the other is a switch away.
    pub language: Language,
    /// The run that the reader knows: the page tells what has changed since.
    pub baseline: Option<&'a Standing>,
}

/// Writes the page of a run, finished or not.
///
/// # Errors
/// Those of the writer, and those of the log.
pub fn write(recording: &Recording, reader: Reader<'_>, mut out: impl Write) -> Result<(), RenderError> {
    let run = &recording.run;
    let words = reader.language.words();
    let clauses = run.clauses();
    let matrix = Matrix::of(run, &clauses);
    // The log of a campaign has those answers only that show what it found.
    let answers = if run.campaign.is_none() { Answers::of(run, recording)? } else { Answers::default() };
    let course = run.course.samples();
    let charts = [
        progress(course, words),
        fingerprints(course, words),
        coverage(&matrix, words),
        times(&answers, words),
        kinds(&answers, words),
    ];
    let page = Page {
        language: reader.language,
        words,
        style: STYLE,
        policy: policy(),
        overview: Overview::of(run, &clauses, words),
        history: reader.baseline.map(|baseline| History::since(baseline, recording, words)),
        findings: Findings::of(recording, words)?,
        charts: charts.into_iter().flatten().collect(),
        matrix,
    };
    page.write_into(&mut out).map_err(std::io::Error::other)?;
    rows(recording, words, &mut out)?;
    write!(out, "</div>\n</section>\n</main>\n<script type=\"application/json\" id=\"words\">")?;
    serde_json::to_writer(Shield(&mut out), &DICTIONARY).map_err(std::io::Error::from)?;
    write!(out, "</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n")?;
    out.flush()?;
    Ok(())
}

/// Every case, one at a time, in lists that a browser lays out when they come into view.
fn rows(recording: &Recording, words: &'static Words, out: &mut impl Write) -> Result<(), RenderError> {
    let ordered = ORDER
        .into_iter()
        .flat_map(|outcome| cases(&recording.run).filter(move |case| case.outcome() == outcome));
    let mut left = FOUND;
    for (place, case) in ordered.enumerate() {
        if place.is_multiple_of(LIST) {
            out.write_all(if place == 0 { b"<ol>" } else { b"</ol>\n<ol>" })?;
        }
        let folded = folded(&case, recording, words, &mut left)?;
        Row::of(&case, folded, words).write_into(&mut *out).map_err(std::io::Error::other)?;
    }
    out.write_all(b"</ol>\n")?;
    Ok(())
}

/// What is folded into the line of a case, as long as there is room left.
fn folded(
    case: &Case<'_>,
    recording: &Recording,
    words: &'static Words,
    left: &mut usize,
) -> Result<Folded, RenderError> {
    if matches!(case.outcome(), Outcome::Pass | Outcome::Skipped) || case.judged.is_none() {
        return Ok(Folded::Nothing);
    }
    if *left == 0 {
        return Ok(Folded::LeftOut(words.not_here));
    }
    let detail = Detail::written(case, recording, words)?;
    *left = left.saturating_sub(detail.len());
    Ok(Folded::Detail(detail))
}

/// The page down to the list of its cases.
#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    language: Language,
    words: &'static Words,
    style: &'static str,
    policy: String,
    overview: Overview<'a>,
    findings: Option<Findings<'a>>,
    history: Option<History>,
    charts: Vec<Chart>,
    matrix: Matrix<'a>,
}

#[cfg(test)]
mod browser;
#[cfg(test)]
mod tests;
