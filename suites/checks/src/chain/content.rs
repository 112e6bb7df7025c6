//! A typed view of a chain: what the other checks need of it. Its shape is judged by the catalogue's schema.

use std::fmt;

use serde_json::Value;
use spec::profile::User;

use crate::pairs::Named;

/// A chain with at least one element in its trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Its GUID, as written; empty where there is none.
    pub id: String,
    /// When it began; empty where nothing is said.
    pub created: String,
    /// Its elements in the order of the trace.
    trace: Vec<Value>,
}

impl Chain {
    /// The chain in an answer; nothing if the answer shows none (CHAIN-6 leaves open how).
    pub fn of(answer: &Value) -> Option<Self> {
        let trace = answer.get("trace")?.as_array().filter(|trace| !trace.is_empty())?.clone();
        Some(Self { id: text(answer, "chainid").to_lowercase(), created: text(answer, "createtime"), trace })
    }

    /// Its calls in order.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = Placed> {
        self.elements("call").map(|call| Placed {
            line_id: text(call, "srclineid").to_lowercase(),
            caller: text(call, "callerid"),
            called: text(call, "calledid"),
            queued: text(call, "startqueuetime"),
        })
    }

    /// Its commutations in order.
    pub fn commutations(&self) -> impl DoubleEndedIterator<Item = Commutation> {
        self.elements("commutation").map(|element| Commutation {
            id: text(element, "commutationid").to_lowercase(),
            a: Side::of(element, 'a'),
            b: Side::of(element, 'b'),
            started: text(element, "timestart"),
            answered: text(element, "timeanswer"),
        })
    }

    /// Whether nothing rings any more: the last that came to pass is that two were connected.
    pub fn is_answered(&self) -> bool {
        self.trace.last().is_some_and(|last| is(last, "commutation"))
    }

    /// Whether a user is one of those who call, are called or were connected.
    pub fn names(&self, user: &User) -> bool {
        let line_id = user.line_id.map(|id| id.to_string());
        let number = user.number.as_str();
        let calls = |call: &Placed| {
            [call.caller.as_str(), &call.called].contains(&number) || line_id.as_ref() == Some(&call.line_id)
        };
        let is_connected = |commutation: &Commutation| {
            let numbers = [commutation.a.number.as_str(), &commutation.b.number];
            commutation.side_of(user).is_some() || numbers.contains(&number)
        };
        self.calls().any(|call| calls(&call))
            || self.commutations().any(|commutation| is_connected(&commutation))
    }

    /// The last commutation between two users.
    pub fn between(&self, one: &User, other: &User) -> Option<Commutation> {
        self.commutations().rev().find(|commutation| commutation.joins(one, other))
    }

    /// The times at which each element began and was last heard of, in the order of the trace; those that tell both.
    pub(super) fn spans(&self) -> Vec<(String, String)> {
        let span = |element: &Value| match element.get("contentelementtype").and_then(Value::as_str) {
            Some("call") => Some((text(element, "startqueuetime"), text(element, "startqueuetime"))),
            Some("commutation") => Some((text(element, "timestart"), text(element, "timeanswer"))),
            _ => None,
        };
        let told = |(begin, end): &(String, String)| !begin.is_empty() && !end.is_empty();
        self.trace.iter().filter_map(span).filter(told).collect()
    }

    /// The values of an integer key with the names beside them.
    pub(super) fn named(&self, key: &str) -> Vec<Named> {
        let named = |element: &Value| {
            let name = element.get(format!("{key}str"))?.as_str()?.to_owned();
            Some(Named { number: element.get(key)?.as_i64()?, name })
        };
        self.trace.iter().filter_map(named).collect()
    }

    fn elements<'a>(&'a self, kind: &'static str) -> impl DoubleEndedIterator<Item = &'a Value> {
        self.trace.iter().filter(move |element| is(element, kind))
    }
}

/// Whether an element of a trace is one of a kind.
fn is(element: &Value, kind: &str) -> bool {
    element.get("contentelementtype").and_then(Value::as_str) == Some(kind)
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<String> =
            self.trace.iter().map(|element| text(element, "contentelementtype")).collect();
        write!(f, "chain {} of {}", self.id, kinds.join(", "))
    }
}

/// A call as the chain tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The line from which it was placed, in lower case.
    pub line_id: String,
    /// The number of who calls.
    pub caller: String,
    /// The number called.
    pub called: String,
    /// When it began to wait.
    pub queued: String,
}

/// Two sides connected, as the chain tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commutation {
    /// Its GUID in lower case.
    pub id: String,
    /// The side `a`.
    pub a: Side,
    /// The side `b`.
    pub b: Side,
    /// When connecting began.
    pub started: String,
    /// When it was answered.
    pub answered: String,
}

impl Commutation {
    /// Whether its sides are these two users, whoever is `a`.
    pub fn joins(&self, one: &User, other: &User) -> bool {
        (self.a.is(one) && self.b.is(other)) || (self.a.is(other) && self.b.is(one))
    }

    /// The side of a user.
    pub fn side_of(&self, user: &User) -> Option<&Side> {
        [&self.a, &self.b].into_iter().find(|side| side.is(user))
    }
}

/// One side of a commutation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The user's GUID in lower case; empty where the side is no user.
    pub user_id: String,
    /// The user's login; empty where the side is no user.
    pub login: String,
    /// The GUID of the line in lower case.
    pub line_id: String,
    /// The number of the line.
    pub line: String,
    /// The number that the side is known by to the other.
    pub number: String,
}

impl Side {
    fn of(commutation: &Value, side: char) -> Self {
        let at = |key: &str| text(commutation, &format!("{side}{key}"));
        Self {
            user_id: at("userid").to_lowercase(),
            login: at("userlogin"),
            line_id: at("lineid").to_lowercase(),
            line: at("linenumber"),
            number: at("outnumber"),
        }
    }

    /// Whether anything that identifies the side is the user's.
    pub fn is(&self, user: &User) -> bool {
        let line_id = user.line_id.map(|id| id.to_string());
        self.user_id == user.id.to_string()
            || line_id.is_some_and(|id| id == self.line_id)
            || user.line.as_ref().is_some_and(|line| *line == self.line)
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "user `{}`, login `{}`, line `{}` ({})", self.user_id, self.login, self.line, self.line_id)
    }
}

/// The text of a key; empty where there is none.
fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::{COMMUTATION, sound, users, with};
    use super::*;

    #[test]
    fn no_chain_is_told_in_many_ways() {
        for answer in [json!({}), json!(null), json!([]), json!({ "trace": [] }), json!({ "trace": "" })] {
            assert_eq!(Chain::of(&answer), None, "{answer}");
        }
    }

    #[test]
    fn a_commutation_joins_its_two_sides_and_nobody_else() {
        let [a, b, c] = users();
        assert_eq!(sound().between(&b, &a).unwrap().id, COMMUTATION);
        assert_eq!(sound().between(&a, &c), None);
        assert_eq!(sound().commutations().next().unwrap().side_of(&b).unwrap().number, "32");
    }

    #[test]
    fn a_chain_names_those_who_call_are_called_or_were_connected() {
        let [a, b, c] = users();
        assert!(sound().names(&a) && sound().names(&b) && !sound().names(&c));
        let ringing = with("/trace/1/contentelementtype", "ringing");
        assert!(ringing.names(&a) && ringing.names(&b) && !ringing.names(&c));
        let redirected = with("/trace/0/calledid", "33");
        assert!(redirected.names(&b) && redirected.names(&c));
    }

    #[test]
    fn a_chain_is_answered_once_its_last_call_is() {
        assert!(sound().is_answered());
        assert!(!with("/trace/1/contentelementtype", "call").is_answered());
    }

    #[test]
    fn calls_and_kinds_are_read() {
        assert_eq!(sound().calls().next().unwrap().called, "32");
        assert!(sound().to_string().ends_with("of call, commutation"));
    }
}
