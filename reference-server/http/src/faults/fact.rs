//! What is known about a fault before it is tried.

use serde::Serialize;

/// A fault as lists show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FaultFact {
    /// The name by which it is switched on.
    pub name: &'static str,
    /// Every clause that may be seen broken because of it.
    pub clauses: &'static [&'static str],
    /// What sort of harm it does.
    pub kind: Kind,
    /// What is wrong, in one sentence.
    pub summary: &'static str,
    /// How it shows over HTTP.
    pub shows: &'static str,
}

/// What sort of harm a fault does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An answer or an effect is not what the document says.
    Conformance,
    /// Somebody gets or does what he must not.
    Security,
    /// The server fails where it should refuse.
    Robustness,
}
