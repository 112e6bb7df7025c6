//! A rule that an input made the target break.

use report_model::verdict::Deviation;
use serde::{Deserialize, Serialize};
use spec::ids::{Citation, CommandName};

use crate::oracle::Oracle;

/// A rule that an input made the target break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breach {
    /// Who says so.
    pub oracle: Oracle,
    /// The rule.
    pub citation: Citation,
    /// The command asked, if it was one.
    pub command: Option<CommandName>,
    /// What was expected and what was seen.
    pub deviation: Deviation,
    /// The step of the input that shows it, counted from 0.
    pub step: usize,
}

impl Breach {
    /// What tells this cause from others, the same for every input that shows it: the oracle, the rule, the command, and what was seen
    /// without the parts that change from request to request.
    pub fn signature(&self) -> String {
        let command = self.command.as_ref().map_or("any", CommandName::as_str);
        format!("{} {} {command} {}", self.oracle, self.citation, steady(&self.deviation.seen))
    }
}

impl Breach {
    /// The same of a target that answers nobody any more.
    pub(crate) fn fatal(self) -> Self {
        let mut breach = Self { oracle: Oracle::Dead, ..self };
        breach.deviation.seen = "nobody is answered after it".to_owned();
        breach.deviation.expected = "others are answered after it".to_owned();
        breach
    }
}

/// A text without digits and without what stands in quotes. A status is a cause itself.
fn steady(seen: &str) -> String {
    let mut quoted = None;
    let mut kept = String::new();
    let mut characters = seen.chars();
    if let Some(rest) = seen.strip_prefix("status ") {
        let status = rest.split(' ').next().unwrap_or_default();
        kept = format!("status {status}");
        characters = rest[status.len()..].chars();
    }
    let mut escaped = false;
    for character in characters {
        match quoted {
            Some(_) if escaped => escaped = false,
            Some(_) if character == '\\' => escaped = true,
            Some(quote) if character == quote => quoted = None,
            Some(_) => {}
            None if matches!(character, '`' | '"') => quoted = Some(character),
            None if character.is_ascii_digit() => {}
            None => kept.push(character),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use spec::ids::Basis;

    use super::*;

    fn of(seen: &str) -> String {
        let deviation = Deviation { expected: String::new(), seen: seen.to_owned(), exchange: None };
        let citation = Citation { clause: "R-1".parse().unwrap(), basis: Basis::R };
        let command = Some("upload".into());
        Breach { oracle: Oracle::ServerError, citation, command, deviation, step: 0 }.signature()
    }

    #[test]
    fn what_changes_does_not_tell_causes_apart_and_a_status_does() {
        assert_eq!(of("no complete answer within 2.0 s"), of("no complete answer within 10.5 s"));
        assert_eq!(of("the field `x: 1`"), of("the field `y: 2`"));
        assert_eq!(of("status 500 and \"a \\\" b\""), of("status 500 and \"c\""));
        assert_ne!(of("status 500"), of("status 501"));
        assert_eq!(of("status 500"), "server-error R-1 (R) upload status 500");
    }
}
