//! Reads the catalogue: strict, located, everything resolved.
//!
//! First every file is read by itself; if one has the wrong shape, that is all that is told, for what refers to it would seem to
//! refer to nothing. Then every reference is resolved, and everything that is wrong is told at once.

mod case;
mod clause;
mod command;
mod located;
mod problem;
mod raw;
mod read;
mod schema;

pub use located::{Located, Problem, Problems};
pub use problem::LoadProblem;

use std::collections::BTreeMap;
use std::ops::Range;

use include_dir::{Dir, DirEntry, include_dir};

use crate::catalogue::{Catalogue, Clause};
use crate::ids::{Basis, Citation, ClauseId, CommandName};

/// Everything that is wrong with a catalogue.
pub type LoadErrors = Problems<LoadProblem>;

static COMMANDS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/commands");
static CLAUSES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/clauses");
static SCHEMAS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schemas");

/// A file of a catalogue: its path within (`commands/upload.toml`), and its text.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path, with `/` between its parts.
    pub path: String,
    /// The content; bytes that are no UTF-8 must have been replaced.
    pub text: String,
}

/// The files of the catalogue that is compiled in.
pub fn built_in_sources() -> Vec<Source> {
    let folders = [("commands", &COMMANDS), ("clauses", &CLAUSES), ("schemas", &SCHEMAS)];
    let files =
        folders.into_iter().flat_map(|(folder, dir)| dir.entries().iter().map(move |entry| (folder, entry)));
    files.filter_map(|(folder, entry)| source(folder, entry)).collect()
}

fn source(folder: &str, entry: &DirEntry<'_>) -> Option<Source> {
    let file = entry.as_file()?;
    let path = format!("{folder}/{}", file.path().display());
    Some(Source { path, text: String::from_utf8_lossy(file.contents()).into_owned() })
}

/// The catalogue that is compiled in.
///
/// # Errors
/// Only if one of its files is wrong.
pub fn built_in() -> Result<Catalogue, LoadErrors> {
    from_sources(&built_in_sources())
}

/// A catalogue out of other files: `commands/index.toml`, `commands/*.toml`, `clauses/*.toml`, `schemas/*.json`.
///
/// # Errors
/// Everything that is wrong with them, each with its file and line.
pub fn from_sources(sources: &[Source]) -> Result<Catalogue, LoadErrors> {
    let mut found = Found::default();
    let files = read::read(sources, &mut found);
    found.none_or(())?;
    let mut found = Found::default();
    let order = command::order(&files, &mut found);
    let clauses = clause::resolve(&files, &order, &mut found);
    let citing = Citing { clauses: &clauses };
    let schemas = schema::resolve(&files, &citing, &mut found);
    let commands = command::resolve(&files, &order, &citing, &mut found);
    found.none_or(Catalogue { edition: files.edition(), commands, clauses, schemas })
}

/// What is wrong so far.
#[derive(Default)]
struct Found(Vec<Located<LoadProblem>>);

impl Found {
    fn complain(&mut self, file: &Source, span: Range<usize>, problem: LoadProblem) {
        self.0.push(Located::new(&file.path, &file.text, span, problem));
    }

    fn none_or<T>(self, value: T) -> Result<T, LoadErrors> {
        Problems::none_or(self.0, value)
    }
}

/// Resolves citations.
struct Citing<'a> {
    clauses: &'a BTreeMap<ClauseId, Clause>,
}

impl Citing<'_> {
    /// The rule meant by a clause and perhaps a basis; without one, the clause's main rule.
    fn cite(&self, clause: &ClauseId, basis: Option<Basis>) -> Result<Citation, LoadProblem> {
        let known = self.clauses.get(clause).ok_or_else(|| LoadProblem::UnknownClause(clause.to_string()))?;
        let basis = basis.unwrap_or_else(|| known.basis());
        if !known.rules.iter().any(|rule| rule.basis == basis) {
            return Err(LoadProblem::NoSuchRule { clause: clause.clone(), basis });
        }
        Ok(Citation { clause: clause.clone(), basis })
    }

    /// The same for a command, which only clauses that bind it concern.
    fn cite_for(
        &self,
        command: &CommandName,
        clause: &ClauseId,
        basis: Option<Basis>,
    ) -> Result<Citation, LoadProblem> {
        let citation = self.cite(clause, basis)?;
        if self.clauses.get(clause).is_some_and(|clause| clause.commands.contains(command)) {
            return Ok(citation);
        }
        Err(LoadProblem::ForeignClause { clause: clause.clone(), command: command.clone() })
    }
}
