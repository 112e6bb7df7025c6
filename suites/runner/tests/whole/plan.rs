//! The plan holds together: every rule that a case cites exists, and every rule that binds has a case.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up fails")]

use std::collections::BTreeSet;
use std::sync::Arc;

use driver::{Endpoint, Traffic};
use runner::case::{Action, Case};
use runner::context::{Door, Doors};
use runner::plan::{Selection, plan};
use spec::ids::Weight;
use spec::profile::{Password, Profile};

use crate::support;

fn whole_plan() -> (std::rc::Rc<runner::context::Context>, Vec<Case>) {
    let endpoint = Arc::new(Endpoint::parse("http://127.0.0.1:4055").unwrap());
    let open = Door { endpoint: Arc::clone(&endpoint), password: None };
    let gated = Door { endpoint, password: Some(Password::new("any")) };
    let profile = Profile::reference().unwrap_or_else(|error| panic!("{error}"));
    let context =
        support::context(support::Target { doors: Doors::pair(open, gated), profile }, Traffic::Rehearsed);
    let cases = plan(&context, &Selection::default());
    (context, cases)
}

#[test]
fn every_rule_that_a_case_cites_stands_in_the_catalogue() {
    let (context, cases) = whole_plan();
    for case in &cases {
        for citation in &case.citations {
            assert!(context.catalogue.rule(citation).is_some(), "{} cites {citation}", case.name);
        }
    }
}

#[test]
fn every_rule_that_binds_and_can_be_seen_has_a_case() {
    let (context, cases) = whole_plan();
    let cited: BTreeSet<_> = cases.iter().flat_map(|case| &case.citations).collect();
    let mut without_case = Vec::new();
    for clause in context.catalogue.clauses.values().filter(|clause| clause.unobservable.is_none()) {
        for rule in clause.rules.iter().filter(|rule| rule.basis.weight() != Weight::Free) {
            let citation = spec::ids::Citation { clause: clause.id.clone(), basis: rule.basis };
            if !cited.contains(&citation) {
                without_case.push(citation.to_string());
            }
        }
    }
    assert!(without_case.is_empty(), "no case judges {without_case:?}");
}

#[test]
fn names_are_unique_and_have_three_parts() {
    let (context, cases) = whole_plan();
    let names: BTreeSet<_> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len());
    for name in names {
        let parts: Vec<&str> = name.as_str().split("::").collect();
        let known = |command: &str| command == "any" || context.catalogue.command(&command.into()).is_some();
        assert!(parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && known(parts[1]), "{name}");
    }
}

#[test]
fn with_the_reference_profile_and_all_effects_only_what_cannot_be_is_skipped() {
    let (_, cases) = whole_plan();
    let skipped = cases.iter().filter_map(|case| match &case.action {
        Action::Skip(reason) => Some(format!("{}: {reason}", case.name)),
        Action::Run(_) => None,
    });
    let skipped: Vec<String> = skipped.collect();
    assert!(skipped.is_empty(), "{skipped:#?}");
}

#[test]
fn the_same_inputs_make_the_same_plan() {
    let names = || whole_plan().1.into_iter().map(|case| (case.name, case.claims)).collect::<Vec<_>>();
    assert_eq!(names(), names());
}
