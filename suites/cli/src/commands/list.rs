//! `oktellspec list`: what there is.

use serde_json::{Value, json};

use super::{print, survey};
use crate::args::{ListArguments, Listing};
use crate::exit::Exit;
use crate::failure::Failure;

/// One thing in a list: its name, a second column, and the same as data.
struct Entry {
    name: String,
    about: String,
    data: Value,
}

pub(crate) fn perform(arguments: &ListArguments) -> Result<Exit, Failure> {
    let (context, cases) = survey::everything()?;
    let catalogue = &context.catalogue;
    let entries: Vec<Entry> = match arguments.what {
        Listing::Cases => cases.iter().map(case).collect(),
        Listing::Clauses => catalogue.clauses.values().map(clause).collect(),
        Listing::Commands => catalogue.commands.iter().map(command).collect(),
        Listing::Suites => suites(&cases),
    };
    if arguments.json {
        let all: Vec<Value> = entries.into_iter().map(|entry| entry.data).collect();
        print(&format!("{:#}\n", Value::from(all)));
    } else {
        let width = entries.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0).min(60);
        let lines: Vec<String> =
            entries.iter().map(|entry| format!("{:width$}  {}\n", entry.name, entry.about)).collect();
        print(&lines.concat());
    }
    Ok(Exit::Conforms)
}

fn case(case: &runner::case::Case) -> Entry {
    let mut clauses: Vec<String> =
        case.citations.iter().map(|citation| citation.clause.to_string()).collect();
    clauses.sort();
    clauses.dedup();
    let data = json!({ "name": case.name, "suite": case.name.suite(), "command": case.name.command(),
        "clauses": clauses, "effects": case.effects });
    Entry { name: case.name.to_string(), about: clauses.join(" "), data }
}

fn clause(clause: &spec::catalogue::Clause) -> Entry {
    let rules: Vec<Value> =
        clause.rules.iter().map(|rule| json!({ "basis": rule.basis, "text": rule.text })).collect();
    let data =
        json!({ "id": clause.id, "section": clause.section, "commands": clause.commands, "rules": rules });
    Entry { name: clause.id.to_string(), about: format!("{}  {}", clause.basis(), clause.rule()), data }
}

fn command(command: &spec::catalogue::Command) -> Entry {
    let parameters: Vec<&str> = command.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let effect = json!(command.effect);
    let about = format!("{:8} {}", effect.as_str().unwrap_or_default(), command.summary);
    let data = json!({ "name": command.name, "summary": command.summary, "effect": effect, "parameters": parameters });
    Entry { name: command.name.to_string(), about, data }
}

fn suites(cases: &[runner::case::Case]) -> Vec<Entry> {
    let mut counted: Vec<(String, usize)> = Vec::new();
    for case in cases {
        match counted.iter_mut().find(|(name, _)| name == case.name.suite()) {
            Some((_, count)) => *count += 1,
            None => counted.push((case.name.suite().to_owned(), 1)),
        }
    }
    let entry = |(name, count): (String, usize)| Entry {
        about: format!("{count} cases"),
        data: json!({ "name": name, "cases": count }),
        name,
    };
    counted.into_iter().map(entry).collect()
}
