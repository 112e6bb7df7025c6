//! The checks that read canonical values: total over anything, and true to themselves where a thing is compared with itself.

use checks::chain::{self, Chain};
use checks::license::{self, Detail};
use checks::look::{self, Look, Signs};
use checks::party::{self, Party};
use checks::ready::{self, Move, Ready};
use checks::script::{self, Outputs, RunReport};
use checks::state::{self, Doing, State};
use checks::upload::Stored;
use checks::{agree, cite};
use report_model::verdict::Verdict;
use serde_json::Value;
use spec::decode::{Format, Limits, decode};
use spec::profile::{InternalNumber, User};

use crate::ground::PROFILE;
use crate::verdicts;

/// Every line of the input is a JSON text.
pub(crate) fn values(input: &[u8]) {
    let read = |line: &[u8]| decode(Format::Json, None, line, &Limits::default()).ok();
    let values: Vec<Value> =
        input.split(|byte| *byte == b'\n').filter_map(read).map(|decoded| decoded.value).take(8).collect();
    let [one, other, ..] = PROFILE.users.as_slice() else { panic!("a profile with users") };
    let looks: Vec<Look> = values.iter().map(look_of).collect();
    for look in &looks {
        of_a_look(look, one, other);
        for beside in &looks {
            verdicts::of(|| agree::of_one_conversation((look, one), (beside, other)));
            verdicts::of(|| vec![look::is_reached(cite::d("CALL", 1), look, beside, "a call")]);
            assert!(!look.is_touched(look) || look.party.as_ref().is_some_and(Party::is_told));
        }
    }
    for value in &values {
        of_uploads(value);
        of_scripts(value);
        of_licences(value);
    }
    of_groups(&values);
}

fn look_of(value: &Value) -> Look {
    let part = |key: &str| value.get(key).unwrap_or(value);
    Look { state: State::of(part("state")), chain: Chain::of(part("chain")), party: Party::of(part("party")) }
}

fn of_a_look(look: &Look, one: &User, other: &User) {
    if let Some(told) = &look.state {
        of_a_state(told, one);
    }
    if let Some(told) = &look.chain {
        of_a_chain(told, one, other);
    }
    if let Some(told) = &look.party {
        verdicts::of(|| vec![party::is_opposite(Some(told), other)]);
        verdicts::of(|| party::is_numbered_as_the_other(told, one, other, look.chain.as_ref()));
        assert!(verdicts::all_hold(&verdicts::of(|| vec![party::mirrors(told, told)])));
        let named: Vec<Verdict> = party::line_states_are_named([told, told]).into_iter().collect();
        assert!(verdicts::all_hold(&verdicts::of(|| named.clone())), "one name is two");
    }
    let signs = Signs::of((look, one), (look, other));
    assert!(signs.any() || !signs.all());
    assert_eq!(signs.all(), verdicts::all_hold(&verdicts::of(|| signs.judge(look, look).to_vec())));
    assert!(!look.to_string().is_empty());
}

fn of_a_state(told: &State, user: &User) {
    let of_user = verdicts::of(|| vec![state::is_of_user(told, &user.id)]);
    let about = verdicts::of(|| vec![state::is_about(told, &user.id)]);
    assert!(
        verdicts::all_hold(&about) || !verdicts::all_hold(&of_user),
        "of a user, and yet not about the user"
    );
    let of_nobody = verdicts::of(|| vec![state::is_of_nobody(Some(told), [&user.id])]);
    assert_ne!(verdicts::all_hold(&of_nobody), verdicts::all_hold(&of_user));
    verdicts::of(|| vec![state::is_in_lower_case(told)]);
    verdicts::of(|| state::is_ready_only_if_free(told).into_iter().collect());
    let doing = Doing::ALL.into_iter().filter(|doing| told.is(*doing));
    assert!(doing.count() <= 1, "two states at once");
    for doing in Doing::ALL {
        verdicts::of(|| vec![state::is_doing(cite::d("SET", 2), Some(told), doing, "it was set")]);
        verdicts::of(|| state::are_apart((told, doing), (told, Doing::Away)).into_iter().collect());
    }
}

fn of_a_chain(told: &Chain, one: &User, other: &User) {
    assert_eq!(told.between(one, other), told.between(other, one), "sides have an order");
    for commutation in told.commutations() {
        let joined = commutation.side_of(one).is_some() && commutation.side_of(other).is_some();
        assert!(joined || !commutation.joins(one, other));
    }
    verdicts::of(|| vec![chain::holds_both(Some(told), one, other), chain::stands_in_order(told)]);
    verdicts::of(|| vec![chain::runs_forward(told), chain::names_its_call(told)]);
    verdicts::of(|| chain::is_of_one_call(told, one, other));
    verdicts::of(|| vec![chain::is_nobody_elses(Some(told), Some(told))]);
    assert!(verdicts::all_hold(&verdicts::of(|| vec![chain::is_nobody_elses(None, Some(told))])));
    let alone = verdicts::of(|| chain::pairs_agree([told]));
    assert_eq!(alone, chain::pairs_agree([told, told]), "a chain disagrees with itself only");
}

fn of_uploads(value: &Value) {
    let Some(stored) = Stored::of(value) else { return };
    let sent = stored.files.len();
    let described = verdicts::of(|| vec![stored.describes(sent)]);
    assert_eq!(verdicts::all_hold(&described), stored.count == Some(sent));
    let all = verdicts::of(|| vec![stored.all_saved(cite::d("UP", 3))]);
    assert_eq!(verdicts::all_hold(&all), stored.files.iter().all(|file| file.saved));
    let names: Vec<(&str, usize)> = stored.files.iter().map(|file| (file.name.as_str(), 3)).collect();
    verdicts::of(|| stored.named(&names).into_iter().collect());
    for file in &stored.files {
        verdicts::of(|| file.path_ends_in_name().into_iter().chain(file.lies_in_upload_folder()).collect());
        verdicts::of(|| {
            file.sized(3).into_iter().chain([file.harmless(&file.name, file.folder())]).collect()
        });
        // A file that is stored takes its own place, if it has one.
        let own = verdicts::of(|| file.spares(file).into_iter().collect());
        assert!(own.is_empty() || verdicts::all_hold(&own) != file.saved);
        if let Some(sibling) = file.sibling("beside.bin") {
            assert!(sibling.ends_with("beside.bin"));
        }
    }
    let files: Vec<_> = stored.files.iter().collect();
    verdicts::of(|| vec![Stored::differently_named(&files)]);
}

fn of_scripts(value: &Value) {
    let report = RunReport::of(value);
    let outputs =
        Outputs { wrapped: Some(report.returned.clone()), plain: value.as_str().map(str::to_owned) };
    let expected = report.returned.as_str();
    assert!(verdicts::all_hold(&verdicts::of(|| vec![outputs.arrive(cite::i("EXEC", 2), expected)])));
    assert!(verdicts::all_hold(&verdicts::of(|| outputs.carried_in_xml(expected).into_iter().collect())));
    verdicts::of(|| outputs.bare(expected).into_iter().chain(outputs.agree(&["a", "b"])).collect());
    verdicts::of(|| vec![script::placed(expected, &["a", "b", "c", "d", "e"])]);
    verdicts::of(|| vec![script::unmixed(expected, "a", &["a".to_owned(), "b".to_owned()])]);
    assert!(verdicts::all_hold(&verdicts::of(|| vec![script::holds_result(Some(expected), expected)])));
}

fn of_licences(value: &Value) {
    let words = license::words_of(value);
    for detail in Detail::ALL {
        let judged = verdicts::of(|| vec![detail.judge(&words, None)]);
        assert_eq!(verdicts::all_hold(&judged), detail.fits(&words));
        let occurs = verdicts::of(|| vec![detail.occurs(&words, "the text", &words)]);
        assert_eq!(verdicts::all_hold(&occurs), !words.is_empty());
        verdicts::of(|| vec![license::tells_no_detail(&words, std::slice::from_ref(&words))]);
    }
}

fn of_groups(values: &[Value]) {
    let members: Vec<InternalNumber> = PROFILE.users.iter().map(|user| user.number.clone()).collect();
    let Some(first) = members.first() else { return };
    let told: Vec<Ready> = values.iter().filter_map(Ready::of).collect();
    for now in &told {
        verdicts::of(|| ready::adds_up(now, &members).to_vec());
        for before in &told {
            verdicts::of(|| ready::follows(before, now, first, Move::Left));
            verdicts::of(|| ready::follows(before, now, first, Move::CameBack));
        }
    }
}
