//! What a user is doing, as `tst_getuserstate` tells it (STATE-1 to STATE-4).

use std::fmt;

use report_model::verdict::Verdict;
use serde_json::Value;
use spec::ids::Citation;
use spec::profile::Guid;

use crate::cite;
use crate::pairs::Named;

/// What `wp_setuserstate` can make of a user, by the document's numbers (SET-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doing {
    /// Free.
    Free,
    /// On a break.
    OnBreak,
    /// Away.
    Away,
    /// Talking, or in a task.
    Busy,
}

impl Doing {
    /// All of them, in the document's order.
    pub const ALL: [Self; 4] = [Self::Free, Self::OnBreak, Self::Away, Self::Busy];

    /// The state of this number, if it is one of them.
    pub fn of_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|doing| doing.number() == number)
    }

    /// The number in answers.
    pub fn number(self) -> i64 {
        match self {
            Self::Free => 1,
            Self::OnBreak => 2,
            Self::Away => 3,
            Self::Busy => 5,
        }
    }

    /// The value of `userstateid`.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Free => "1",
            Self::OnBreak => "2",
            Self::Away => "3",
            Self::Busy => "5",
        }
    }
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Free => "state 1 (free)",
            Self::OnBreak => "state 2 (break)",
            Self::Away => "state 3 (away)",
            Self::Busy => "state 5 (busy)",
        })
    }
}

/// A user's state as an answer tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Its number and name.
    pub named: Named,
    /// The id of the property set, as written.
    set_id: String,
    /// The value of the property `id`, as written.
    property_id: String,
}

impl State {
    /// The state in a canonical answer; nothing if a part of it is missing.
    pub fn of(answer: &Value) -> Option<Self> {
        let set = answer.pointer("/data/property_sets/0")?;
        let text = |pointer: &str| set.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let number = text("/properties/state/value")?.parse().ok()?;
        let named = Named { number, name: text("/properties/state/name")? };
        Some(Self { named, set_id: text("/id")?, property_id: text("/properties/id/value")? })
    }

    /// Whether the user is doing this.
    pub fn is(&self, doing: Doing) -> bool {
        self.named.number == doing.number()
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "state {}", self.named)
    }
}

/// STATE-3: both ids are the GUID of the user asked for, whatever their letter case.
pub fn is_of_user(state: &State, user: &Guid) -> Verdict {
    let same = |id: &str| id.eq_ignore_ascii_case(&user.to_string());
    if same(&state.set_id) && same(&state.property_id) {
        return Verdict::holds(cite::e("STATE", 3));
    }
    let seen = format!("id `{}` of the set and `{}` of the property", state.set_id, state.property_id);
    Verdict::broken(cite::e("STATE", 3), format!("the user asked for, {user}, in both ids"), seen)
}

/// STATE-1: the answer is about the user asked for. It is about another if neither id is the user's; how ids are written is
/// STATE-3's matter.
pub fn is_about(state: &State, user: &Guid) -> Verdict {
    let digits = |id: &str| -> String {
        id.chars().filter(char::is_ascii_hexdigit).map(|digit| digit.to_ascii_lowercase()).collect()
    };
    let asked = digits(&user.to_string());
    if [&state.set_id, &state.property_id].into_iter().any(|id| digits(id) == asked) {
        return Verdict::holds(cite::d("STATE", 1));
    }
    Verdict::broken(
        cite::d("STATE", 1),
        format!("the state of user {user}"),
        format!("that of `{}`", state.set_id),
    )
}

/// STATE-3: GUIDs are answered in lower case, as the example has them.
pub fn is_in_lower_case(state: &State) -> Verdict {
    let upper = [&state.set_id, &state.property_id].into_iter().find(|id| id.chars().any(char::is_uppercase));
    match upper {
        None => Verdict::holds(cite::e("STATE", 3)),
        Some(id) => Verdict::broken(cite::e("STATE", 3), "GUIDs in lower case", format!("`{id}`")),
    }
}

/// STATE-4: `usReady` is the name of 1, so no other number has it.
pub fn is_ready_only_if_free(state: &State) -> Option<Verdict> {
    (state.named.name == "usReady").then(|| {
        if state.is(Doing::Free) {
            Verdict::holds(cite::e("STATE", 4))
        } else {
            let expected = "the name `usReady` for no number but 1";
            Verdict::broken(cite::e("STATE", 4), expected, state.to_string())
        }
    })
}

/// Judges that a user is seen doing something.
pub fn is_doing(citation: Citation, told: Option<&State>, doing: Doing, why: &str) -> Verdict {
    let seen = || told.map_or_else(|| "no readable state".to_owned(), ToString::to_string);
    match told {
        Some(state) if state.is(doing) => Verdict::holds(citation),
        _ => Verdict::broken(citation, format!("{doing}, {why}"), seen()),
    }
}

/// STATE-1: of two users who were given different things to do, neither is told to do what the other does. Nothing is judged where
/// the changes are not seen at all: that is not the matter of the answer.
pub fn are_apart(one: (&State, Doing), other: (&State, Doing)) -> Option<Verdict> {
    if one.0.is(one.1) && other.0.is(other.1) {
        return Some(Verdict::holds(cite::d("STATE", 1)));
    }
    let mixed = (one.0.is(other.1) && other.0.is(other.1)) || (one.0.is(one.1) && other.0.is(one.1));
    let expected = format!("{} of one user and {} of another", one.1, other.1);
    mixed.then(|| Verdict::broken(cite::d("STATE", 1), expected, format!("{} of both", one.0)))
}

/// what is answered for a user that does not exist is not the state of one that does.
pub fn is_of_nobody<'a>(state: Option<&State>, users: impl IntoIterator<Item = &'a Guid>) -> Verdict {
    let told = |user: &&Guid| state.is_some_and(|state| is_of_user(state, user).deviation().is_none());
    match users.into_iter().find(told) {
        None => Verdict::holds(cite::r(2)),
        Some(user) => Verdict::broken(
            cite::r(2),
            "no user's state for a GUID of nobody",
            format!("the state of {user}"),
        ),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "5b1c2d3e-0a1b-4c2d-8e3f-aabbccddeeff";
    const OTHER: &str = "00000000-0a1b-4c2d-8e3f-aabbccddeeff";

    /// An answer of `tst_getuserstate` in canonical form.
    pub(crate) fn answer(set_id: &str, property_id: &str, number: &str, name: &str) -> Value {
        let state = json!({ "value": number, "name": name });
        let set = json!({ "name": "user", "id": set_id, "properties": { "id": { "value": property_id }, "state": state } });
        json!({ "version": "1", "data": { "name": "userstate", "count": "1", "property_sets": [set] } })
    }

    fn holds(verdict: &Verdict) -> bool {
        verdict.deviation().is_none()
    }

    #[test]
    fn a_state_is_read_with_number_and_name() {
        let state = State::of(&answer(ID, ID, "5", "usBusy")).unwrap();
        assert!(state.is(Doing::Busy) && !state.is(Doing::Free));
        assert_eq!(state.to_string(), "state 5 `usBusy`");
        assert_eq!(State::of(&answer(ID, ID, "five", "usBusy")), None);
        assert_eq!(State::of(&json!({})), None);
    }

    #[test]
    fn only_the_free_are_ready() {
        let judged = |number: &str, name: &str| {
            is_ready_only_if_free(&State::of(&answer(ID, ID, number, name)).unwrap()).as_ref().map(holds)
        };
        assert_eq!(judged("1", "usReady"), Some(true));
        assert_eq!(judged("5", "usReady"), Some(false));
        assert_eq!(judged("5", "usBusy"), None);
    }

    #[test]
    fn an_id_in_braces_is_still_about_the_user() {
        let braced = format!("{{{}}}", ID.to_uppercase());
        let state = State::of(&answer(&braced, &braced, "1", "usReady")).unwrap();
        assert!(holds(&is_about(&state, &ID.parse().unwrap())));
        assert!(!holds(&is_of_user(&state, &ID.parse().unwrap())));
    }

    #[test]
    fn both_ids_are_the_users_in_any_letter_case() {
        let judged = |set: &str, property: &str| {
            holds(&is_of_user(
                &State::of(&answer(set, property, "1", "usReady")).unwrap(),
                &ID.parse().unwrap(),
            ))
        };
        assert!(judged(ID, ID) && judged(&ID.to_uppercase(), ID));
        assert!(!judged(OTHER, ID) && !judged(ID, OTHER));
    }

    #[test]
    fn an_answer_with_anothers_ids_is_about_another() {
        let judged = |set: &str, property: &str| {
            holds(&is_about(
                &State::of(&answer(set, property, "1", "usReady")).unwrap(),
                &ID.parse().unwrap(),
            ))
        };
        assert!(judged(ID, ID) && judged(OTHER, ID) && judged(&ID.to_uppercase(), OTHER));
        assert!(!judged(OTHER, OTHER));
    }

    #[test]
    fn upper_case_guids_are_not_as_shown() {
        let judged =
            |id: &str| holds(&is_in_lower_case(&State::of(&answer(ID, id, "1", "usReady")).unwrap()));
        assert!(judged(ID));
        assert!(!judged(&ID.to_uppercase()));
    }

    #[test]
    fn a_guid_of_nobody_shows_nobodys_state() {
        let users: [Guid; 1] = [ID.parse().unwrap()];
        let state = |id: &str| State::of(&answer(id, id, "1", "usReady"));
        assert!(holds(&is_of_nobody(None, &users)) && holds(&is_of_nobody(state(OTHER).as_ref(), &users)));
        assert!(!holds(&is_of_nobody(state(ID).as_ref(), &users)));
    }

    #[test]
    fn what_a_user_does_is_judged_by_the_number() {
        let state = State::of(&answer(ID, ID, "3", "usAway")).unwrap();
        let judged = |state, doing| holds(&is_doing(cite::d("SET", 2), state, doing, "as asked"));
        assert!(judged(Some(&state), Doing::Away));
        assert!(!judged(Some(&state), Doing::Free) && !judged(None, Doing::Free));
    }

    #[test]
    fn two_users_are_told_apart() {
        let state = |number: &str| State::of(&answer(ID, ID, number, "usSome")).unwrap();
        let judged = |one: &str, other: &str| {
            are_apart((&state(one), Doing::Busy), (&state(other), Doing::Away)).map(|verdict| holds(&verdict))
        };
        assert_eq!(judged("5", "3"), Some(true));
        assert_eq!((judged("3", "3"), judged("5", "5")), (Some(false), Some(false)));
        assert_eq!(judged("1", "1"), None, "no change seen");
    }

    #[test]
    fn numbers_in_answers_are_those_of_the_parameter() {
        assert!(Doing::ALL.iter().all(|doing| doing.parameter() == doing.number().to_string()));
    }
}
