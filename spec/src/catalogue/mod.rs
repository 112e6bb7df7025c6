//! The catalogue: every command, parameter, answer and clause of the document, as typed data.

mod case;
mod clause;
mod command;
mod value_class;
mod value_type;

pub use case::{Carrier, Expectation, ExpectedStatus, Files, FixedCase, FixedFile, Scene, Test};
pub use clause::{AcceptedRuling, Clause, Rule};
pub use command::{Answer, Command, Effect, Parameter, Presence, Route};
pub use value_class::ValueClass;
pub use value_type::ValueType;

use std::collections::BTreeMap;

use crate::ids::{Citation, ClauseId, CommandName, SchemaName};

/// The document as data. Built by [`crate::load`]; every reference inside it resolves.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The edition of the document: the date of its revision, e.g. `2012-09-17`.
    pub edition: String,
    /// The commands in the document's order.
    pub commands: Vec<Command>,
    /// The clauses by id.
    pub clauses: BTreeMap<ClauseId, Clause>,
    /// JSON Schemas (2020-12) of canonical answers; sub-schemas carry `x-clause` and may carry `x-basis` and `x-type`.
    pub schemas: BTreeMap<SchemaName, serde_json::Value>,
}

impl Catalogue {
    /// The command of that name.
    pub fn command(&self, name: &CommandName) -> Option<&Command> {
        self.commands.iter().find(|command| command.name == *name)
    }

    /// Every route with its command, in the order of the document.
    pub fn routes(&self) -> impl Iterator<Item = (&Command, &Route)> {
        self.commands.iter().flat_map(|command| command.routes.iter().map(move |route| (command, route)))
    }

    /// The clause of that id.
    pub fn clause(&self, id: &ClauseId) -> Option<&Clause> {
        self.clauses.get(id)
    }

    /// The rule that a citation points at.
    pub fn rule(&self, citation: &Citation) -> Option<&Rule> {
        self.clause(&citation.clause)?.rules.iter().find(|rule| rule.basis == citation.basis)
    }

    /// The clauses that bind a command: its own and those that bind every command.
    pub fn clauses_of<'a>(&'a self, command: &'a CommandName) -> impl Iterator<Item = &'a Clause> {
        self.clauses.values().filter(move |clause| clause.commands.contains(command))
    }
}
