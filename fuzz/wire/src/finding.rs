//! What a campaign has found: one finding a cause, however often it was met.

use report_model::record::ExchangeRecord;
use report_model::verdict::Deviation;
use spec::ids::{Citation, CommandName};

/// A rule that a request made the target break.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What tells this cause from others: the rule, the command, and what was seen without the parts that change.
    pub signature: String,
    /// The rule.
    pub citation: Citation,
    /// The command asked.
    pub command: CommandName,
    /// What was expected and seen the first time.
    pub deviation: Deviation,
    /// The number of the first request that showed it: with the seed it makes the same request again.
    pub request: u64,
    /// The first exchange that showed it.
    pub exchange: ExchangeRecord,
    /// How many requests showed it.
    pub count: u64,
}

/// The signature of a breach: digits and what stands in quotes change from request to request, the rest is the cause.
pub(crate) fn signature(citation: &Citation, command: &CommandName, deviation: &Deviation) -> String {
    let mut quoted = false;
    let steady = |c: &char| {
        if matches!(c, '`' | '"' | '\'') {
            quoted = !quoted;
        }
        !quoted && !c.is_ascii_digit()
    };
    // A status is the cause itself, not a part that changes.
    match deviation.seen.strip_prefix("status ") {
        Some(status) => format!("{citation} {command} status {status}"),
        None => format!("{citation} {command} {}", deviation.seen.chars().filter(steady).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use spec::ids::Basis;

    use super::*;

    fn of(seen: &str) -> String {
        let citation = Citation { clause: "R-1".parse().unwrap(), basis: Basis::R };
        let deviation = Deviation { expected: String::new(), seen: seen.to_owned(), exchange: None };
        signature(&citation, &"upload".into(), &deviation)
    }

    #[test]
    fn what_changes_does_not_tell_causes_apart_and_a_status_does() {
        assert_eq!(of("no complete answer within 2.0 s"), of("no complete answer within 10.5 s"));
        assert_eq!(of("the field `x: 1`"), of("the field `y: 2`"));
        assert_ne!(of("status 500"), of("status 501"));
    }
}
