//! A clause: the sentences of the document that bind, each with its basis.

use serde::{Deserialize, Serialize};

use crate::ids::{Basis, ClauseId, CommandName};

/// One clause of the reading of the document.
#[derive(Debug, Clone)]
pub struct Clause {
    /// Its id, e.g. `EXEC-5`.
    pub id: ClauseId,
    /// The section of the document that it comes from, in the document's own words for the heading.
    pub section: String,
    /// The commands it binds (all of them where the file says `"*"`), in the catalogue's order.
    pub commands: Vec<CommandName>,
    /// Its rules; the first is the main one. No basis occurs twice.
    pub rules: Vec<Rule>,
    /// Why no request can decide the clause over HTTP, where that is so.
    pub unobservable: Option<String>,
    /// What was decided about it, if it was disputed: its rules are as they are because of that.
    pub ruling: Option<AcceptedRuling>,
}

/// What was decided about a disputed clause. The clause's rules follow from it; it is kept so that every report can name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedRuling {
    /// The version of the rulings with which it came: they are numbered from 1 as they are accepted.
    pub version: u32,
    /// What was decided, in one sentence.
    pub decided: String,
    /// What it rests on: a place of the document, a recorded exchange.
    pub evidence: String,
}

impl Clause {
    /// The basis of the main rule: the clause's own.
    pub fn basis(&self) -> Basis {
        self.rules.first().map_or(Basis::U, |rule| rule.basis)
    }

    /// The main rule in one sentence.
    pub fn rule(&self) -> &str {
        self.rules.first().map_or("", |rule| rule.text.as_str())
    }
}

/// One rule of a clause.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What it rests on.
    pub basis: Basis,
    /// The rule in one sentence.
    pub text: String,
}
