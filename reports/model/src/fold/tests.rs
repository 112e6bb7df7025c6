//! What runs of a few events fold to.

use spec::ids::Basis::{D, I, U, X};

use super::*;
use crate::event::RuleFact;
use crate::outcome::Strictness;
use crate::sample;

const A: &str = "golden::wp_flash::a";
const B: &str = "golden::wp_flash::b";

fn cite(clause: &str, basis: Basis) -> Citation {
    Citation { clause: clause.parse().unwrap(), basis }
}

fn holds(clause: &str, basis: Basis) -> Verdict {
    Verdict::holds(cite(clause, basis))
}

fn broken(clause: &str, basis: Basis) -> Verdict {
    Verdict::broken(cite(clause, basis), "one thing", "another")
}

fn fact(id: &str, bases: &[Basis]) -> ClauseFact {
    let rule = |basis: &Basis| RuleFact { basis: *basis, text: format!("rule {basis}") };
    let rules = bases.iter().map(rule).collect();
    ClauseFact {
        id: id.parse().unwrap(),
        section: "wp_flash".to_owned(),
        rules,
        unobservable: None,
        ruling: None,
    }
}

fn planned(name: &str, citations: &[Citation]) -> PlannedCase {
    PlannedCase { name: name.into(), citations: citations.to_vec() }
}

fn ended(name: &str, ending: CaseEnding, verdicts: &[Verdict]) -> Event {
    let verdicts = verdicts.to_vec();
    Event::CaseFinished(CaseResult {
        name: name.into(),
        ending,
        verdicts,
        exchanges: Vec::new(),
        millis: 1,
        coverage: Vec::new(),
    })
}

fn judged(name: &str, verdicts: &[Verdict]) -> Event {
    ended(name, CaseEnding::Judged, verdicts)
}

fn skipped(name: &str, reason: &str) -> Event {
    ended(name, CaseEnding::Skipped { reason: reason.to_owned() }, &[])
}

fn stuck(name: &str, verdicts: &[Verdict]) -> Event {
    ended(name, CaseEnding::Stuck { reason: "no call came about".to_owned() }, verdicts)
}

fn repeated(name: &str, returned: bool) -> Event {
    Event::CaseRepeated { name: name.into(), returned }
}

fn over(ending: Ending) -> Event {
    Event::RunFinished { finished: Timestamp::UNIX_EPOCH, ending }
}

fn header(clauses: Vec<ClauseFact>, planned: Vec<PlannedCase>) -> Header {
    Header { clauses, planned, ..sample::header() }
}

/// A run of one clause, `CALL-6`, with rules of these bases, and the cases A and B, planned for its main rule.
fn run_of(bases: &[Basis], events: impl IntoIterator<Item = Event>) -> Run {
    let cites = [cite("CALL-6", bases[0])];
    let header = header(vec![fact("CALL-6", bases)], vec![planned(A, &cites), planned(B, &cites)]);
    Run::from_events([Event::RunStarted(header)].into_iter().chain(events)).unwrap()
}

fn only_clause(run: &Run) -> ClauseResult {
    let mut clauses = run.clauses();
    assert_eq!(clauses.len(), 1);
    clauses.remove(0)
}

fn outcomes(run: &Run) -> (Outcome, Outcome, RunVerdict) {
    let clauses = run.clauses();
    (run.cases[&CaseName::from(A)].outcome, clauses[0].outcome, run.verdict(&clauses))
}

#[test]
fn a_log_without_its_beginning_is_no_run() {
    assert!(Run::from_events([judged(A, &[])]).is_none());
    assert!(Run::from_events([]).is_none());
}

#[test]
fn a_run_is_partial_for_what_binds_and_could_be_decided_and_for_nothing_else() {
    let extent = |fact: ClauseFact| {
        let cites = [cite("CALL-6", D)];
        let header = header(vec![fact, self::fact("CALL-9", &[I])], vec![planned(A, &cites)]);
        let events = [Event::RunStarted(header), skipped(A, "r"), over(Ending::Completed)];
        let run = Run::from_events(events).unwrap();
        Extent::of(&run.clauses())
    };
    assert_eq!(extent(fact("CALL-6", &[D])), Extent::Partial);
    // An inferred rule does not bind; what no request can decide is nobody's omission; what holds is decided.
    assert_eq!(extent(fact("CALL-6", &[I])), Extent::Whole);
    let hidden = ClauseFact { unobservable: Some("nobody sees it".to_owned()), ..fact("CALL-6", &[D]) };
    assert_eq!(extent(hidden), Extent::Whole);
    let run = run_of(&[D], [judged(A, &[holds("CALL-6", D)]), over(Ending::Completed)]);
    assert_eq!(Extent::of(&run.clauses()), Extent::Whole);
}

#[test]
fn a_run_whose_rules_hold_conforms() {
    let run = run_of(
        &[D],
        [judged(A, &[holds("CALL-6", D)]), judged(B, &[holds("CALL-6", D)]), over(Ending::Completed)],
    );
    assert_eq!(outcomes(&run), (Outcome::Pass, Outcome::Pass, RunVerdict::Conforms));
    assert_eq!(only_clause(&run).cases, [CaseName::from(A), CaseName::from(B)]);
}

#[test]
fn a_breach_that_returned_fails_the_clause_though_another_case_holds() {
    let run = run_of(
        &[D],
        [
            judged(A, &[broken("CALL-6", D)]),
            judged(B, &[holds("CALL-6", D)]),
            repeated(A, true),
            over(Ending::Completed),
        ],
    );
    assert_eq!(outcomes(&run), (Outcome::Fail, Outcome::Fail, RunVerdict::Fails));
}

#[test]
fn a_binding_breach_that_did_not_return_is_flaky_and_leaves_the_run_incomplete() {
    let run = run_of(
        &[D],
        [
            judged(A, &[broken("CALL-6", D)]),
            judged(B, &[holds("CALL-6", D)]),
            repeated(A, false),
            over(Ending::Completed),
        ],
    );
    assert_eq!(outcomes(&run), (Outcome::Flaky, Outcome::Flaky, RunVerdict::Incomplete));
}

#[test]
fn an_inferred_rule_that_wavers_is_flaky_but_decides_nothing() {
    let events = [judged(A, &[holds("CALL-6", D), broken("CALL-6", I)]), repeated(A, false)];
    let run = run_of(&[D, I], events.into_iter().chain([judged(B, &[holds("CALL-6", D)])]));
    assert_eq!(outcomes(&run).1, Outcome::Flaky);
    let with_another = header(
        vec![fact("CALL-6", &[D, I]), fact("CALL-7", &[D])],
        vec![planned(A, &[cite("CALL-6", D)]), planned(B, &[cite("CALL-7", D)])],
    );
    let mut run = Run::begin(with_another);
    run.apply(judged(A, &[broken("CALL-6", I)]));
    run.apply(repeated(A, false));
    run.apply(judged(B, &[holds("CALL-7", D)]));
    run.apply(over(Ending::Completed));
    assert_eq!(outcomes(&run), (Outcome::Flaky, Outcome::Flaky, RunVerdict::Conforms));
}

#[test]
fn an_inferred_rule_warns_and_fails_only_when_strict() {
    let events = || [judged(A, &[holds("CALL-6", D), broken("CALL-6", I)]), over(Ending::Completed)];
    let run = run_of(&[D, I], events());
    assert_eq!(outcomes(&run), (Outcome::Warn, Outcome::Warn, RunVerdict::Conforms));
    let mut strict = Run::begin(Header { strictness: Strictness::Strict, ..run.header });
    events().into_iter().for_each(|event| strict.apply(event));
    assert_eq!(outcomes(&strict), (Outcome::Fail, Outcome::Fail, RunVerdict::Fails));
}

#[test]
fn a_clause_whose_cases_were_all_skipped_is_skipped_for_the_first_reason() {
    let run = run_of(&[D], [skipped(A, "no line"), skipped(B, "no user"), over(Ending::Completed)]);
    assert_eq!(outcomes(&run), (Outcome::Skipped, Outcome::Skipped, RunVerdict::Incomplete));
    assert_eq!(only_clause(&run).reason.as_deref(), Some("no line"));
}

#[test]
fn one_case_that_ran_outweighs_one_that_was_skipped() {
    let run = run_of(&[D], [skipped(A, "no line"), judged(B, &[holds("CALL-6", D)])]);
    assert_eq!(only_clause(&run).outcome, Outcome::Pass);
}

#[test]
fn a_clause_that_no_request_can_decide_is_skipped_and_says_why() {
    let mut of_clause = fact("HTTP-2", &[D]);
    of_clause.unobservable = Some("one interface is all that a client sees".to_owned());
    let clause = only_clause(&Run::begin(header(vec![of_clause], Vec::new())));
    assert_eq!(clause.outcome, Outcome::Skipped);
    assert_eq!(clause.reason.as_deref(), Some("one interface is all that a client sees"));
}

#[test]
fn a_clause_without_cases_is_untested() {
    let clause = only_clause(&Run::begin(header(vec![fact("CALL-6", &[D])], Vec::new())));
    assert_eq!(clause.outcome, Outcome::Untested);
    assert_eq!(clause.reason.as_deref(), Some("no case of this run judges it"));
}

#[test]
fn a_main_rule_not_put_to_the_test_leaves_the_clause_untested() {
    let run = run_of(&[D, I], [judged(A, &[holds("CALL-6", I)]), over(Ending::Completed)]);
    assert_eq!(outcomes(&run), (Outcome::Pass, Outcome::Untested, RunVerdict::Incomplete));
    assert!(only_clause(&run).reason.unwrap().contains("accompanying"));
}

#[test]
fn a_main_rule_whose_case_was_skipped_leaves_the_clause_skipped_with_that_reason() {
    let run = run_of(&[D, I], [judged(A, &[holds("CALL-6", I)]), skipped(B, "no user")]);
    let clause = only_clause(&run);
    assert_eq!((clause.outcome, clause.reason.as_deref()), (Outcome::Skipped, Some("no user")));
}

#[test]
fn an_accompanying_rule_that_is_broken_counts_without_the_main_one() {
    let run = run_of(&[D, I], [judged(A, &[broken("CALL-6", I)])]);
    assert_eq!(only_clause(&run).outcome, Outcome::Warn);
}

#[test]
fn where_the_main_rule_owes_nothing_the_accompanying_one_decides() {
    let run = run_of(&[U, I], [judged(A, &[holds("CALL-6", I)])]);
    assert_eq!(only_clause(&run).outcome, Outcome::Pass);
}

#[test]
fn the_readings_of_a_contradiction_are_told_once_each_and_never_fail() {
    let reads = |reading: &str| Verdict::observed(cite("CALL-6", X), reading);
    let run = run_of(
        &[X],
        [judged(A, &[reads("iduser"), broken("CALL-6", X)]), judged(B, &[reads("iduser"), reads("number")])],
    );
    let clause = only_clause(&run);
    assert_eq!(clause.outcome, Outcome::Pass);
    assert_eq!(clause.reason.as_deref(), Some("iduser; number"));
}

#[test]
fn a_verdict_that_the_plan_did_not_foresee_counts_for_its_clause() {
    let facts = vec![fact("CALL-6", &[D]), fact("R-1", &[Basis::R])];
    let mut run = Run::begin(header(facts, vec![planned(A, &[cite("CALL-6", D)])]));
    run.apply(judged(A, &[holds("CALL-6", D), broken("R-1", Basis::R)]));
    run.apply(over(Ending::Completed));
    let clauses = run.clauses();
    assert_eq!((clauses[0].outcome, clauses[1].outcome), (Outcome::Pass, Outcome::Fail));
    assert_eq!(clauses[1].cases, [CaseName::from(A)]);
    assert_eq!(run.verdict(&clauses), RunVerdict::Fails);
}

#[test]
fn a_case_that_could_not_go_on_counts_what_it_found_broken_and_nothing_else() {
    let run = run_of(&[D], [stuck(A, &[broken("CALL-6", D)])]);
    assert_eq!((outcomes(&run).0, outcomes(&run).1), (Outcome::Fail, Outcome::Fail));
    let run = run_of(&[D], [stuck(A, &[holds("CALL-6", D)])]);
    assert_eq!((outcomes(&run).0, outcomes(&run).1), (Outcome::Untested, Outcome::Pass));
    let run = run_of(&[D], [stuck(A, &[])]);
    assert_eq!((outcomes(&run).0, outcomes(&run).1), (Outcome::Untested, Outcome::Skipped));
    assert_eq!(only_clause(&run).reason.as_deref(), Some("no call came about"));
}

#[test]
fn a_run_that_did_not_complete_is_incomplete_whatever_it_found() {
    let aborted = || Ending::Aborted { reason: "the target is gone".to_owned() };
    for ending in [Some(over(Ending::Interrupted)), Some(over(aborted())), None] {
        let run = run_of(&[D], [judged(A, &[broken("CALL-6", D)])].into_iter().chain(ending));
        assert_eq!(outcomes(&run), (Outcome::Fail, Outcome::Fail, RunVerdict::Incomplete));
    }
}

#[test]
fn cases_that_an_interrupted_run_did_not_reach_count_as_untested() {
    let run = run_of(&[D], [judged(A, &[]), over(Ending::Interrupted)]);
    assert_eq!(run.case_counts(), BTreeMap::from([(Outcome::Untested, 2)]));
    assert_eq!(only_clause(&run).reason.as_deref(), Some("the run ended before its cases did"));
    let run = run_of(&[D], [judged(A, &[holds("CALL-6", D)]), skipped(B, "no user")]);
    assert_eq!(run.case_counts(), BTreeMap::from([(Outcome::Pass, 1), (Outcome::Skipped, 1)]));
}

#[test]
fn clauses_come_in_the_order_of_their_ids() {
    let facts = vec![fact("EXEC-10", &[D]), fact("EXEC-2", &[D]), fact("CALL-6", &[D])];
    let ids: Vec<String> =
        Run::begin(header(facts, Vec::new())).clauses().iter().map(|clause| clause.id.to_string()).collect();
    assert_eq!(ids, ["CALL-6", "EXEC-2", "EXEC-10"]);
}

#[test]
fn a_binding_clause_that_no_case_could_decide_leaves_the_run_incomplete_and_a_skipped_one_does_not() {
    let ended = |ending: CaseEnding| {
        Event::CaseFinished(CaseResult {
            name: A.into(),
            ending,
            verdicts: Vec::new(),
            exchanges: Vec::new(),
            millis: 0,
            coverage: Vec::new(),
        })
    };
    let fact_of = |id: &str| fact(id, &[D]);
    let verdict_after = |ending: CaseEnding| {
        let cases = vec![planned(A, &[cite("CALL-6", D)]), planned(B, &[cite("CALL-5", D)])];
        let header = header(vec![fact_of("CALL-5"), fact_of("CALL-6")], cases);
        let events = [
            Event::RunStarted(header),
            ended(ending),
            judged(B, &[holds("CALL-5", D)]),
            over(Ending::Completed),
        ];
        let run = Run::from_events(events).unwrap();
        run.verdict(&run.clauses())
    };
    assert_eq!(
        verdict_after(CaseEnding::Stuck { reason: "no call came about".into() }),
        RunVerdict::Incomplete
    );
    assert_eq!(verdict_after(CaseEnding::Skipped { reason: "no user".into() }), RunVerdict::Conforms);
}

#[test]
fn what_several_cases_visit_of_one_model_counts_together() {
    let visited = |name: &str, state: &str| {
        let mut coverage = Coverage::none_of("modes", 3, 9);
        coverage.states.names.insert(state.to_owned());
        let Event::CaseFinished(result) = judged(name, &[]) else { unreachable!("a case") };
        Event::CaseFinished(CaseResult { coverage: vec![coverage], ..result })
    };
    let mut run = Run::begin(header(Vec::new(), vec![planned(A, &[]), planned(B, &[])]));
    [visited(A, "free"), visited(B, "busy")].into_iter().for_each(|event| run.apply(event));
    let coverage = run.coverage();
    assert_eq!(coverage.len(), 1);
    assert_eq!(
        (coverage[0].states.count(), coverage[0].states.all, coverage[0].transitions.count()),
        (2, 3, 0)
    );
    run.apply(visited(A, "busy"));
    assert_eq!(run.coverage()[0].states.count(), 1);
}

#[test]
fn a_run_names_the_rulings_about_what_it_put_to_the_test() {
    let ruled = |id: &str, version| {
        let ruling = AcceptedRuling { version, decided: "so".to_owned(), evidence: "there".to_owned() };
        ClauseFact { ruling: Some(ruling), ..fact(id, &[D]) }
    };
    let facts = vec![ruled("WP-1", 1), ruled("WP-2", 3), fact("WP-3", &[D])];
    let plan = vec![planned(A, &[cite("WP-1", D), cite("WP-3", D)])];
    let run = Run::from_events([
        Event::RunStarted(header(facts, plan)),
        judged(A, &[holds("WP-1", D), holds("WP-3", D)]),
    ])
    .unwrap();
    let clauses = run.clauses();
    let used: Vec<String> = run.rulings_used(&clauses).map(|(clause, _)| clause.to_string()).collect();
    assert_eq!((used, run.rulings_version()), (vec!["WP-1".to_owned()], 3));
}
