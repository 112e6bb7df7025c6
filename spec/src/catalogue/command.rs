//! A command: how it is asked, what it answers, what it does to the exchange.

use serde::{Deserialize, Serialize};

use super::{FixedCase, ValueType};
use crate::decode::Format;
use crate::ids::{ClauseId, CommandName, ParameterName, SchemaName};

/// One of the 18 commands.
#[derive(Debug, Clone)]
pub struct Command {
    /// Its name in the document.
    pub name: CommandName,
    /// What it is for, in one sentence.
    pub summary: String,
    /// The section of the document that describes it.
    pub section: String,
    /// What asking it does to the exchange behind the server.
    pub effect: Effect,
    /// The paths under which it is asked; all but `download` have one.
    pub routes: Vec<Route>,
    /// Its parameters in the document's order.
    pub parameters: Vec<Parameter>,
    /// The fixed cases that data alone describes.
    pub cases: Vec<FixedCase>,
}

impl Command {
    /// The parameter of that name.
    pub fn parameter(&self, name: &ParameterName) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == *name)
    }

    /// The route of that name.
    pub fn route(&self, name: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.name == name)
    }

    /// The parameters that a route takes.
    pub fn parameters_of<'a>(&'a self, route: &'a Route) -> impl Iterator<Item = &'a Parameter> {
        self.parameters.iter().filter(|parameter| parameter.routes.contains(&route.name))
    }
}

/// What a request may do besides answering. The order is that of growing intrusion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Only reads.
    Reads,
    /// Runs a service script.
    Scripts,
    /// Changes a user's state or modes.
    State,
    /// Places, moves or ends calls.
    Calls,
    /// Stores files.
    Uploads,
}

/// One path of a command.
#[derive(Debug, Clone)]
pub struct Route {
    /// A short name within the command, e.g. `byscript`; the command's own name where there is one route only.
    pub name: String,
    /// The path, with at most one placeholder for a path parameter: `/download/rec/{recording}`.
    pub path: String,
    /// What a success answers.
    pub answer: Answer,
    /// The effect, where it differs from the command's.
    pub effect: Effect,
}

/// What a success answers.
#[derive(Debug, Clone)]
pub struct Answer {
    /// How the body is read.
    pub format: Format,
    /// The schema of its canonical form, if the document shows a shape.
    pub schema: Option<SchemaName>,
}

/// A request parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its name in the document.
    pub name: ParameterName,
    /// What it means, in one sentence.
    pub summary: String,
    /// The names of the routes that take it.
    pub routes: Vec<String>,
    /// Whether a request must have it.
    pub presence: Presence,
    /// Which values it takes.
    pub value: ValueType,
    /// The clauses that speak of it.
    pub clauses: Vec<ClauseId>,
}

/// Whether a request must have a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// The document requires it, or nothing works without it.
    Required,
    /// The document gives a default or calls it optional.
    Optional,
    /// One of several that select the same thing (`line`, `user`, `wp`; `iduser`, `number`) is needed.
    OneOf,
    /// It is part of the path.
    Path,
}
