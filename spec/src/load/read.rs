//! From texts to raw files: which file is what, and whether it has the right shape.

use std::collections::HashSet;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Found, LoadProblem, Source, raw};
use crate::ids::SchemaName;

/// The files of a catalogue, each with its source.
#[derive(Default)]
pub(super) struct Files<'a> {
    pub(super) index: Option<(&'a Source, raw::Index)>,
    pub(super) clauses: Vec<(&'a Source, raw::Clauses)>,
    pub(super) commands: Vec<(&'a Source, raw::Command)>,
    pub(super) schemas: Vec<(&'a Source, SchemaName, Value)>,
}

impl Files<'_> {
    pub(super) fn edition(&self) -> String {
        self.index.as_ref().map(|(_, index)| index.edition.clone()).unwrap_or_default()
    }
}

pub(super) fn read<'a>(sources: &'a [Source], found: &mut Found) -> Files<'a> {
    let mut files = Files::default();
    let mut seen = HashSet::new();
    for source in sources {
        if !seen.insert(&source.path) {
            found.complain(source, 0..0, LoadProblem::Twice { what: "file", name: source.path.clone() });
        }
        match kind(&source.path) {
            Kind::Index => files.index = toml(source, found).map(|index| (source, index)),
            Kind::Command => files.commands.extend(toml(source, found).map(|command| (source, command))),
            Kind::Clauses => files.clauses.extend(toml(source, found).map(|clauses| (source, clauses))),
            Kind::Schema(name) => {
                files.schemas.extend(json(source, found).map(|schema| (source, name, schema)));
            }
            Kind::Stray => found.complain(source, 0..0, LoadProblem::StrayFile(source.path.clone())),
        }
    }
    if !seen.iter().any(|path| matches!(kind(path), Kind::Index)) {
        let missing = Source { path: INDEX.to_owned(), text: String::new() };
        found.complain(&missing, 0..0, LoadProblem::NoIndex);
    }
    files
}

const INDEX: &str = "commands/index.toml";

enum Kind {
    Index,
    Command,
    Clauses,
    Schema(SchemaName),
    Stray,
}

fn kind(path: &str) -> Kind {
    let Some((folder, file)) = path.split_once('/') else { return Kind::Stray };
    match (folder, file.rsplit_once('.')) {
        _ if path == INDEX => Kind::Index,
        ("commands", Some((_, "toml"))) => Kind::Command,
        ("clauses", Some((_, "toml"))) => Kind::Clauses,
        ("schemas", Some((name, "json"))) => Kind::Schema(SchemaName::new(name)),
        _ => Kind::Stray,
    }
}

fn toml<T: DeserializeOwned>(source: &Source, found: &mut Found) -> Option<T> {
    let complain = |error: toml::de::Error| {
        let problem = LoadProblem::Shape(error.message().to_owned());
        found.complain(source, error.span().unwrap_or(0..0), problem);
    };
    toml::from_str(&source.text).map_err(complain).ok()
}

fn json(source: &Source, found: &mut Found) -> Option<Value> {
    let complain = |error: serde_json::Error| {
        let place = offset(&source.text, error.line(), error.column());
        found.complain(source, place..place, LoadProblem::NotJson(error.to_string()));
    };
    serde_json::from_str(&source.text).map_err(complain).ok()
}

/// The byte at a line and a column, both counted from 1; columns of `serde_json` are bytes.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    before + column.saturating_sub(1)
}
