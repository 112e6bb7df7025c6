//! The files of a catalogue as they are written: every value with its place, nothing checked but names and types.

use serde::Deserialize;
use toml::Spanned;

use crate::catalogue::{AcceptedRuling, Carrier, Effect, Files, Presence, Scene, ValueType};
use crate::decode::Format;
use crate::ids::{Basis, ClauseId, CommandName, ParameterName, SchemaName};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Index {
    pub(super) edition: String,
    pub(super) order: Vec<Spanned<CommandName>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Clauses {
    #[serde(default)]
    pub(super) clause: Vec<Clause>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Clause {
    pub(super) id: Spanned<ClauseId>,
    pub(super) section: String,
    #[serde(default)]
    pub(super) commands: Vec<Spanned<CommandName>>,
    #[serde(default)]
    pub(super) rule: Vec<Rule>,
    pub(super) unobservable: Option<String>,
    pub(super) ruling: Option<AcceptedRuling>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rule {
    pub(super) basis: Spanned<Basis>,
    pub(super) text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Command {
    pub(super) name: Spanned<CommandName>,
    pub(super) summary: String,
    pub(super) section: String,
    pub(super) effect: Effect,
    #[serde(default)]
    pub(super) route: Vec<Route>,
    #[serde(default)]
    pub(super) parameter: Vec<Parameter>,
    #[serde(default)]
    pub(super) case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Route {
    pub(super) name: Option<Spanned<String>>,
    pub(super) path: Spanned<String>,
    pub(super) format: Format,
    pub(super) schema: Option<Spanned<SchemaName>>,
    pub(super) effect: Option<Effect>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parameter {
    pub(super) name: Spanned<ParameterName>,
    pub(super) summary: String,
    pub(super) presence: Presence,
    #[serde(rename = "type")]
    pub(super) value: ValueType,
    pub(super) routes: Option<Vec<Spanned<String>>>,
    pub(super) clauses: Vec<Spanned<ClauseId>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) name: Spanned<String>,
    pub(super) route: Option<Spanned<String>>,
    pub(super) scene: Option<Scene>,
    pub(super) files: Option<Spanned<Files>>,
    pub(super) carriers: Option<Vec<Carrier>>,
    #[serde(default)]
    pub(super) parameters: Vec<(Spanned<ParameterName>, Spanned<String>)>,
    #[serde(default)]
    pub(super) golden: bool,
    pub(super) presumes: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) expect: Vec<Expect>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    pub(super) clause: Spanned<ClauseId>,
    pub(super) basis: Option<Basis>,
    pub(super) status: Option<Spanned<toml::Value>>,
    pub(super) pointer: Option<Spanned<String>>,
    pub(super) equals: Option<Spanned<String>>,
    pub(super) equals_ignoring_case: Option<Spanned<String>>,
    pub(super) matches: Option<String>,
    pub(super) absent: Option<Absence>,
    pub(super) body: Option<ExpectedBody>,
}

/// `absent = true`; there is no other way to write it.
#[derive(Deserialize)]
#[serde(try_from = "bool")]
pub(super) struct Absence;

impl TryFrom<bool> for Absence {
    type Error = &'static str;

    fn try_from(stated: bool) -> Result<Self, &'static str> {
        if stated { Ok(Self) } else { Err("`absent` is true or not written at all") }
    }
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ExpectedBody {
    Empty,
    NonEmpty,
}
