//! The exchange at a glance agrees with what is asked one by one.

use crate::house::{House, setup, user};
use refserver_core::{LineState, Surveyed, UserState};

fn numbers(users: &[Surveyed]) -> Vec<&str> {
    users.iter().map(|surveyed| surveyed.number.as_str()).collect()
}

#[test]
fn a_survey_tells_of_each_user_and_chain_what_the_questions_about_them_tell() {
    let mut house = House::new();
    house.talk("201", "202");
    house.call("203", "84951234567");
    let survey = house.world.survey(house.now, 100);
    assert_eq!(numbers(&survey.users), ["201", "202", "203", "204", "205", "206", "207", "208"]);
    for surveyed in &survey.users {
        let number = surveyed.number.as_str();
        assert_eq!(surveyed.state, house.user(number));
        assert_eq!(surveyed.line_state, house.abonent(number).line_state);
        assert_eq!(surveyed.chain, house.chain(number).map(|chain| chain.id));
    }
    let chains = ["201", "203"].map(|number| house.chain(number).expect("a chain"));
    assert_eq!((survey.chains.as_slice(), survey.chain_count), (chains.as_slice(), 2));
    let counted: Vec<_> = survey.states.into_iter().collect();
    let expected =
        [(UserState::Disconnected, 1), (UserState::Ready, 4), (UserState::Busy, 2), (UserState::NoPhone, 1)];
    assert_eq!(counted, expected);
}

#[test]
fn where_users_are_too_many_those_in_calls_are_surveyed_first() {
    let mut setup = setup();
    setup.users.extend((20..40).map(user));
    let mut house = House::of(&setup);
    house.call("238", "239");
    let survey = house.world.survey(house.now, 3);
    assert_eq!(numbers(&survey.users), ["201", "238", "239"]);
    assert_eq!(survey.users[2].line_state, LineState::IncomingCall);
    assert_eq!((survey.states.values().sum::<usize>(), survey.chain_count), (28, 1));
    assert_eq!(house.world.survey(house.now, 0).chains.len(), 0);
}
