//! A clause: the sentences of the document that bind, each with its basis.

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
