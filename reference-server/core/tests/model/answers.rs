//! What the questions answer: selectors, states, groups, chain content, the opposite party, and setups that are refused.

use std::time::Duration;

use crate::house::{ANSWER, ANSWER_OUTSIDE, House, TALK, request, setup, start, user, who};
use refserver_core::{
    Ability, Command, GroupSetup, LunchChange, LunchReason, NoEffect, Number, Outcome, Refusal, Selectors,
    SetupError, StateChanges, Switch, TraceElement, UserQuery, UserState, World,
};

#[test]
fn every_selector_of_a_line_is_interchangeable_in_every_parameter() {
    let mut house = House::new();
    house.talk("201", "202");
    let expected = house.chain("201");
    let of_user = user(1);
    let values = [
        of_user.id.to_string(),
        of_user.id.to_string().to_uppercase(),
        of_user.line.id.to_string(),
        of_user.line.id.to_string().to_uppercase(),
        "Имя 1".to_owned(),
        "login1".to_owned(),
        "201".to_owned(),
        "17001".to_owned(),
        "Аппарат 1".to_owned(),
        "OPERATOR1".to_owned(),
    ];
    for value in values {
        let value = Some(value);
        for who in [
            Selectors { line: value.clone(), ..Selectors::default() },
            Selectors { user: value.clone(), ..Selectors::default() },
            Selectors { wp: value.clone(), ..Selectors::default() },
            Selectors { line: Some("17001".to_owned()), user: Some(String::new()), wp: value.clone() },
        ] {
            assert_eq!(house.world.chain_content(house.now, &who), Ok(expected.clone()), "{who:?}");
        }
    }
}

#[test]
fn selectors_that_determine_no_line_are_refused_and_nobody_acts() {
    let mut setup = setup();
    setup.users[1].name = setup.users[0].name.clone();
    let mut house = House::of(&setup);
    let two = |line: &str, user: &str| Selectors {
        line: Some(line.to_owned()),
        user: Some(user.to_owned()),
        ..Selectors::default()
    };
    for (who, refusal) in [
        (Selectors::default(), Refusal::NoSelector),
        (two("", ""), Refusal::NoSelector),
        (two("17001", "nobody"), Refusal::UnknownSelector("nobody".to_owned())),
        (two("Имя 1", "login1"), Refusal::AmbiguousSelector("Имя 1".to_owned())),
        (two("17001", "login2"), Refusal::DisagreeingSelectors),
        (who("99001"), Refusal::UnknownSelector("99001".to_owned())),
        (who("120"), Refusal::UnknownSelector("120".to_owned())),
    ] {
        let away = StateChanges { state: Some(UserState::Away), ..StateChanges::default() };
        let answer = house.world.apply(house.now, &who, &Command::SetUserState(away));
        assert_eq!(answer, Err(refusal));
    }
    assert_eq!(house.states(&["201", "202", "203"]), [1, 1, 1]);
}

#[test]
fn a_state_is_answered_by_id_and_by_number_and_an_unknown_user_is_refused() {
    let mut house = House::new();
    let by_id = house.world.user_state(house.now, &UserQuery::Id(user(7).id)).unwrap();
    assert_eq!(by_id, house.user("207"));
    assert_eq!((by_id.id, by_id.state), (user(7).id, UserState::Disconnected));
    for unknown in [UserQuery::Id(uuid::Uuid::nil().into()), UserQuery::Number("120".into())] {
        assert_eq!(house.world.user_state(house.now, &unknown), Err(Refusal::UnknownUser));
    }
}

#[test]
fn the_reason_of_a_lunch_is_kept_until_the_mode_ends() {
    let mut house = House::new();
    let text = LunchReason::Text("обед".to_owned());
    let changes = StateChanges {
        call_centre: Some(Switch::On),
        lunch: Some(LunchChange::On(Some(text.clone()))),
        ..StateChanges::default()
    };
    assert_eq!(house.set("201", changes.clone()), Outcome::Done);
    let view = house.user("201");
    assert_eq!((view.state, view.lunch, view.lunch_reason), (UserState::Break, true, Some(text)));
    assert_eq!(house.set("201", changes), Outcome::Unchanged(NoEffect::StateStands));
    let leave = StateChanges { call_centre: Some(Switch::Off), ..StateChanges::default() };
    assert_eq!(house.set("201", leave), Outcome::Done);
    let view = house.user("201");
    assert_eq!((view.state, view.call_centre, view.lunch_reason), (UserState::Ready, false, None));
}

#[test]
fn a_group_counts_ready_and_busy_members_and_no_others() {
    let mut house = House::new();
    let ready = house.ready("120");
    assert_eq!(ready.ready, ["201", "202", "203", "206"].map(Number::from));
    assert_eq!(ready.busy, 0, "the disconnected member counts as neither");
    let busy = StateChanges { state: Some(UserState::Busy), ..StateChanges::default() };
    let away = StateChanges { state: Some(UserState::Away), ..StateChanges::default() };
    assert_eq!(house.set("201", busy), Outcome::Done);
    assert_eq!(house.set("202", away), Outcome::Done);
    assert_eq!(house.call("204", "206"), Outcome::Done);
    let ready = house.ready("120");
    assert_eq!((ready.ready, ready.busy), (vec![Number::from("203")], 2), "one in a task, one ringing");
}

#[test]
fn a_direct_number_is_a_group_of_one_and_an_unknown_number_is_refused() {
    let mut house = House::new();
    assert_eq!(house.ready("201").ready, [Number::from("201")]);
    house.talk("201", "202");
    let ready = house.ready("201");
    assert_eq!((ready.ready, ready.busy), (vec![], 1));
    house.wait(TALK);
    assert_eq!(house.ready("201").busy, 0);
    let unknown = Number::from("999");
    assert_eq!(house.world.ready_users(house.now, &unknown), Err(Refusal::UnknownNumber(unknown.clone())));
}

#[test]
fn the_chain_shows_the_attempt_and_then_the_commutation_with_both_sides() {
    let mut house = House::new();
    house.wait(1000);
    assert_eq!(house.call("201", "202"), Outcome::Done);
    let ringing = house.chain("202").unwrap();
    assert_eq!(Some(&ringing), house.chain("201").as_ref());
    assert_eq!(ringing.trace.len(), 1);
    let TraceElement::Call(attempt) = &ringing.trace[0] else { panic!("{ringing:?}") };
    assert_eq!((attempt.user.id, attempt.line.id), (user(1).id, user(1).line.id));
    assert_eq!((attempt.caller.as_str(), attempt.called.as_str()), ("201", "202"));
    assert_eq!(attempt.department, "Отдел");
    assert_eq!(attempt.queued.to_string(), "2012-09-17 11:46:01");
    house.wait(1000);
    let talking = house.chain("202").unwrap();
    assert_eq!((talking.id, talking.created), (ringing.id, ringing.created));
    assert_eq!(talking.trace[0], ringing.trace[0]);
    let commutation = house.commutation("202").unwrap();
    assert_eq!((commutation.a.line.id, commutation.b.line.id), (user(1).line.id, user(2).line.id));
    assert_eq!(commutation.a.text, "Имя 1");
    assert_eq!(commutation.b.user.map(|card| card.login), Some("login2".to_owned()));
    assert_eq!((commutation.a.out_number.as_str(), commutation.b.out_number.as_str()), ("201", "202"));
    assert_eq!((commutation.a.dialed, commutation.b.dialed), (Some(Number::from("202")), None));
    assert_eq!(commutation.started, talking.created);
    assert_eq!(commutation.answered, commutation.started.after(Duration::from_millis(2 * ANSWER)));
    assert_eq!((commutation.connection.number(), commutation.connection.name()), (3, "ctInnerInner"));
}

#[test]
fn the_opposite_party_is_told_only_in_a_commutation_and_carries_the_ids_of_the_chain() {
    let mut house = House::new();
    assert_eq!(house.abonent("201").abonent, None);
    assert_eq!(house.call("201", "202"), Outcome::Done);
    assert_eq!((house.abonent("201").abonent, house.abonent("202").abonent), (None, None));
    house.wait(2 * ANSWER);
    let party = house.abonent("201").abonent.unwrap();
    assert_eq!((party.line.id, party.number.as_str()), (user(2).line.id, "202"));
    assert_eq!(party.name, "Имя 2");
    assert_eq!(Some(party.chain), house.chain("201").map(|chain| chain.id));
    assert_eq!(Some(party.commutation), house.commutation("201").map(|commutation| commutation.id));
    assert!(party.can(Ability::Fax) && !party.can(Ability::Video) && !party.is_external());
}

#[test]
fn a_party_outside_is_named_by_its_number_and_reached_by_the_trunk() {
    let mut house = House::new();
    assert_eq!(house.call("201", "4951234567"), Outcome::Done);
    house.wait(ANSWER + ANSWER_OUTSIDE);
    let party = house.abonent("201").abonent.unwrap();
    assert_eq!((party.name.as_str(), party.number.as_str()), ("4951234567", "4951234567"));
    assert_eq!((party.line.number.as_str(), party.user), ("99001", None));
}

#[test]
fn lines_without_a_telephone_say_so() {
    let mut house = House::new();
    assert_eq!(house.lines(&["201", "207", "208"]), [4, 1, 2]);
}

#[test]
fn the_same_seed_and_commands_give_the_same_ids() {
    let run = |seed| {
        let mut world = World::new(&setup(), seed, start()).unwrap();
        world.apply(start(), &who("201"), &Command::AutocallStart(request("202"))).unwrap();
        world.chain_content(start(), &who("201")).unwrap()
    };
    assert_eq!(run(5), run(5));
    assert_ne!(run(5), run(6));
}

#[test]
fn a_time_that_runs_backwards_changes_nothing() {
    let mut house = House::new();
    house.talk("201", "202");
    let state = house.world.user_state(start(), &UserQuery::Number("201".into())).unwrap().state;
    assert_eq!(state, UserState::Busy);
    house.world.apply(start(), &who("203"), &Command::AutocallStart(request("204"))).unwrap();
    let created = house.chain("203").unwrap().created;
    assert_eq!(created, house.now);
}

#[test]
fn a_setup_that_contradicts_itself_is_refused_with_the_value() {
    type Spoil = fn(&mut refserver_core::Setup);
    let cases: [(Spoil, SetupError); 6] = [
        (
            |s| s.users[1].line.id = uuid::Uuid::from(s.users[0].id).into(),
            SetupError::RepeatedGuid(user(1).id.into()),
        ),
        (|s| s.users[1].number = "17001".into(), SetupError::RepeatedNumber("17001".into())),
        (|s| s.users[1].number = "".into(), SetupError::EmptyNumber("user login2".to_owned())),
        (
            |s| s.groups[0].members = vec!["999".into()],
            SetupError::UnknownMember { group: "120".into(), member: "999".into() },
        ),
        (
            |s| {
                s.groups =
                    vec![GroupSetup { number: "121".into(), members: vec!["201".into(), "17001".into()] }];
            },
            SetupError::RepeatedMember { group: "121".into(), member: "17001".into() },
        ),
        (|s| s.users[0].state = UserState::Break, SetupError::BreakOutsideCallCentre("login1".to_owned())),
    ];
    for (spoil, error) in cases {
        let mut spoilt = setup();
        spoil(&mut spoilt);
        assert_eq!(World::new(&spoilt, 1, start()).err(), Some(error));
    }
}
