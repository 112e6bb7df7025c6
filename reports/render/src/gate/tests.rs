//! Before, now, and what the gate says: a table.

use jiff::civil::date;
use report_model::outcome::Extent;

use super::*;

const A: &str = "golden::wp_flash::a";
const B: &str = "golden::wp_flash::b";
const TODAY: Date = date(2027, 1, 15);

fn id(text: &str) -> ClauseId {
    text.parse().unwrap()
}

/// A case with its outcome, the clauses that it found broken as its outcome says, and its time.
type Row<'a> = (&'a str, Outcome, &'a [&'a str], u64);

/// A run of these cases that ended; a clause has the worst outcome of those that break it, else that of the first case.
fn run(clauses: &[(&str, Outcome)], rows: &[Row<'_>]) -> Standing {
    let case = |(name, outcome, broken, millis): &Row<'_>| {
        let broken = broken.iter().map(|clause| (id(clause), *outcome)).collect();
        (CaseName::from(*name), CaseStanding { outcome: *outcome, millis: *millis, broken })
    };
    let has = |wanted| clauses.iter().any(|(_, outcome)| *outcome == wanted);
    let verdict = match (has(Outcome::Fail), has(Outcome::Flaky)) {
        (true, _) => RunVerdict::Fails,
        (false, true) => RunVerdict::Incomplete,
        (false, false) => RunVerdict::Conforms,
    };
    Standing {
        extent: Extent::Whole,
        edition: "2012-09-17".to_owned(),
        course: Course::Completed,
        verdict,
        clauses: clauses.iter().map(|(clause, outcome)| (id(clause), *outcome)).collect(),
        cases: rows.iter().map(case).collect(),
    }
}

/// A run of the case A, which judges WP-1, alone.
fn one(outcome: Outcome) -> Standing {
    let broken: &[&str] = match outcome {
        Outcome::Fail | Outcome::Warn | Outcome::Flaky => &["WP-1"],
        Outcome::Pass | Outcome::Skipped | Outcome::Untested => &[],
    };
    run(&[("WP-1", outcome)], &[(A, outcome, broken, 10)])
}

fn timed(millis: u64) -> Standing {
    run(&[("WP-1", Outcome::Pass)], &[(A, Outcome::Pass, &[], millis)])
}

fn unfinished(standing: Standing) -> Standing {
    Standing { course: Course::Unfinished, verdict: RunVerdict::Incomplete, ..standing }
}

fn known(clause: Option<&str>, case: Option<&str>, expires: Date) -> Expectations {
    let known = Known {
        clause: clause.map(id),
        case: case.map(CaseName::from),
        reason: "known".to_owned(),
        owner: "somebody".to_owned(),
        expires,
    };
    Expectations { known: vec![known], challenges: Vec::new() }
}

/// A challenge, which excuses nothing before it is ruled upon.
fn disputed(clause: &str) -> Expectations {
    let challenge = expectations::Challenge {
        clause: id(clause),
        evidence: "an example".to_owned(),
        ruling: "another reading".to_owned(),
        by: "the vendor".to_owned(),
    };
    Expectations { known: Vec::new(), challenges: vec![challenge] }
}

struct Pair {
    what: &'static str,
    before: Option<Standing>,
    now: Standing,
    expectations: Expectations,
    passage: Passage,
    complaints: &'static [&'static str],
}

fn pair(
    what: &'static str,
    before: impl Into<Option<Standing>>,
    now: Standing,
    passage: Passage,
    complaints: &'static [&'static str],
) -> Pair {
    Pair { what, before: before.into(), now, expectations: Expectations::default(), passage, complaints }
}

fn expecting(expectations: Expectations, pair: Pair) -> Pair {
    Pair { expectations, ..pair }
}

fn compared() -> Vec<Pair> {
    use Outcome::{Fail, Flaky, Pass, Skipped, Untested, Warn};
    use Passage::{Open, Shut, Undecided};
    let two = |a: Outcome, b: &[&'static str]| {
        run(&[("WP-1", a), ("WP-2", Fail)], &[(A, a, &[], 1), (B, Fail, b, 1)])
    };
    vec![
        pair("a pass that stays", one(Pass), one(Pass), Open, &[]),
        pair("a new failure", one(Pass), one(Fail), Shut, &["WP-1 newly broken"]),
        pair("an old failure", one(Fail), one(Fail), Open, &[]),
        pair("a failure that is mended", one(Fail), one(Pass), Open, &[]),
        pair("a warning that grew", one(Warn), one(Fail), Shut, &["WP-1 newly broken"]),
        pair("a pass that warns", one(Pass), one(Warn), Open, &[]),
        pair(
            "a pass that is skipped",
            one(Pass),
            one(Skipped),
            Shut,
            &["pass lost", "WP-1 no longer tested"],
        ),
        pair(
            "a pass that is untested",
            one(Pass),
            one(Untested),
            Shut,
            &["pass lost", "WP-1 no longer tested"],
        ),
        pair("a pass that wavers", one(Pass), one(Flaky), Shut, &["pass lost"]),
        pair("a failure that wavers", one(Fail), one(Flaky), Open, &[]),
        pair("a warning that is hidden", one(Warn), one(Skipped), Shut, &["WP-1 no longer tested"]),
        pair("one that always wavered", one(Flaky), one(Flaky), Open, &[]),
        pair("a failure that is hidden", one(Fail), one(Skipped), Shut, &["WP-1 no longer tested"]),
        pair("a skip that stays", one(Skipped), one(Skipped), Open, &[]),
        pair("a skip that fails", one(Skipped), one(Fail), Shut, &["WP-1 newly broken"]),
        pair("a clause that is gone", one(Pass), run(&[], &[]), Shut, &["WP-1 no longer tested"]),
        pair(
            "a case that took another name",
            one(Pass),
            run(&[("WP-1", Pass)], &[(B, Pass, &[], 1)]),
            Open,
            &[],
        ),
        pair("a new case that fails", run(&[], &[]), one(Fail), Shut, &["WP-1 newly broken"]),
        pair(
            "another clause in a case that failed",
            two(Pass, &["WP-2"]),
            two(Pass, &["WP-2", "R-1"]),
            Shut,
            &["R-1 newly broken"],
        ),
        pair(
            "a run that was interrupted",
            one(Pass),
            unfinished(one(Fail)),
            Undecided,
            &["WP-1 newly broken"],
        ),
        pair("twice as slow and more", timed(200), timed(401), Shut, &["wp_flash slower"]),
        pair("twice as slow", timed(200), timed(400), Open, &[]),
        pair("ten times as slow, by a few milliseconds", timed(5), timed(50), Open, &[]),
    ]
}

fn alone() -> Vec<Pair> {
    use Outcome::{Fail, Flaky, Pass, Skipped};
    use Passage::{Open, Shut, Undecided};
    let tomorrow = date(2027, 1, 16);
    let clause = || known(Some("WP-1"), None, tomorrow);
    let case = || known(None, Some(A), tomorrow);
    vec![
        pair("a failure", None, one(Fail), Shut, &["WP-1 broken"]),
        pair("a pass", None, one(Pass), Open, &[]),
        pair("one that wavers", None, one(Flaky), Undecided, &[]),
        expecting(clause(), pair("a known failure", None, one(Fail), Open, &[])),
        expecting(case(), pair("a case known to fail", None, one(Fail), Open, &[])),
        expecting(clause(), pair("a known warning", None, one(Outcome::Warn), Open, &[])),
        expecting(
            disputed("WP-1"),
            pair("a failure of a clause that is challenged", None, one(Fail), Shut, &["WP-1 broken"]),
        ),
        expecting(disputed("WP-1"), pair("a challenge that is not needed", None, one(Pass), Open, &[])),
        expecting(clause(), pair("a known failure, new to the baseline", one(Pass), one(Fail), Open, &[])),
        expecting(
            known(Some("WP-1"), None, TODAY),
            pair("a known failure on its last day", None, one(Fail), Open, &[]),
        ),
        expecting(
            known(Some("WP-1"), None, date(2027, 1, 14)),
            pair("an expired entry", None, one(Fail), Shut, &["expectation expired", "WP-1 broken"]),
        ),
        expecting(
            known(Some("WP-1"), None, date(2027, 1, 14)),
            pair("an expired entry that is not needed", None, one(Pass), Shut, &["expectation expired"]),
        ),
        expecting(clause(), pair("an entry that is not needed", None, one(Pass), Shut, &["unexpected pass"])),
        expecting(case(), pair("a case that passes at last", None, one(Pass), Shut, &["unexpected pass"])),
        expecting(
            known(Some("WP-2"), Some(A), tomorrow),
            pair(
                "another clause of a known case",
                None,
                run(&[("WP-1", Fail), ("WP-2", Pass)], &[(A, Fail, &["WP-1"], 1)]),
                Shut,
                &["unexpected pass", "WP-1 broken"],
            ),
        ),
        expecting(clause(), pair("an entry for what is skipped", None, one(Skipped), Open, &[])),
        expecting(
            known(None, Some(B), tomorrow),
            pair("an entry for a case that is not in the plan", None, one(Pass), Open, &[]),
        ),
        expecting(
            known(Some("WP-9"), None, tomorrow),
            pair(
                "an entry for a clause that there is not",
                None,
                one(Pass),
                Shut,
                &["expectation of nothing"],
            ),
        ),
    ]
}

#[test]
fn every_pair_is_decided_as_the_table_says() {
    for Pair { what, before, now, expectations, passage, complaints } in compared().into_iter().chain(alone())
    {
        let gate = Gate {
            baseline: before.as_ref(),
            expectations: &expectations,
            slower_than: Some(2.0),
            today: TODAY,
        };
        let decision = gate.decide(&now);
        let titles: Vec<String> = decision.complaints.iter().map(Complaint::title).collect();
        assert_eq!(
            (decision.passage, titles.as_slice()),
            (passage, &*complaints.iter().map(ToString::to_string).collect::<Vec<_>>()),
            "{what}"
        );
    }
}

#[test]
fn a_known_failure_is_told_as_excused_and_one_that_cannot_be_seen_as_idle() {
    let expectations = known(Some("WP-1"), None, TODAY);
    let gate = Gate { baseline: None, expectations: &expectations, slower_than: None, today: TODAY };
    assert_eq!(gate.decide(&one(Outcome::Fail)).excused, [(CaseName::from(A), id("WP-1"))]);
    assert_eq!(gate.decide(&one(Outcome::Skipped)).idle, [0]);
}

#[test]
fn without_a_factor_nothing_is_too_slow() {
    let expectations = Expectations::default();
    let before = timed(1);
    let gate = Gate { baseline: Some(&before), expectations: &expectations, slower_than: None, today: TODAY };
    assert_eq!(gate.decide(&timed(1_000_000)).passage, Passage::Open);
}
