//! Classes of faults, so that a breach of a clause can be counted beside the findings of other tools.
//!
//! Codes are those of the fault catalogue of Web Fuzzing Commons, [`CATALOGUE`]; those from 970 are our own, for what its report schema
//! has no number for.

use report_model::record::ExchangeRecord;
use spec::ids::ClauseId;

use crate::case::{Breach, Case};

/// The version of the catalogue that the codes below 900 are taken from: a later one numbers them anew.
pub(crate) const CATALOGUE: &str = "0.6.0";

/// A class of faults.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FaultClass {
    /// The code.
    pub(crate) code: u16,
    /// Its name.
    pub(crate) name: &'static str,
    /// What it means, in a sentence or two.
    pub(crate) help: &'static str,
    /// The weakness in the Common Weakness Enumeration, if it is one.
    pub(crate) cwe: Option<u16>,
    /// How grave it is as a matter of security, from 0.1 to 10.
    pub(crate) severity: Option<&'static str>,
}

const SERVER_ERROR: FaultClass = FaultClass {
    code: 100,
    name: "HTTP status 500",
    help: "A request is answered 500: the server failed where it should have answered or refused.",
    cwe: Some(755),
    severity: Some("5.3"),
};
const STRUCTURE: FaultClass = FaultClass {
    code: 101,
    name: "Answer does not match its description",
    help: "A successful answer has not the shape or the content that the documentation gives it.",
    cwe: None,
    severity: None,
};
const SIDE_EFFECT: FaultClass = FaultClass {
    code: 104,
    name: "Refused request has an effect",
    help: "A request was refused, and what it asked for has happened all the same.",
    cwe: Some(696),
    severity: Some("6.5"),
};
const NOT_RECOGNISED: FaultClass = FaultClass {
    code: 205,
    name: "Right password not accepted",
    help: "A request that carries the password where it may stand is refused.",
    cwe: Some(287),
    severity: Some("3.7"),
};
const CLAUSE: FaultClass = FaultClass {
    code: 970,
    name: "Clause of the documentation not kept",
    help: "The server does something else than the documentation says.",
    cwe: None,
    severity: None,
};
const SILENCE: FaultClass = FaultClass {
    code: 971,
    name: "No answer",
    help: "A request is not answered: the server hangs, closes the connection or sends what is no HTTP.",
    cwe: Some(400),
    severity: Some("7.5"),
};
const UNPROTECTED: FaultClass = FaultClass {
    code: 972,
    name: "Gate open without the password",
    help: "A request without the right password is not refused, or does something before it is refused.",
    cwe: Some(306),
    severity: Some("9.1"),
};
const LEAK: FaultClass = FaultClass {
    code: 973,
    name: "Answer tells what is nobody's business",
    help: "An answer has a stack trace, a path of the server, somebody else's data or the password.",
    cwe: Some(200),
    severity: Some("6.5"),
};
const BREAKS_OUT: FaultClass = FaultClass {
    code: 974,
    name: "Text of a request breaks out of its place",
    help: "What a request says is not escaped in the answer: it can forge elements, keys or header fields.",
    cwe: Some(74),
    severity: Some("6.1"),
};
const FRAMING: FaultClass = FaultClass {
    code: 975,
    name: "Malformed HTTP harms other requests",
    help: "A malformed message is taken for another one, or spoils the next message on a connection.",
    cwe: Some(444),
    severity: Some("7.2"),
};

impl FaultClass {
    /// All classes, by code.
    pub(crate) const ALL: [&'static Self; 10] = [
        &SERVER_ERROR,
        &STRUCTURE,
        &SIDE_EFFECT,
        &NOT_RECOGNISED,
        &CLAUSE,
        &SILENCE,
        &UNPROTECTED,
        &LEAK,
        &BREAKS_OUT,
        &FRAMING,
    ];

    /// The class of that code.
    pub(crate) fn of_code(code: u16) -> Option<&'static Self> {
        Self::ALL.into_iter().find(|class| class.code == code)
    }

    /// The class of a clause whose breach is always of one kind (AUTH and R).
    pub(crate) fn of_clause(clause: &ClauseId) -> Option<&'static Self> {
        match clause.to_string().as_str() {
            "AUTH-1" | "AUTH-2" | "AUTH-3" => Some(&UNPROTECTED),
            "AUTH-4" | "AUTH-5" => Some(&NOT_RECOGNISED),
            "R-2" => Some(&LEAK),
            "R-3" => Some(&BREAKS_OUT),
            "R-4" => Some(&FRAMING),
            "R-5" => Some(&SIDE_EFFECT),
            _ => None,
        }
    }

    /// The class of a breach: that which a campaign found it to be of, else by its clause, else by the answer that shows it.
    pub(crate) fn of(case: &Case<'_>, breach: &Breach<'_>, exchanges: &[ExchangeRecord]) -> &'static Self {
        let by_answer = || {
            let (_, record) = breach.shown_by(exchanges)?;
            match record.response.as_ref().map(|response| response.status) {
                None => Some(&SILENCE),
                Some(500) => Some(&SERVER_ERROR),
                Some(200..300) => Some(&STRUCTURE),
                Some(_) => None,
            }
        };
        let by_oracle = case.found.and_then(|found| Self::of_code(found.finding.wfc));
        by_oracle.or_else(|| Self::of_clause(&breach.citation.clause)).or_else(by_answer).unwrap_or(&CLAUSE)
    }
}
