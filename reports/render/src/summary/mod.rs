//! The summary sheet: what a vendor hands to a customer. What was left out, and why, stands beside the verdict and not below it.
//!
//! [`write_markdown`] and [`write_page`] show one sheet, so that they cannot say different things; and its verdict is that of the HTML page.

mod markdown;
mod page;
mod words;

use report_model::fold::{ClauseResult, Run};
use report_model::outcome::Outcome;
use report_model::recording::Recording;
use spec::ids::{Basis, ClauseId, Weight};

pub use self::markdown::write as write_markdown;
pub use self::page::write as write_page;
use self::words::Words;
use crate::html::overview::Overview;
use crate::html::words::Words as PageWords;
use crate::strength::Strength;
use crate::text::{brief, list, visible};
use crate::{Language, RenderError};

/// How much of a reason is shown, in characters.
const SAID: usize = 500;

/// What the sheet says.
struct Sheet<'a> {
    language: Language,
    words: &'static Words,
    of_page: &'static PageWords,
    overview: Overview<'a>,
    /// The verdict with its numbers, a sentence each.
    sentences: Vec<String>,
    /// What is to be known of the run, by name.
    facts: Vec<(&'static str, String)>,
    /// What was left out.
    left: Vec<Left>,
    /// How much was decided, by basis.
    coverage: Vec<Row>,
    /// How much was tried, a sentence each.
    tried: Vec<String>,
    strength: String,
}

/// Clauses that were not decided for one reason.
struct Left {
    reason: String,
    /// Those that bind.
    binding: String,
    others: String,
}

/// The clauses of one basis.
struct Row {
    basis: Basis,
    clauses: usize,
    hold: usize,
    broken: usize,
    warned: usize,
    undecided: usize,
    untestable: usize,
}

impl<'a> Sheet<'a> {
    fn of(
        recording: &'a Recording,
        clauses: &'a [ClauseResult],
        language: Language,
    ) -> Result<Self, RenderError> {
        let run = &recording.run;
        let (words, of_page) = (language.of_sheet(), language.words());
        let overview = Overview::of(run, clauses, of_page);
        Ok(Self {
            sentences: sentences(&overview, of_page),
            facts: facts(&overview, words, of_page),
            left: left(clauses, words),
            coverage: Basis::ALL.into_iter().filter_map(|basis| Row::of(basis, clauses)).collect(),
            tried: tried(run, words, of_page),
            strength: Strength::built_in()?.told(language),
            language,
            words,
            of_page,
            overview,
        })
    }
}

/// Why the verdict is no plain one, and how the clauses that bind stand.
fn sentences(overview: &Overview<'_>, words: &PageWords) -> Vec<String> {
    let reason = |said: &str, about: &str| match about {
        "" => said.to_owned(),
        about => format!("{said} {about}."),
    };
    let reasons = overview.reasons.iter().map(|found| reason(found.said.text, &found.about));
    let standing = &overview.standing;
    let counts = [
        (standing.held, words.hold),
        (standing.broken.len(), words.broken),
        (standing.undecided(), words.undecided),
    ];
    let counts = list(counts.map(|(count, said)| format!("{count} {}", said.text)));
    reasons.chain([format!("{}: {counts}.", words.binding.text)]).collect()
}

fn facts(overview: &Overview<'_>, words: &Words, of_page: &PageWords) -> Vec<(&'static str, String)> {
    let header = overview.header;
    let target = &header.target;
    let place = if target.embedded { format!(" ({})", of_page.embedded.text) } else { String::new() };
    let took = overview.took.as_ref().map_or_else(String::new, |took| format!(", {took}"));
    let options =
        if target.options.is_empty() { words.none.text.to_owned() } else { target.options.join(" ") };
    let judged = format!("{} {} {}", overview.judged, of_page.of.text, overview.planned);
    let facts = [
        (of_page.target, format!("{}{place}", target.url)),
        (of_page.edition, target.edition.clone()),
        (of_page.program, format!("{} {}", header.tool.name, header.tool.version)),
        (of_page.seed, header.seed.to_string()),
        (of_page.strictness, overview.strictness.text.to_owned()),
        (words.options, options),
        (of_page.started, format!("{}{took}", overview.started)),
        (of_page.judged, judged),
        (of_page.rulings, overview.rulings.clone()),
    ];
    let campaign = overview.campaign.map(|tally| {
        let place = format!("{}, {}", tally.shard, tally.place);
        [
            (of_page.requests, tally.requests.to_string()),
            (of_page.findings, tally.findings.to_string()),
            (of_page.part, place),
        ]
    });
    let facts = facts.into_iter().chain(campaign.into_iter().flatten());
    facts.map(|(name, fact)| (name.text, visible(&fact))).collect()
}

/// What was not decided, by reason: first what binds.
fn left(clauses: &[ClauseResult], words: &Words) -> Vec<Left> {
    let mut groups: Vec<(String, [Vec<&ClauseId>; 2])> = Vec::new();
    for clause in clauses.iter().filter(|clause| clause.is_undecided()) {
        let reason = brief(clause.reason.as_deref().unwrap_or(words.no_reason.text), SAID);
        let reason = if clause.testable { reason } else { format!("{} {reason}", words.no_request.text) };
        let at = groups.iter().position(|(known, _)| *known == reason).unwrap_or_else(|| {
            groups.push((reason, <[Vec<&ClauseId>; 2]>::default()));
            groups.len() - 1
        });
        let free = usize::from(clause.basis.weight() != Weight::Must);
        groups[at].1[free].push(&clause.id);
    }
    groups.sort_by_key(|(_, [binding, _])| std::cmp::Reverse(binding.len()));
    let left = |(reason, [binding, others]): (String, [Vec<&ClauseId>; 2])| Left {
        reason,
        binding: list(binding),
        others: list(others),
    };
    groups.into_iter().map(left).collect()
}

impl Row {
    fn of(basis: Basis, clauses: &[ClauseResult]) -> Option<Self> {
        let of_basis = || clauses.iter().filter(move |clause| clause.basis == basis);
        let with = |wanted: &[Outcome]| of_basis().filter(|clause| wanted.contains(&clause.outcome)).count();
        let untestable = of_basis().filter(|clause| clause.is_undecided() && !clause.testable).count();
        let row = Self {
            basis,
            clauses: of_basis().count(),
            hold: with(&[Outcome::Pass]),
            broken: with(&[Outcome::Fail]),
            warned: with(&[Outcome::Warn, Outcome::Flaky]),
            undecided: with(&[Outcome::Skipped, Outcome::Untested]) - untestable,
            untestable,
        };
        (row.clauses > 0).then_some(row)
    }

    /// The numbers, in the order of the columns.
    fn numbers(&self) -> [usize; 6] {
        [self.clauses, self.hold, self.broken, self.warned, self.undecided, self.untestable]
    }
}

impl Words {
    /// What the numbers of a row are.
    fn columns(&self) -> [&'static str; 6] {
        [self.all, self.hold, self.broken, self.warned, self.undecided, self.untestable].map(|said| said.text)
    }
}

fn tried(run: &Run, words: &Words, of_page: &PageWords) -> Vec<String> {
    let share = |some: usize, all: usize| format!("{some} {} {all}", of_page.of.text);
    let counts =
        run.tried.iter().map(|count| format!("{}: {}", count.what, share(count.tried, count.total())));
    let models = run.coverage().into_iter().map(|model| {
        format!(
            "{}: {} {}, {} {}",
            model.model,
            share(model.states.count(), model.states.all),
            words.states.text,
            share(model.transitions.count(), model.transitions.all),
            words.transitions.text,
        )
    });
    counts.chain(models).map(|sentence| visible(&sentence)).collect()
}

#[cfg(test)]
mod tests;
