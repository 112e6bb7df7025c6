//! Resolves clauses: ids unique, rules present, commands known.

use std::collections::{BTreeMap, BTreeSet};

use super::read::Files;
use super::{Found, LoadProblem, Source, raw};
use crate::catalogue::{Clause, Rule};
use crate::ids::{ClauseId, CommandName};

/// What stands for all commands.
const EVERY: &str = "*";

pub(super) fn resolve(
    files: &Files<'_>,
    order: &[CommandName],
    found: &mut Found,
) -> BTreeMap<ClauseId, Clause> {
    let mut clauses = BTreeMap::new();
    for (source, file) in &files.clauses {
        for raw in &file.clause {
            let clause = clause(source, raw, order, found);
            if clauses.insert(clause.id.clone(), clause).is_some() {
                let name = raw.id.get_ref().to_string();
                found.complain(source, raw.id.span(), LoadProblem::Twice { what: "clause", name });
            }
        }
    }
    clauses
}

fn clause(source: &Source, raw: &raw::Clause, order: &[CommandName], found: &mut Found) -> Clause {
    let id = raw.id.get_ref().clone();
    if raw.commands.is_empty() {
        found.complain(source, raw.id.span(), LoadProblem::ClauseWithoutCommand(id.clone()));
    }
    if raw.rule.is_empty() {
        found.complain(source, raw.id.span(), LoadProblem::ClauseWithoutRule(id.clone()));
    }
    Clause {
        section: raw.section.clone(),
        commands: commands(source, raw, order, found),
        rules: rules(source, raw, found),
        unobservable: raw.unobservable.clone(),
        ruling: raw.ruling.clone(),
        id,
    }
}

fn commands(
    source: &Source,
    raw: &raw::Clause,
    order: &[CommandName],
    found: &mut Found,
) -> Vec<CommandName> {
    let mut bound = BTreeSet::new();
    for name in &raw.commands {
        let command = name.get_ref();
        if command.as_str() == EVERY {
            bound.extend(order);
        } else if !order.contains(command) {
            found.complain(source, name.span(), LoadProblem::UnknownCommand(command.to_string()));
        } else if !bound.insert(command) {
            let problem = LoadProblem::Twice { what: "command", name: command.to_string() };
            found.complain(source, name.span(), problem);
        }
    }
    order.iter().filter(|command| bound.contains(command)).cloned().collect()
}

fn rules(source: &Source, raw: &raw::Clause, found: &mut Found) -> Vec<Rule> {
    let mut seen = BTreeSet::new();
    for rule in &raw.rule {
        let basis = *rule.basis.get_ref();
        if !seen.insert(basis) {
            let name = format!("{} ({basis})", raw.id.get_ref());
            found.complain(source, rule.basis.span(), LoadProblem::Twice { what: "rule", name });
        }
    }
    raw.rule.iter().map(|rule| Rule { basis: *rule.basis.get_ref(), text: rule.text.clone() }).collect()
}
