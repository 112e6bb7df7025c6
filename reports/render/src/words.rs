//! What outcomes, bases and verdicts are called in a report that people read.

use report_model::event::{Ending, Header};
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::{Extent, Outcome, RunVerdict, Strictness};
use spec::ids::{Basis, CaseName, Citation, Weight};

use crate::case::cases;
use crate::text::{count, list, visible};

/// How a clause of that basis comes about.
pub(crate) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::D => "documented",
        Basis::E => "shown by an example",
        Basis::I => "inferred",
        Basis::X => "contradictory",
        Basis::U => "left open",
        Basis::R => "robustness",
    }
}

/// The verdict of a run and its reason, in one sentence.
pub(crate) fn verdict(run: &Run, clauses: &[ClauseResult]) -> String {
    let with =
        |outcome| clauses.iter().filter(move |clause| clause.outcome == outcome).map(|clause| &clause.id);
    let failed = with(Outcome::Fail).count();
    match run.verdict(clauses) {
        RunVerdict::Conforms if run.campaign.is_some() => campaign_conforms(run, clauses),
        RunVerdict::Conforms => conforms(clauses),
        RunVerdict::Fails => {
            let broken = if failed == 1 { "clause is broken" } else { "clauses are broken" };
            format!("fails: {failed} {broken}: {}", list(with(Outcome::Fail)))
        }
        RunVerdict::Incomplete => {
            let so_far = if failed == 0 {
                String::new()
            } else {
                format!("; broken so far: {}", list(with(Outcome::Fail)))
            };
            format!("incomplete: {}{so_far}", why_incomplete(run, clauses))
        }
    }
}

/// What is not found is not proven.
fn campaign_conforms(run: &Run, clauses: &[ClauseResult]) -> String {
    let requests = run.campaign.as_ref().map_or(0, |tally| tally.requests);
    let found = match run.findings.len() {
        0 => String::new(),
        found => format!(" that binds, and {}", count(found, "finding")),
    };
    let said = RunVerdict::Conforms.said(Extent::of(clauses));
    format!("{said}: {requests} requests found nothing{found}")
}

/// A run never says that the target conforms without saying how much of what binds it left open.
fn conforms(clauses: &[ClauseResult]) -> String {
    let held = |clause: &&ClauseResult| matches!(clause.outcome, Outcome::Pass | Outcome::Warn);
    let held = clauses.iter().filter(|clause| clause.basis.weight() == Weight::Must).filter(held).count();
    let rest = clauses.iter().filter(|clause| clause.is_left_open()).count();
    let warned = clauses.iter().filter(|clause| clause.outcome == Outcome::Warn).count();
    let warnings = if warned == 0 { String::new() } else { format!(", {}", count(warned, "warning")) };
    let open = if rest == 0 { String::new() } else { format!(", {rest} undecided") };
    let said = RunVerdict::Conforms.said(Extent::of(clauses));
    let binding = count(held + rest, "binding clause");
    format!("{said}: {held} of {binding} hold{warnings}{open}{}", beyond_requests(clauses))
}

/// The clauses that no request can decide, as the end of a sentence.
fn beyond_requests(clauses: &[ClauseResult]) -> String {
    let beyond = list(clauses.iter().filter(|clause| !clause.testable).map(|clause| &clause.id));
    if beyond.is_empty() { beyond } else { format!("; no request can test {beyond}") }
}

fn why_incomplete(run: &Run, clauses: &[ClauseResult]) -> String {
    let unfinished = || {
        if let Some(tally) = &run.campaign {
            return format!("after {} requests", tally.requests);
        }
        let planned = run.header.planned.len();
        let tried = cases(run).filter(|case| case.judged.is_some() && case.outcome() != Outcome::Skipped);
        format!("after {} of {}", tried.count(), count(planned, "case"))
    };
    match &run.end {
        None => format!("the run did not end, {}", unfinished()),
        Some((_, Ending::Interrupted)) => format!("interrupted {}", unfinished()),
        Some((_, Ending::Aborted { reason })) => format!("given up {}: {}", unfinished(), visible(reason)),
        Some((_, Ending::Completed)) => undecided(run, clauses),
    }
}

fn undecided(run: &Run, clauses: &[ClauseResult]) -> String {
    let blocked = || clauses.iter().filter(|clause| run.is_blocked(clause));
    if blocked().next().is_some() {
        return format!(
            "cases could not go on that would decide {}",
            list(blocked().map(|clause| &clause.id))
        );
    }
    let flaky = cases(run).filter(|case| case.outcome() == Outcome::Flaky).count();
    match flaky {
        0 => "no clause was put to the test".to_owned(),
        1 => "1 case is flaky, broken once and not when repeated".to_owned(),
        _ => format!("{flaky} cases are flaky, broken once and not when repeated"),
    }
}

/// The rulings that a run used: `version 2: EXEC-5, WP-1`, `version 0: none`.
pub(crate) fn rulings(run: &Run, clauses: &[ClauseResult]) -> String {
    let used = list(run.rulings_used(clauses).map(|(clause, _)| clause));
    let used = if used.is_empty() { "none" } else { used.as_str() };
    format!("version {}: {used}", run.rulings_version())
}

/// The command that runs these cases again, as a shell takes it.
pub(crate) fn repeat_command(header: &Header, which: &str) -> String {
    let strict = if header.strictness == Strictness::Strict { " --strict" } else { "" };
    format!("{} run {which} --seed {}{strict}{}", header.tool.name, header.seed, target(header))
}

/// The options that name the same target, with a blank before each.
fn target(header: &Header) -> String {
    let target = if header.target.embedded {
        String::new()
    } else {
        format!(" --target {}", quoted(&header.target.url))
    };
    let options: String = header.target.options.iter().map(|option| format!(" {}", quoted(option))).collect();
    target + &options
}

/// The command that sends a finding once more, as a shell takes it.
pub(crate) fn replay_command(header: &Header, file: &str) -> String {
    format!("{} replay {}{}", header.tool.name, quoted(file), target(header))
}

/// The option that picks one case.
pub(crate) fn filter(name: &CaseName) -> String {
    format!("--filter {}", quoted(name.as_str()))
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// The sentence of the rule that a citation means, and nothing where the header does not have it.
pub(crate) fn rule<'a>(header: &'a Header, citation: &Citation) -> Option<&'a str> {
    let fact = header.clauses.iter().find(|fact| fact.id == citation.clause)?;
    Some(fact.rule_text(citation.basis))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_campaign_that_found_nothing_has_not_decided_the_clauses() {
        let mut run = sample::campaign().run;
        run.findings.clear();
        let told = campaign_conforms(&run, &run.clauses());
        assert!(
            told.starts_with("conforms partially: ") && told.ends_with("requests found nothing"),
            "{told}"
        );
    }

    #[test]
    fn the_command_that_repeats_names_the_target_unless_it_is_ours_and_keeps_strictness() {
        let mut header = sample::header();
        let name = CaseName::from("property::any::it's [odd]");
        let target = " --target http://192.0.2.7:4055";
        let repeat = |header: &Header| repeat_command(header, &filter(&name));
        let start = r"oktellspec run --filter 'property::any::it'\''s [odd]' --seed 42";
        assert_eq!(repeat(&header), format!("{start}{target}"));
        header.target.embedded = true;
        header.strictness = Strictness::Strict;
        assert_eq!(repeat(&header), format!("{start} --strict"));
    }
}
