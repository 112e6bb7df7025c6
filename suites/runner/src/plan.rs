//! From catalogue, profile and settings to the list of cases. Every reason for skipping a case is decided here.

use std::rc::Rc;

use globset::{Glob, GlobSet, GlobSetBuilder};
use report_model::event::PlannedCase;
use spec::ids::{Citation, ClauseId};

use crate::case::Case;
use crate::casting::Casting;
use crate::context::Context;
use crate::suite;

/// Which cases of the plan are wanted; an empty list wants all.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    suites: Vec<String>,
    names: Option<GlobSet>,
    clauses: Vec<ClauseId>,
}

/// A selection that selects nothing or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadSelection {
    /// There is no such suite.
    #[error("there is no suite `{name}`; the suites are {}", suite::NAMES.join(", "))]
    UnknownSuite {
        /// What was given.
        name: String,
    },
    /// The pattern is no glob.
    #[error("`{pattern}` is no pattern for case names: {reason}")]
    BadGlob {
        /// What was given.
        pattern: String,
        /// What the parser says.
        reason: globset::Error,
    },
    /// The catalogue has no such clause.
    #[error("the catalogue has no clause {id}; `oktellspec list clauses` names them all")]
    UnknownClause {
        /// What was given.
        id: ClauseId,
    },
}

impl Selection {
    /// Reads what was asked for: suites by name, case names by glob, clauses by id.
    ///
    /// # Errors
    /// If a suite or a clause does not exist, or a pattern is no glob.
    pub fn new(
        suites: &[String],
        filters: &[String],
        clauses: &[ClauseId],
        context: &Context,
    ) -> Result<Self, BadSelection> {
        if let Some(name) = suites.iter().find(|name| !suite::NAMES.contains(&name.as_str())) {
            return Err(BadSelection::UnknownSuite { name: name.clone() });
        }
        if let Some(id) = clauses.iter().find(|id| context.catalogue.clause(id).is_none()) {
            return Err(BadSelection::UnknownClause { id: id.clone() });
        }
        let mut names = GlobSetBuilder::new();
        for pattern in filters {
            let bad = |reason| BadSelection::BadGlob { pattern: pattern.clone(), reason };
            names.add(Glob::new(pattern).map_err(bad)?);
        }
        let bad = |reason| BadSelection::BadGlob { pattern: filters.join(" "), reason };
        let names = if filters.is_empty() { None } else { Some(names.build().map_err(bad)?) };
        Ok(Self { suites: suites.to_vec(), names, clauses: clauses.to_vec() })
    }

    fn wants(&self, case: &Case) -> bool {
        let suite = self.suites.is_empty() || self.suites.iter().any(|name| name == case.name.suite());
        let name = self.names.as_ref().is_none_or(|names| names.is_match(case.name.as_str()));
        let judges = |id: &ClauseId| case.citations.iter().any(|citation| citation.clause == *id);
        suite && name && (self.clauses.is_empty() || self.clauses.iter().any(judges))
    }
}

/// Every case that is wanted, in the order of the suites; what cannot be run is there with its reason.
pub fn plan(context: &Rc<Context>, selection: &Selection) -> Vec<Case> {
    let casting = Casting::new(&context.profile);
    let cases = suite::all(context, &casting).into_iter();
    cases.filter(|case| selection.wants(case)).map(|case| case.admitted(context)).collect()
}

/// The plan as reports know it.
pub fn as_planned(cases: &[Case]) -> Vec<PlannedCase> {
    let planned = |case: &Case| PlannedCase { name: case.name.clone(), citations: unique(&case.citations) };
    cases.iter().map(planned).collect()
}

fn unique(citations: &[Citation]) -> Vec<Citation> {
    let mut unique = citations.to_vec();
    unique.sort();
    unique.dedup();
    unique
}
