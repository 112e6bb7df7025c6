//! The party opposite, as `wp_getabonentinfo` tells it (ABON-1 to ABON-6), and what is judged of it.

use std::fmt;

use report_model::verdict::Verdict;
use serde_json::{Map, Value};
use spec::profile::User;

use crate::chain::Chain;
use crate::cite;
use crate::pairs::{Named, one_name};

/// The state of a line in conversation (ABON-3).
const COMMUTATED: i64 = 32;

/// What a line is told of itself and of the party opposite.
#[derive(Debug, Clone, PartialEq)]
pub struct Party {
    /// The state of the line, if told.
    pub line: Option<Named>,
    /// What is told of the party; nothing in no commutation.
    info: Option<Map<String, Value>>,
}

impl Party {
    /// What an answer tells; nothing if it tells neither (ABON-6 leaves that open).
    pub fn of(answer: &Value) -> Option<Self> {
        let name = answer.get("currentlinestatestr").and_then(Value::as_str);
        let number = answer.get("currentlinestate").and_then(Value::as_i64);
        let line = number.zip(name).map(|(number, name)| Named { number, name: name.to_owned() });
        let info =
            answer.get("abonentinfo").and_then(Value::as_object).filter(|info| !info.is_empty()).cloned();
        (line.is_some() || info.is_some()).then_some(Self { line, info })
    }

    /// Whether a party is told of.
    pub fn is_told(&self) -> bool {
        self.info.is_some()
    }

    /// Whether the line is in conversation: its state is 32 (ABON-3).
    pub fn is_commutated(&self) -> bool {
        self.line.as_ref().is_some_and(|line| line.number == COMMUTATED)
    }

    /// Whether the party is a user of the system, as told.
    pub fn is_user(&self) -> Option<bool> {
        self.info.as_ref()?.get("isuser")?.as_bool()
    }

    /// Whether the party is this user: by GUID, or by line where no GUID is told.
    pub fn is(&self, user: &User) -> bool {
        match self.text("calleruserid") {
            "" => {
                let line_id = user.line_id.map(|id| id.to_string());
                line_id.is_some_and(|id| self.text("callerlineid").eq_ignore_ascii_case(&id))
                    || user.line.as_deref().is_some_and(|line| self.text("callerlinenum") == line)
            }
            id => id.eq_ignore_ascii_case(&user.id.to_string()),
        }
    }

    /// The party's number; empty where none is told.
    pub fn number(&self) -> &str {
        self.text("callerid")
    }

    /// The commutation, in lower case; empty where none is told.
    pub fn commutation(&self) -> String {
        self.text("commutationid").to_lowercase()
    }

    fn chain(&self) -> String {
        self.text("chainid").to_lowercase()
    }

    fn text(&self, key: &str) -> &str {
        self.info.as_ref().and_then(|info| info.get(key)).and_then(Value::as_str).unwrap_or_default()
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Some(line) => write!(f, "line state {line}")?,
            None => write!(f, "no line state")?,
        }
        match self.info {
            Some(_) => write!(
                f,
                ", opposite user `{}` of line `{}`",
                self.text("calleruserid"),
                self.text("callerlinenum")
            ),
            None => write!(f, ", no party"),
        }
    }
}

/// A party, or that there is none, in words.
pub fn in_words(party: Option<&Party>) -> String {
    party.map_or_else(|| "no party".to_owned(), ToString::to_string)
}

/// ABON-1: the party told is the one opposite.
pub fn is_opposite(party: Option<&Party>, other: &User) -> Verdict {
    if party.is_some_and(|party| party.is(other)) {
        return Verdict::holds(cite::d("ABON", 1));
    }
    Verdict::broken(cite::d("ABON", 1), format!("the party opposite, user {}", other.id), in_words(party))
}

/// ABON-4: `callerid` and `callerlinenum` are the other's, not one's own. The chain says by which number the other is known.
pub fn is_numbered_as_the_other(
    party: &Party,
    own: &User,
    other: &User,
    chain: Option<&Chain>,
) -> Vec<Verdict> {
    let known = chain.and_then(|chain| chain.between(own, other));
    let known = known.and_then(|commutation| commutation.side_of(other).map(|side| side.number.clone()));
    let differs = |key: &str, known: Option<&str>, own: Option<&str>| {
        let told = party.text(key);
        let wrong = known.is_some_and(|known| known != told) || (own == Some(told) && known != own);
        let expected = match known {
            Some(known) => format!("`{key}` is the other's, `{known}`"),
            None => format!("`{key}` is not one's own"),
        };
        if wrong {
            Verdict::broken(cite::i("ABON", 4), expected, format!("`{told}`"))
        } else {
            Verdict::holds(cite::i("ABON", 4))
        }
    };
    vec![
        differs("callerid", known.as_deref(), Some(own.number.as_str())),
        differs("callerlinenum", other.line.as_deref(), own.line.as_deref()),
    ]
}

/// ABON-4: chain and commutation are those that the chain of the same line tells.
pub fn is_of_chain(party: &Party, chain: &Chain, own: &User, other: &User) -> Verdict {
    let commutation = chain.between(own, other).map(|commutation| commutation.id).unwrap_or_default();
    let (told, expected) = ((party.chain(), party.commutation()), (chain.id.clone(), commutation));
    same_ids(&told, &expected, "as the chain of the same line has them")
}

/// ABON-4: both sides tell the same chain and commutation.
pub fn mirrors(one: &Party, other: &Party) -> Verdict {
    let ids = |party: &Party| (party.chain(), party.commutation());
    same_ids(&ids(other), &ids(one), "as the other side has them")
}

fn same_ids(told: &(String, String), expected: &(String, String), why: &str) -> Verdict {
    if told == expected {
        return Verdict::holds(cite::i("ABON", 4));
    }
    let expected = format!("chain {} and commutation {}, {why}", expected.0, expected.1);
    Verdict::broken(cite::i("ABON", 4), expected, format!("chain {} and commutation {}", told.0, told.1))
}

/// ABON-3: no line state has two names.
pub fn line_states_are_named<'a>(parties: impl IntoIterator<Item = &'a Party>) -> Option<Verdict> {
    one_name(cite::e("ABON", 3), "line state", parties.into_iter().filter_map(|party| party.line.as_ref()))
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;
    use crate::chain::tests::{CHAIN, COMMUTATION, sound, users, with};

    /// What the first user is told of the second.
    fn told() -> Value {
        let [_, b, _] = users();
        json!({
            "abonentinfo": {
                "calleruserid": b.id.to_string(), "callerid": "32", "callerlinenum": "5002", "isuser": true,
                "chainid": CHAIN, "commutationid": COMMUTATION
            },
            "currentlinestatestr": "lsCommutated", "currentlinestate": 32
        })
    }

    /// The same with one value replaced.
    pub(crate) fn told_with(pointer: &str, value: impl Into<Value>) -> Party {
        let mut told = told();
        *told.pointer_mut(pointer).unwrap() = value.into();
        Party::of(&told).unwrap()
    }

    pub(crate) fn of_the_second() -> Party {
        Party::of(&told()).unwrap()
    }

    /// What the second user is told of the first.
    pub(crate) fn of_the_first() -> Party {
        let [a, _, _] = users();
        let mut told = told();
        let info = told.pointer_mut("/abonentinfo").unwrap().as_object_mut().unwrap();
        info.insert("calleruserid".into(), a.id.to_string().into());
        info.insert("callerid".into(), "31".into());
        info.insert("callerlinenum".into(), "5001".into());
        Party::of(&told).unwrap()
    }

    fn breaks<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>) -> bool {
        verdicts.into_iter().any(|verdict| verdict.deviation().is_some())
    }

    #[test]
    fn no_party_is_told_in_many_ways() {
        assert_eq!(Party::of(&json!({})), None);
        assert_eq!(Party::of(&json!(null)), None);
        let idle =
            Party::of(&json!({ "abonentinfo": {}, "currentlinestate": 4, "currentlinestatestr": "lsReady" }))
                .unwrap();
        assert!(!idle.is_told() && !idle.is_commutated());
        assert!(of_the_second().is_told() && of_the_second().is_commutated());
    }

    #[test]
    fn the_party_is_the_one_opposite() {
        let [a, b, _] = users();
        assert!(!breaks([&is_opposite(Some(&of_the_second()), &b)]));
        assert!(breaks([&is_opposite(Some(&of_the_second()), &a), &is_opposite(None, &b)]));
        assert!(told_with("/abonentinfo/calleruserid", "").is(&b), "by line where no GUID is told");
    }

    #[test]
    fn numbers_are_the_others_and_not_ones_own() {
        let [a, b, _] = users();
        let chain = sound();
        let broken = |party: &Party, chain| breaks(&is_numbered_as_the_other(party, &a, &b, chain));
        assert!(!broken(&of_the_second(), Some(&chain)) && !broken(&of_the_second(), None));
        assert!(broken(&told_with("/abonentinfo/callerid", "31"), None));
        assert!(broken(&told_with("/abonentinfo/callerid", "39"), Some(&chain)));
        assert!(broken(&told_with("/abonentinfo/callerlinenum", "5001"), None));
    }

    #[test]
    fn ids_are_those_of_the_chain_and_of_the_other_side() {
        let [a, b, _] = users();
        assert!(!breaks([
            &is_of_chain(&of_the_second(), &sound(), &a, &b),
            &mirrors(&of_the_second(), &of_the_second())
        ]));
        let other = told_with("/abonentinfo/commutationid", CHAIN);
        assert!(breaks([&is_of_chain(&other, &sound(), &a, &b)]));
        assert!(breaks([&is_of_chain(&of_the_second(), &with("/chainid", COMMUTATION), &a, &b)]));
        assert!(breaks([&mirrors(&other, &of_the_second())]));
    }

    #[test]
    fn a_line_state_with_two_names_is_broken() {
        let other = told_with("/currentlinestatestr", "lsTalking");
        assert!(!breaks(&line_states_are_named([&of_the_second(), &of_the_second()])));
        assert!(breaks(&line_states_are_named([&of_the_second(), &other])));
    }
}
