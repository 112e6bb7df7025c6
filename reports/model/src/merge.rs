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
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::event::{CaseEnding, Inputs, LOG_VERSION, Target, Tool};
    use crate::finding::Severity;
    use crate::outcome::Strictness;
    use crate::record::{BodyRecord, ExchangeRecord, RequestRecord};

    fn header(names: &[&str], second: i64) -> Header {
        Header {
            version: LOG_VERSION,
            tool: Tool { name: "oktellspec".to_owned(), version: "0".to_owned() },
            target: Target {
                url: "http://192.0.2.1:4055".to_owned(),
                edition: "2012-09-17".to_owned(),
                embedded: false,
                options: Vec::new(),
            },
            inputs: Inputs::default(),
            seed: 1,
            strictness: Strictness::Lenient,
            started: Timestamp::from_second(second).unwrap(),
            clauses: Vec::new(),
            planned: names
                .iter()
                .map(|name| PlannedCase { name: (*name).into(), citations: Vec::new() })
                .collect(),
        }
    }

    fn exchange() -> ExchangeRecord {
        ExchangeRecord {
            request: RequestRecord {
                method: "GET".to_owned(),
                url: "/".to_owned(),
                headers: Vec::new(),
                body: BodyRecord { length: 0, text: None, base64: None },
            },
            response: None,
            lapse: None,
            curl: String::new(),
            started_millis: 5,
            elapsed_millis: 1,
        }
    }

    fn part(header: Header, ended: &[&str], ending: Option<Ending>) -> Recording {
        let mut log = Vec::new();
        let finished = header.started;
        append(&mut log, &Event::RunStarted(header)).unwrap();
        for name in ended {
            let (ending, verdicts) = (CaseEnding::Judged, Vec::new());
            let exchanges = vec![exchange()];
            let result = CaseResult {
                name: (*name).into(),
                ending,
                verdicts,
                exchanges,
                millis: 1,
                coverage: Vec::new(),
            };
            append(&mut log, &Event::CaseFinished(result)).unwrap();
        }
        if let Some(ending) = ending {
            append(&mut log, &Event::RunFinished { finished, ending }).unwrap();
        }
        Recording::open(Cursor::new(log)).unwrap()
    }

    fn merged(parts: &[Recording]) -> Result<Recording, MergeError> {
        let mut log = Vec::new();
        merge(parts, Mixing::Refused, &mut log)?;
        Ok(Recording::open(Cursor::new(log)).unwrap())
    }

    #[test]
    fn parts_make_a_whole_with_one_beginning_and_the_worst_end() {
        let one = part(header(&["a", "b"], 10), &["a", "b"], Some(Ending::Completed));
        let other = part(header(&["b", "c"], 12), &["c"], Some(Ending::Interrupted));
        let whole = merged(&[one, other]).unwrap();
        assert_eq!(whole.run.header.started.as_second(), 10);
        let planned: Vec<&str> = whole.run.header.planned.iter().map(|case| case.name.as_str()).collect();
        assert_eq!((planned, whole.run.cases.len()), (vec!["a", "b", "c"], 3));
        assert_eq!(whole.exchanges(&"c".into()).unwrap()[0].started_millis, 2_005);
        let (finished, ending) = whole.run.end.unwrap();
        assert_eq!((finished.as_second(), ending), (12, Ending::Interrupted));
    }

    #[test]
    fn a_part_without_an_end_leaves_the_whole_without_one() {
        let parts =
            [part(header(&["a"], 1), &["a"], Some(Ending::Completed)), part(header(&["b"], 1), &[], None)];
        assert!(merged(&parts).unwrap().run.end.is_none());
    }

    #[test]
    fn runs_of_two_kinds_are_joined_only_when_told() {
        let one = || part(header(&["a"], 1), &["a"], None);
        type Edit = fn(&mut Header);
        let edits: [(&str, Edit); 7] = [
            ("target", |header| header.target.url.push('1')),
            ("edition", |header| header.target.edition.push('1')),
            ("seed", |header| header.seed += 1),
            ("strictness", |header| header.strictness = Strictness::Strict),
            ("program", |header| header.tool.version.push('1')),
            ("catalogue", |header| header.inputs.catalogue = Some(Digest::of("another"))),
            ("profile", |header| header.inputs.profile = Some(Digest::of("another"))),
        ];
        for (kind, edit) in edits {
            let mut other = header(&["b"], 1);
            edit(&mut other);
            let parts = [one(), part(other, &[], None)];
            let refused = merge(&parts, Mixing::Refused, Vec::new()).unwrap_err();
            assert!(matches!(refused, MergeError::Mixed { what, nth: 2, .. } if what == kind), "{refused}");
            merge(&parts, Mixing::Allowed, Vec::new()).unwrap();
        }
    }

    fn found(signature: &str, new: bool) -> Found {
        let finding = Finding {
            id: FindingId::of(signature),
            signature: signature.to_owned(),
            oracle: "hang".to_owned(),
            clauses: vec!["R-1".parse().unwrap()],
            basis: spec::ids::Basis::R,
            command: "upload".into(),
            expected: "an answer".to_owned(),
            seen: "silence".to_owned(),
            cwe: Some(400),
            wfc: 971,
            severity: Severity::High,
            confidence: 1.0,
            step: 0,
            steps: vec![exchange()],
        };
        Found { finding, file: "findings/x.json".to_owned(), new }
    }

    fn campaign(shard: &str, requests: u64, findings: Vec<Found>) -> Recording {
        let mut log = Vec::new();
        append(&mut log, &Event::RunStarted(header(&[shard], 1))).unwrap();
        findings.into_iter().for_each(|found| append(&mut log, &Event::FindingMade(found)).unwrap());
        for seconds in [1.0, 2.0] {
            let requests = if seconds > 1.0 { requests } else { 1 };
            let tally = Tally { requests, seconds, shard: shard.to_owned(), ..Tally::default() };
            append(&mut log, &Event::CampaignProgressed(tally)).unwrap();
        }
        Recording::open(Cursor::new(log)).unwrap()
    }

    #[test]
    fn parts_of_a_campaign_count_together_and_tell_a_finding_once() {
        let one = campaign("1/2", 10, vec![found("a", true), found("b", false)]);
        let other = campaign("2/2", 5, vec![found("b", true)]);
        let whole = merged(&[one, other]).unwrap();
        let tally = whole.run.campaign.as_ref().unwrap();
        assert_eq!((tally.requests, tally.findings, tally.shard.as_str()), (15, 2, "1/2, 2/2"));
        let course: Vec<u64> = whole.run.course.samples().iter().map(|sample| sample.requests).collect();
        assert_eq!(course, [2, 15]);
        let new: Vec<bool> = whole.run.findings.values().map(|found| found.new).collect();
        assert_eq!(new, [true, true]);
        let case = found("b", true).finding.case();
        assert_eq!(whole.exchanges(&case).unwrap(), [exchange()]);
        assert_eq!(whole.run.header.planned.len(), 4);
    }

    #[test]
    fn of_runs_with_different_inputs_the_whole_claims_only_those_they_have_in_common() {
        let with = |program: &str, name: &'static str| {
            let catalogue = Some(Digest::of("catalogue"));
            let inputs = Inputs { program: Some(Digest::of(program)), catalogue, profile: None };
            part(Header { inputs, ..header(&[name], 1) }, &[name], None)
        };
        let inputs = merged(&[with("x86", "a"), with("arm", "b")]).unwrap().run.header.inputs;
        assert_eq!((inputs.program, inputs.catalogue), (None, Some(Digest::of("catalogue"))));
    }

    #[test]
    fn a_case_that_ended_twice_is_no_part_of_one_run() {
        let one = || part(header(&["a"], 1), &["a"], None);
        assert!(matches!(merged(&[one(), one()]).unwrap_err(), MergeError::Twice { nth: 2, .. }));
        assert!(matches!(merged(&[]).unwrap_err(), MergeError::Nothing));
    }
}
