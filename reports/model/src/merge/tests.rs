//! What becomes of the parts of a run, and of those that are no parts of one.

use std::io::Cursor;

use super::*;
use crate::event::{CaseEnding, Inputs};
use crate::finding::Severity;
use crate::outcome::Strictness;
use crate::sample;

fn header(names: &[&str], second: i64) -> Header {
    let planned = names.iter().map(|name| PlannedCase { name: (*name).into(), citations: Vec::new() });
    let started = Timestamp::from_second(second).unwrap();
    Header { started, planned: planned.collect(), ..sample::header() }
}

fn part(header: Header, ended: &[&str], ending: Option<Ending>) -> Recording {
    let mut log = Vec::new();
    let finished = header.started;
    append(&mut log, &Event::RunStarted(header)).unwrap();
    for name in ended {
        let (ending, verdicts) = (CaseEnding::Judged, Vec::new());
        let exchanges = vec![sample::unanswered("/")];
        let result =
            CaseResult { name: (*name).into(), ending, verdicts, exchanges, millis: 1, coverage: Vec::new() };
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
        steps: vec![sample::unanswered("/")],
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
    assert_eq!(whole.exchanges(&case).unwrap(), [sample::unanswered("/")]);
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
