//! `oktellspec explain`: what the document asks at one place, and which cases judge it.

use std::fmt::Write;

use runner::case::Case;
use spec::catalogue::{AcceptedRuling, Catalogue, Clause, Command};
use spec::ids::{Basis, ClauseId, CommandName};

use super::{print, survey};
use crate::args::ExplainArguments;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn perform(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let (context, cases) = survey::everything()?;
    let catalogue = &context.catalogue;
    let clause = arguments.what.to_uppercase().parse::<ClauseId>().ok().and_then(|id| catalogue.clause(&id));
    let command = catalogue.command(&CommandName::new(&*arguments.what));
    let text = match (clause, command) {
        (Some(clause), _) => explained_clause(clause, &cases),
        (None, Some(command)) => explained_command(catalogue, command, &cases),
        (None, None) => {
            let what = &arguments.what;
            return Err(Failure::usage(format!(
                "`{what}` is neither a clause nor a command: `oktellspec list clauses` and `oktellspec list commands` name them all"
            )));
        }
    };
    print(&text.unwrap_or_default());
    Ok(Exit::Conforms)
}

fn explained_clause(clause: &Clause, cases: &[Case]) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(text, "{}  (section of the document: {})\n", clause.id, clause.section)?;
    for rule in &clause.rules {
        writeln!(text, "  {}  {}\n     {}", rule.basis, rule.text, meaning(rule.basis))?;
    }
    if let Some(reason) = &clause.unobservable {
        writeln!(text, "\n  Not to be seen over HTTP: {reason}")?;
    }
    if let Some(AcceptedRuling { version, decided, evidence }) = &clause.ruling {
        writeln!(text, "\n  Ruling, version {version}: {decided} ({evidence})")?;
    }
    let commands: Vec<&str> = clause.commands.iter().map(CommandName::as_str).collect();
    writeln!(text, "\nBinds: {}", commands.join(", "))?;
    let judging: Vec<&Case> = cases
        .iter()
        .filter(|case| case.citations.iter().any(|citation| citation.clause == clause.id))
        .collect();
    writeln!(text, "\n{} cases judge it:", judging.len())?;
    judging.iter().try_for_each(|case| writeln!(text, "  {}", case.name))?;
    Ok(text)
}

/// How much a rule of a basis binds.
fn meaning(basis: Basis) -> &'static str {
    match basis {
        Basis::D => "MUST: a sentence of the document says so.",
        Basis::E => "MUST, for the shape: an example of the document shows it.",
        Basis::I => "SHOULD: inferred; a breach is a warning, with --strict a failure.",
        Basis::X => "Free: the document contradicts itself; the reading met is reported.",
        Basis::U => "Free: undocumented; what the target does is reported.",
        Basis::R => "MUST: robustness and safety, owed whatever the document leaves open.",
    }
}

fn explained_command(
    catalogue: &Catalogue,
    command: &Command,
    cases: &[Case],
) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    writeln!(text, "{}  {}\n", command.name, command.summary)?;
    for route in &command.routes {
        writeln!(text, "  {}  answers {}, effect: {}", route.path, route.answer.format, named(route.effect))?;
    }
    writeln!(text, "\nParameters:")?;
    for parameter in &command.parameters {
        writeln!(text, "  {:14} {}", parameter.name, parameter.summary)?;
    }
    writeln!(text, "\nClauses:")?;
    for clause in catalogue.clauses_of(&command.name) {
        writeln!(text, "  {:9} {}  {}", clause.id, clause.basis(), clause.rule())?;
    }
    let about: Vec<&Case> =
        cases.iter().filter(|case| case.name.command() == command.name.as_str()).collect();
    writeln!(text, "\n{} cases are about it:", about.len())?;
    about.iter().try_for_each(|case| writeln!(text, "  {}", case.name))?;
    Ok(text)
}

fn named(effect: spec::catalogue::Effect) -> &'static str {
    use spec::catalogue::Effect;
    match effect {
        Effect::Reads => "reads",
        Effect::Scripts => "runs a script",
        Effect::State => "changes a user's state",
        Effect::Calls => "places, moves or ends calls",
        Effect::Uploads => "stores files",
    }
}
