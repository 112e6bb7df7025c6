//! Several runs as one: the parts of a plan that was divided among machines.

use std::collections::BTreeSet;
use std::io::{self, Write};

use jiff::Timestamp;
use spec::ids::CaseName;

use crate::campaign::Tally;
use crate::course::Course;
use crate::digest::Digest;
use crate::event::{CaseResult, Ending, Event, Header, PlannedCase};
use crate::finding::{Finding, FindingId, Found};
use crate::log::{LogError, append};
use crate::outcome::Outcome;
use crate::recording::Recording;
use crate::tried::Count;

/// Whether runs may be joined that were not of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mixing {
    /// They may not.
    Refused,
    /// They may; the first one gives its name to the whole.
    Allowed,
}

/// Why runs cannot be joined.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// There is nothing to join.
    #[error("there is no run to join")]
    Nothing,
    /// Two runs differ in what makes them one.
    #[error(
        "run {nth} has the {what} {found}, the first one {expected}: join runs of one kind, or say --allow-mixed"
    )]
    Mixed {
        /// Which run, counted from 1.
        nth: usize,
        /// In what they differ.
        what: &'static str,
        /// What the first one has.
        expected: String,
        /// What this one has.
        found: String,
    },
    /// Two runs have a result of the same case.
    #[error(
        "the case {name} ended in run {nth} and in one before it: the parts of a run have no case in common"
    )]
    Twice {
        /// The case.
        name: CaseName,
        /// Which run, counted from 1.
        nth: usize,
    },
    /// A log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The joined log cannot be written.
    #[error("the joined log cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// Writes the log of the whole. It has completed if every part has.
///
/// # Errors
/// If the runs are not parts of one, a log cannot be read, or the writer fails.
pub fn merge(parts: &[Recording], mixing: Mixing, mut out: impl Write) -> Result<(), MergeError> {
    let first = &parts.first().ok_or(MergeError::Nothing)?.run.header;
    if mixing == Mixing::Refused {
        let mut others = parts.iter().enumerate().skip(1);
        others.try_for_each(|(index, part)| same_kind(first, &part.run.header, index + 1))?;
    }
    let started = parts.iter().map(|part| part.run.header.started).min().unwrap_or(first.started);
    let inputs = parts.iter().fold(first.inputs, |inputs, part| inputs.common(part.run.header.inputs));
    let header = Header { started, inputs, planned: planned(parts), ..first.clone() };
    append(&mut out, &Event::RunStarted(header))?;
    let mut ended = BTreeSet::new();
    for (index, part) in parts.iter().enumerate() {
        copy(part, started, &mut ended, index + 1, &mut out)?;
    }
    copy_findings(parts, &mut out)?;
    progress(parts, &mut out)?;
    append(&mut out, &Event::Tried { counts: tried(parts) })?;
    if let Some((finished, ending)) = end(parts) {
        append(&mut out, &Event::RunFinished { finished, ending })?;
    }
    out.flush()?;
    Ok(())
}

fn same_kind(first: &Header, other: &Header, nth: usize) -> Result<(), MergeError> {
    let facts = |header: &Header| {
        [
            ("target", header.target.url.clone()),
            ("edition", header.target.edition.clone()),
            ("seed", header.seed.to_string()),
            ("strictness", format!("{:?}", header.strictness).to_lowercase()),
            ("program", format!("{} {}", header.tool.name, header.tool.version)),
            ("catalogue", told(header.inputs.catalogue)),
            ("profile", told(header.inputs.profile)),
        ]
    };
    // The reference server inside the program has another port in every run.
    let both_embedded = first.target.embedded && other.target.embedded;
    let pairs = facts(first).into_iter().zip(facts(other));
    let mut differing =
        pairs.filter(|((what, one), (_, other))| one != other && !(both_embedded && *what == "target"));
    differing.next().map_or(Ok(()), |((what, expected), (_, found))| {
        Err(MergeError::Mixed { nth, what, expected, found })
    })
}

fn told(digest: Option<Digest>) -> String {
    digest.map_or_else(|| "that is not recorded".to_owned(), |digest| format!("with the digest {digest}"))
}

/// Every case that any part planned, in the order in which the parts come to them. Findings are told by themselves.
fn planned(parts: &[Recording]) -> Vec<PlannedCase> {
    let mut names = BTreeSet::new();
    let all = parts.iter().flat_map(|part| {
        part.run.header.planned.iter().filter(|case| part.run.finding(&case.name).is_none())
    });
    all.filter(|case| names.insert(&case.name)).cloned().collect()
}

/// Copies the cases of a part that have ended, with times from the beginning of the whole.
fn copy(
    part: &Recording,
    started: Timestamp,
    ended: &mut BTreeSet<CaseName>,
    nth: usize,
    out: &mut impl Write,
) -> Result<(), MergeError> {
    let later = part.run.header.started.as_millisecond() - started.as_millisecond();
    let later = u64::try_from(later).unwrap_or(0);
    let cases = part.run.cases.iter().filter(|(name, _)| part.run.finding(name).is_none());
    for (name, case) in cases {
        if !ended.insert(name.clone()) {
            return Err(MergeError::Twice { name: name.clone(), nth });
        }
        let mut exchanges = part.exchanges(name)?;
        exchanges.iter_mut().for_each(|exchange| exchange.started_millis += later);
        let result = CaseResult {
            name: name.clone(),
            ending: case.ending.clone(),
            verdicts: case.verdicts.clone(),
            exchanges,
            millis: case.millis,
            coverage: case.coverage.clone(),
        };
        append(&mut *out, &Event::CaseFinished(result))?;
        if case.outcome == Outcome::Flaky {
            append(&mut *out, &Event::CaseRepeated { name: name.clone(), returned: false })?;
        }
    }
    Ok(())
}

/// Copies what any part has found, once: as new if it was new to one.
fn copy_findings(parts: &[Recording], out: &mut impl Write) -> Result<(), MergeError> {
    let mut copied = BTreeSet::new();
    for (part, found) in
        parts.iter().flat_map(|part| part.run.findings.values().map(move |found| (part, found)))
    {
        let id = &found.finding.id;
        if copied.insert(id.clone()) {
            let new = parts.iter().filter_map(|part| part.run.findings.get(id)).any(|found| found.new);
            let steps = part.exchanges(&found.finding.case())?;
            let finding = Finding { steps, ..found.finding.clone() };
            append(&mut *out, &Event::FindingMade(Found { finding, new, ..found.clone() }))?;
        }
    }
    Ok(())
}

/// How the campaign went, and how far it has come, all parts together.
fn progress(parts: &[Recording], out: &mut impl Write) -> Result<(), MergeError> {
    let tallies = parts.iter().filter_map(|part| part.run.campaign.clone());
    let Some(tally) = tallies.reduce(Tally::and) else { return Ok(()) };
    let found: BTreeSet<&FindingId> = parts.iter().flat_map(|part| part.run.findings.keys()).collect();
    let tally = Tally { findings: found.len(), ..tally };
    let course = Course::joined(parts.iter().map(|part| &part.run.course));
    for sample in course.samples().iter().filter(|sample| sample.seconds < tally.seconds) {
        append(&mut *out, &Event::CampaignProgressed((*sample).into()))?;
    }
    append(&mut *out, &Event::CampaignProgressed(tally))?;
    Ok(())
}

/// What any part has tried.
fn tried(parts: &[Recording]) -> Vec<Count> {
    let mut whole: Vec<Count> = Vec::new();
    for count in parts.iter().flat_map(|part| &part.run.tried) {
        match whole.iter_mut().find(|known| known.what == count.what) {
            Some(known) => known.unite(count),
            None => whole.push(count.clone()),
        }
    }
    whole
}

/// The end of the whole: the last one, as the part that ended worst; none where a part has none.
fn end(parts: &[Recording]) -> Option<(Timestamp, Ending)> {
    let ends: Vec<&(Timestamp, Ending)> =
        parts.iter().map(|part| part.run.end.as_ref()).collect::<Option<_>>()?;
    let finished = ends.iter().map(|(finished, _)| *finished).max()?;
    let gravity = |ending: &&Ending| match ending {
        Ending::Completed => 0,
        Ending::Interrupted => 1,
        Ending::Aborted { .. } => 2,
    };
    let ending = ends.iter().map(|(_, ending)| ending).max_by_key(gravity)?;
    Some((finished, ending.clone()))
}

#[cfg(test)]
mod tests;
