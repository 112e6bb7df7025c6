//! Whose chain it is, and whether its sides agree with each other (CHAIN-1, CHAIN-5).

use report_model::verdict::Verdict;
use spec::profile::User;

use super::{Chain, Commutation, Placed, Side};
use crate::cite;

/// CHAIN-1: the chain holds the conversation in which the line takes part.
pub fn holds_both(chain: Option<&Chain>, one: &User, other: &User) -> Verdict {
    if chain.is_some_and(|chain| chain.between(one, other).is_some()) {
        return Verdict::holds(cite::d("CHAIN", 1));
    }
    let expected = format!("a chain with a commutation of user {} and user {}", one.id, other.id);
    let seen = match chain {
        None => "no chain".to_owned(),
        Some(chain) => match chain.commutations().last() {
            None => format!("{chain}"),
            Some(last) => format!("{chain}; its last commutation joins {} and {}", last.a, last.b),
        },
    };
    Verdict::broken(cite::d("CHAIN", 1), expected, seen)
}

/// CHAIN-3: a conversation that came of a call has the call in its trace, by the example's name.
pub fn names_its_call(chain: &Chain) -> Verdict {
    if chain.calls().next().is_some() {
        return Verdict::holds(cite::e("CHAIN", 3));
    }
    Verdict::broken(cite::e("CHAIN", 3), "an element `call` in the trace", chain.to_string())
}

/// CHAIN-1: a line that takes part in no chain is not told somebody else's.
pub fn is_nobody_elses(told: Option<&Chain>, others: Option<&Chain>) -> Verdict {
    match (told, others) {
        (Some(told), Some(others)) if told.id == others.id => {
            let seen = format!("{told}, in which another line takes part");
            Verdict::broken(cite::d("CHAIN", 1), "no chain for a line that takes part in none", seen)
        }
        _ => Verdict::holds(cite::d("CHAIN", 1)),
    }
}

/// CHAIN-5: in the commutation of two users every key of a side speaks of the same user, and its numbers are those of a call
/// of the chain.
pub fn is_of_one_call(chain: &Chain, one: &User, other: &User) -> Vec<Verdict> {
    let Some(commutation) = chain.between(one, other) else { return Vec::new() };
    let mut verdicts: Vec<Verdict> =
        [one, other].into_iter().filter_map(|user| speaks_of_one(&commutation, user)).collect();
    verdicts.extend(is_of_a_call(chain, &commutation));
    verdicts.extend(begins_with_the_caller(chain, &commutation));
    verdicts
}

fn speaks_of_one(commutation: &Commutation, user: &User) -> Option<Verdict> {
    let side = commutation.side_of(user)?;
    Some(match stranger(side, user) {
        None => Verdict::holds(cite::i("CHAIN", 5)),
        Some(key) => {
            let expected = format!("one side of the commutation all of user {}", user.id);
            Verdict::broken(cite::i("CHAIN", 5), expected, format!("another's {key}: {side}"))
        }
    })
}

/// The first key of a side that is not the user's, as far as the profile knows the user.
fn stranger(side: &Side, user: &User) -> Option<&'static str> {
    let line_id = user.line_id.map(|id| id.to_string());
    let keys = [
        ("user id", Some(user.id.to_string()), &side.user_id),
        ("login", user.login.clone(), &side.login),
        ("line id", line_id, &side.line_id),
        ("line number", user.line.clone(), &side.line),
    ];
    keys.into_iter()
        .find(|(_, known, told)| !told.is_empty() && known.as_ref().is_some_and(|known| known != *told))
        .map(|(key, ..)| key)
}

fn is_of_a_call(chain: &Chain, commutation: &Commutation) -> Option<Verdict> {
    let calls: Vec<Placed> = chain.calls().collect();
    let last = calls.last()?;
    let numbers = [commutation.a.number.as_str(), commutation.b.number.as_str()];
    let lines = [commutation.a.line_id.as_str(), commutation.b.line_id.as_str()];
    let is = |call: &Placed| {
        let ends = [call.caller.as_str(), call.called.as_str()];
        (ends == numbers || ends == [numbers[1], numbers[0]]) && lines.contains(&call.line_id.as_str())
    };
    // A key that is missing is CHAIN-3's matter.
    let told = |call: &Placed| ![&call.caller, &call.called, &call.line_id].iter().any(|key| key.is_empty());
    if !calls.iter().all(told) || numbers.iter().chain(&lines).any(|key| key.is_empty()) {
        return None;
    }
    if calls.iter().any(is) {
        return Some(Verdict::holds(cite::i("CHAIN", 5)));
    }
    let expected =
        format!("a commutation of a call's two sides, such as `{}` and `{}`", last.caller, last.called);
    let seen = format!("`{}` and `{}`, with the call from line {}", numbers[0], numbers[1], last.line_id);
    Some(Verdict::broken(cite::i("CHAIN", 5), expected, seen))
}

/// The example's side `a` is the line from which the call is placed, and `b` the one that is called. Judged where the chain has but one
/// call, so that there is no doubt whose sides they are.
fn begins_with_the_caller(chain: &Chain, commutation: &Commutation) -> Option<Verdict> {
    let mut calls = chain.calls();
    let (call, None) = (calls.next()?, calls.next()) else { return None };
    let (a, b) = (&commutation.a.line_id, &commutation.b.line_id);
    let turned = call.line_id == *b && call.line_id != *a;
    let expected = format!("the line that calls, {}, as side `a` of the commutation", call.line_id);
    match turned {
        true => Some(Verdict::broken(cite::i("CHAIN", 5), expected, format!("{a} as `a` and {b} as `b`"))),
        false => (call.line_id == *a).then(|| Verdict::holds(cite::i("CHAIN", 5))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{conversation, sound, users, with};
    use super::*;

    fn breaks(verdicts: &[Verdict]) -> bool {
        verdicts.iter().any(|verdict| verdict.deviation().is_some())
    }

    #[test]
    fn a_conversation_holds_its_two_users() {
        let [a, b, c] = users();
        assert!(holds_both(Some(&sound()), &b, &a).deviation().is_none());
        assert!(holds_both(Some(&sound()), &a, &c).deviation().is_some());
        assert!(holds_both(None, &a, &b).deviation().is_some());
    }

    #[test]
    fn a_chain_of_others_is_not_ones_own() {
        let another = with("/chainid", "90000000-0000-4000-8000-00000000000f");
        assert!(is_nobody_elses(None, Some(&sound())).deviation().is_none());
        assert!(is_nobody_elses(Some(&another), Some(&sound())).deviation().is_none());
        assert!(is_nobody_elses(Some(&sound()), Some(&sound())).deviation().is_some());
    }

    #[test]
    fn a_call_by_another_name_is_none() {
        assert!(names_its_call(&sound()).deviation().is_none());
        assert!(names_its_call(&with("/trace/0/contentelementtype", "Call")).deviation().is_some());
    }

    #[test]
    fn sides_that_agree_hold() {
        let [a, b, _] = users();
        let verdicts = is_of_one_call(&sound(), &a, &b);
        assert!(verdicts.len() == 4 && !breaks(&verdicts));
    }

    #[test]
    fn a_commutation_whose_sides_have_changed_places_is_broken() {
        let [a, b, _] = users();
        let mut turned = conversation();
        let commutation = turned.pointer_mut("/trace/1").unwrap().as_object_mut().unwrap();
        let was = commutation.clone();
        for (key, value) in commutation.iter_mut() {
            let other = match key.split_at(1) {
                ("a", rest) => format!("b{rest}"),
                ("b", rest) => format!("a{rest}"),
                _ => continue,
            };
            value.clone_from(&was[&other]);
        }
        let turned = Chain::of(&turned).unwrap();
        assert!(breaks(&is_of_one_call(&turned, &a, &b)) && breaks(&is_of_one_call(&turned, &b, &a)));
    }

    #[test]
    fn a_key_of_another_user_breaks_a_side() {
        let [a, b, c] = users();
        let broken = |pointer: &str, value: String| breaks(&is_of_one_call(&with(pointer, value), &a, &b));
        assert!(broken("/trace/1/auserid", b.id.to_string()));
        assert!(broken("/trace/1/blinenumber", "5001".to_owned()));
        assert!(broken("/trace/1/buserlogin", "login3".to_owned()));
        assert!(broken("/trace/1/alineid", c.line_id.unwrap().to_string()));
    }

    #[test]
    fn numbers_of_no_call_are_broken() {
        let [a, b, c] = users();
        assert!(breaks(&is_of_one_call(&with("/trace/0/calledid", "31"), &a, &b)));
        assert!(breaks(&is_of_one_call(&with("/trace/1/boutnumber", "39"), &a, &b)));
        let line = c.line_id.unwrap().to_string();
        assert!(breaks(&is_of_one_call(&with("/trace/0/srclineid", line), &a, &b)));
    }
}
