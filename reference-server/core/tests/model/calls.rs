//! One scenario a rule of CALL, with a held clock, seen through states, chains and opposite parties.

use crate::house::{ANSWER, ANSWER_OUTSIDE, HOLD, House, RING, TALK, request, setup, who};
use refserver_core::{
    CallRequest, Command, Direction, LunchChange, NoEffect, Number, Outcome, Refusal, StateChanges, Switch,
    TraceElement, UserState,
};

const UNCHANGED: fn(NoEffect) -> Outcome = Outcome::Unchanged;

#[test]
fn direct_rings_the_party_then_the_line_and_then_they_talk() {
    let mut house = House::new();
    assert_eq!(house.call("201", "202"), Outcome::Done);
    assert_eq!(house.lines(&["201", "202"]), [2048, 16]);
    assert_eq!(house.states(&["201", "202"]), [1, 1]);
    house.wait(ANSWER);
    assert_eq!(house.lines(&["201", "202"]), [16, 8]);
    assert_eq!(house.states(&["201", "202"]), [1, 5]);
    house.wait(ANSWER);
    assert_eq!(house.lines(&["201", "202"]), [32, 32]);
    assert_eq!(house.states(&["201", "202"]), [5, 5]);
    assert_eq!(house.opposite("201").as_deref(), Some("202"));
    assert_eq!(house.opposite("202").as_deref(), Some("201"));
    house.wait(TALK);
    assert_eq!(house.lines(&["201", "202"]), [4, 4]);
    assert_eq!(house.states(&["201", "202"]), [1, 1]);
    assert_eq!((house.chain("201"), house.chain("202")), (None, None));
}

#[test]
fn back_rings_the_line_first_and_the_party_after_its_answer() {
    let mut house = House::new();
    assert_eq!(house.call_back("201", "202"), Outcome::Done);
    assert_eq!(house.lines(&["201", "202"]), [16, 4]);
    assert_eq!(house.chain("202"), None);
    house.wait(ANSWER);
    assert_eq!(house.lines(&["201", "202"]), [8, 16]);
    assert_eq!(house.states(&["201", "202"]), [5, 1]);
    house.wait(ANSWER);
    assert_eq!(house.lines(&["201", "202"]), [32, 32]);
}

#[test]
fn back_ends_when_the_party_is_busy_by_the_time_the_line_answers() {
    let mut house = House::new();
    assert_eq!(house.call_back("201", "202"), Outcome::Done);
    house.wait(ANSWER / 2);
    assert_eq!(house.call("202", "203"), Outcome::Done);
    house.wait(ANSWER / 2);
    assert_eq!(house.chain("201"), None);
    assert_eq!(house.states(&["201"]), [1]);
}

#[test]
fn without_a_number_nothing_happens() {
    let mut house = House::new();
    for number in [None, Some(Number::from(""))] {
        for command in [Command::AutocallStart, Command::SwitchCall] {
            let request = CallRequest { number: number.clone(), ..CallRequest::default() };
            let answer = house.world.apply(house.now, &who("201"), &command(request));
            assert_eq!(answer, Err(Refusal::MissingNumber));
        }
    }
    assert_eq!(house.chain("201"), None);
}

#[test]
fn the_direction_is_found_out_from_the_number() {
    for (number, word) in
        [("202", "internal"), ("17002", "internal"), ("120", "internal"), ("4951234567", "external")]
    {
        let mut house = House::new();
        assert_eq!(house.call("201", number), Outcome::Done);
        let chain = house.chain("201").unwrap();
        let TraceElement::Call(call) = &chain.trace[0] else { panic!("{chain:?}") };
        assert_eq!(call.direction.name(), word, "{number}");
    }
}

#[test]
fn pbx_fails_for_a_number_that_is_not_internal_and_city_takes_any() {
    let mut house = House::new();
    assert_eq!(house.call_towards("201", "4951234567", Direction::Pbx), UNCHANGED(NoEffect::NotInternal));
    assert_eq!(house.chain("201"), None);
    assert_eq!(house.call_towards("201", "202", Direction::City), Outcome::Done);
    assert_eq!(house.lines(&["201", "202"]), [2048, 4]);
}

#[test]
fn a_party_outside_answers_and_has_no_user() {
    let mut house = House::new();
    assert_eq!(house.call("201", "4951234567"), Outcome::Done);
    house.wait(ANSWER_OUTSIDE);
    assert_eq!(house.lines(&["201"]), [16]);
    house.wait(ANSWER);
    let commutation = house.commutation("201").unwrap();
    assert_eq!((commutation.b.user, commutation.connection.number()), (None, 1));
    let party = house.abonent("201").abonent.unwrap();
    assert!(party.is_external());
    assert_eq!(party.line.number.as_str(), "99001");
}

#[test]
fn a_group_number_rings_the_first_free_member_but_never_the_caller() {
    let mut house = House::new();
    assert_eq!(house.set("202", state(UserState::Away)), Outcome::Done);
    assert_eq!(house.call("201", "120"), Outcome::Done);
    assert_eq!(house.lines(&["201", "202", "203"]), [2048, 4, 16]);
    assert_eq!(house.call("204", "120"), Outcome::Done, "206 is left");
    assert_eq!(house.call("205", "120"), UNCHANGED(NoEffect::PartyBusy));
}

#[test]
fn a_group_call_passes_over_a_redirected_member() {
    let mut house = House::new();
    let redirect = StateChanges { redirect: Some(Switch::On), ..StateChanges::default() };
    assert_eq!(house.set("201", redirect), Outcome::Done);
    assert_eq!(house.call("204", "120"), Outcome::Done);
    assert_eq!(house.lines(&["201", "202"]), [4, 16]);
}

#[test]
fn busy_absent_and_own_numbers_end_the_session_at_once() {
    let mut house = House::new();
    house.talk("202", "203");
    assert_eq!(house.set("204", state(UserState::Busy)), Outcome::Done);
    for (number, why) in [
        ("203", NoEffect::PartyBusy),
        ("204", NoEffect::PartyBusy),
        ("207", NoEffect::PartyUnavailable),
        ("208", NoEffect::PartyUnavailable),
        ("201", NoEffect::OwnNumber),
        ("17001", NoEffect::OwnNumber),
    ] {
        assert_eq!(house.call("201", number), UNCHANGED(why), "{number}");
        assert_eq!(house.chain("201"), None, "{number}");
    }
    assert_eq!(house.call("207", "201"), UNCHANGED(NoEffect::NoTelephone));
}

#[test]
fn an_unanswered_ring_ends_after_the_ring_timeout() {
    let mut house = House::new();
    assert_eq!(house.call("201", "206"), Outcome::Done);
    house.wait(RING - 1);
    assert_eq!(house.lines(&["201", "206"]), [2048, 16]);
    house.wait(1);
    assert_eq!(house.lines(&["201", "206"]), [4, 4]);
    assert_eq!(house.states(&["201", "206"]), [1, 1]);
}

#[test]
fn calls_that_cross_leave_one_session() {
    let mut house = House::new();
    assert_eq!(house.call("201", "202"), Outcome::Done);
    assert_eq!(house.call("202", "201"), UNCHANGED(NoEffect::LineOccupied));
    house.wait(2 * ANSWER);
    assert_eq!(house.chain("201"), house.chain("202"));
    let mut house = House::new();
    assert_eq!(house.call_back("201", "202"), Outcome::Done);
    assert_eq!(house.call_back("202", "201"), Outcome::Done);
    house.wait(2 * ANSWER);
    assert_eq!(house.chain("201"), house.chain("202"));
    let commutation = house.commutation("201").unwrap();
    assert_eq!(
        commutation.a.out_number.as_str(),
        "202",
        "the first finds the other busy and frees its line for it"
    );
}

#[test]
fn stop_ends_the_session_while_anybody_is_rung_and_never_a_conversation() {
    let mut house = House::new();
    assert_eq!(house.order("201", &Command::AutocallStop), UNCHANGED(NoEffect::NoSession));
    for wait in [0, ANSWER] {
        assert_eq!(house.call("201", "202"), Outcome::Done);
        house.wait(wait);
        assert_eq!(house.order("202", &Command::AutocallStop), UNCHANGED(NoEffect::NoSession));
        assert_eq!(house.order("201", &Command::AutocallStop), Outcome::Done);
        assert_eq!(house.lines(&["201", "202"]), [4, 4]);
        assert_eq!(house.states(&["201", "202"]), [1, 1]);
    }
    house.talk("201", "202");
    assert_eq!(house.order("201", &Command::AutocallStop), UNCHANGED(NoEffect::NoSession));
    assert_eq!(house.lines(&["201", "202"]), [32, 32]);
}

#[test]
fn decline_frees_the_line_that_is_rung_and_ends_the_session() {
    let mut house = House::new();
    assert_eq!(house.order("202", &Command::DeclineCall), UNCHANGED(NoEffect::NothingIncoming));
    assert_eq!(house.call("201", "202"), Outcome::Done);
    assert_eq!(house.order("201", &Command::DeclineCall), UNCHANGED(NoEffect::NothingIncoming));
    assert_eq!(house.order("202", &Command::DeclineCall), Outcome::Done);
    assert_eq!(house.lines(&["201", "202"]), [4, 4]);
    house.talk("201", "202");
    assert_eq!(house.order("202", &Command::DeclineCall), UNCHANGED(NoEffect::NothingIncoming));
    assert_eq!(house.lines(&["201", "202"]), [32, 32]);
}

#[test]
fn decline_of_the_ring_back_ends_the_session_too() {
    let mut house = House::new();
    assert_eq!(house.call("201", "202"), Outcome::Done);
    house.wait(ANSWER);
    assert_eq!(house.order("201", &Command::DeclineCall), Outcome::Done);
    assert_eq!(house.lines(&["201", "202"]), [4, 4]);
}

#[test]
fn flash_holds_the_call_and_a_second_flash_brings_the_same_commutation_back() {
    let mut house = House::new();
    assert_eq!(house.order("201", &Command::Flash), UNCHANGED(NoEffect::NothingToFlash));
    house.talk("201", "202");
    let before = house.chain("201");
    house.wait(TALK / 2);
    assert_eq!(house.order("202", &Command::Flash), Outcome::Done);
    assert_eq!(house.lines(&["201", "202"]), [64, 128]);
    assert_eq!(house.states(&["201", "202"]), [5, 5]);
    assert_eq!(house.order("201", &Command::Flash), UNCHANGED(NoEffect::NothingToFlash));
    house.wait(TALK);
    assert_eq!((house.chain("201"), house.chain("202")), (before.clone(), before.clone()));
    assert_eq!(house.order("202", &Command::Flash), Outcome::Done);
    assert_eq!(house.lines(&["201", "202"]), [32, 32]);
    assert_eq!(house.chain("201"), before);
    house.wait(TALK / 2 - 1);
    assert_eq!(house.lines(&["201", "202"]), [32, 32]);
    house.wait(1);
    assert_eq!(house.lines(&["201", "202"]), [4, 4], "time on hold does not count as talking");
}

#[test]
fn a_held_party_does_not_wait_for_ever() {
    let mut house = House::new();
    house.talk("201", "202");
    assert_eq!(house.order("201", &Command::Flash), Outcome::Done);
    house.wait(HOLD - 1);
    assert_eq!(house.lines(&["201", "202"]), [128, 64]);
    house.wait(1);
    assert_eq!(house.lines(&["201", "202"]), [4, 4]);
}

#[test]
fn switch_holds_the_call_and_the_held_call_comes_back_after_the_consultation() {
    let mut house = House::new();
    house.talk("201", "202");
    let first = house.commutation("201").unwrap().id;
    assert_eq!(house.switch("201", "203"), Outcome::Done);
    assert_eq!(house.lines(&["201", "202", "203"]), [8, 64, 16]);
    house.wait(ANSWER);
    assert_eq!(house.lines(&["201", "202", "203"]), [32, 64, 32]);
    assert_eq!(house.opposite("201").as_deref(), Some("203"));
    assert_ne!(house.commutation("201").unwrap().id, first);
    assert_eq!(house.switch("201", "204"), UNCHANGED(NoEffect::TwoCallsStand));
    house.wait(TALK);
    assert_eq!(house.lines(&["201", "202", "203"]), [32, 32, 4]);
    assert_eq!(house.commutation("201").unwrap().id, first);
    assert_eq!(house.states(&["201", "202", "203"]), [5, 5, 1]);
}

#[test]
fn a_consultation_that_is_declined_stopped_flashed_or_unanswered_gives_the_held_call_back() {
    let ends: [fn(&mut House); 4] = [
        |house| assert_eq!(house.order("206", &Command::DeclineCall), Outcome::Done),
        |house| assert_eq!(house.order("201", &Command::AutocallStop), Outcome::Done),
        |house| assert_eq!(house.order("201", &Command::Flash), Outcome::Done),
        |house| house.wait(RING),
    ];
    for end in ends {
        let mut house = House::new();
        house.talk("201", "202");
        assert_eq!(house.switch("201", "206"), Outcome::Done);
        end(&mut house);
        assert_eq!(house.lines(&["201", "202", "206"]), [32, 32, 4]);
    }
}

#[test]
fn flash_swaps_where_two_calls_stand() {
    let mut house = House::new();
    house.talk("201", "202");
    assert_eq!(house.switch("201", "203"), Outcome::Done);
    house.wait(ANSWER);
    assert_eq!(house.order("201", &Command::Flash), Outcome::Done);
    assert_eq!(house.lines(&["201", "202", "203"]), [32, 32, 64]);
    assert_eq!(house.opposite("201").as_deref(), Some("202"));
    assert_eq!(house.order("201", &Command::Flash), Outcome::Done);
    assert_eq!(house.lines(&["201", "202", "203"]), [32, 64, 32]);
}

#[test]
fn a_switch_to_nobody_does_not_disturb_the_conversation_and_on_an_idle_line_starts_dialling() {
    let mut house = House::new();
    house.talk("201", "202");
    for (number, why) in
        [("202", NoEffect::PartyBusy), ("201", NoEffect::OwnNumber), ("207", NoEffect::PartyUnavailable)]
    {
        assert_eq!(house.switch("201", number), UNCHANGED(why));
        assert_eq!(house.lines(&["201", "202"]), [32, 32]);
    }
    assert_eq!(house.switch("203", "204"), Outcome::Done);
    assert_eq!(house.lines(&["203", "204"]), [2048, 16]);
    assert_eq!(house.switch("203", "205"), UNCHANGED(NoEffect::LineOccupied));
}

#[test]
fn a_redirected_user_is_not_rung_but_his_redirect_number_is() {
    let redirect = StateChanges { redirect: Some(Switch::On), ..StateChanges::default() };
    let mut house = House::new();
    assert_eq!(house.set("202", redirect.clone()), Outcome::Done);
    assert_eq!(house.call("201", "202"), UNCHANGED(NoEffect::PartyUnavailable));
    let mut setup = setup();
    setup.users[1].redirect_to = Some(Number::from("203"));
    setup.users[2].redirect_to = Some(Number::from("202"));
    let mut house = House::of(&setup);
    assert_eq!(house.set("202", redirect.clone()), Outcome::Done);
    assert_eq!(house.call("201", "202"), Outcome::Done);
    assert_eq!(house.lines(&["202", "203"]), [4, 16]);
    assert_eq!(house.order("201", &Command::AutocallStop), Outcome::Done);
    assert_eq!(house.set("203", redirect), Outcome::Done);
    assert_eq!(
        house.call("201", "202"),
        UNCHANGED(NoEffect::PartyUnavailable),
        "redirections do not run in a circle"
    );
}

#[test]
fn after_a_call_a_user_is_what_he_was_or_on_a_break_in_lunch_mode() {
    let mut house = House::new();
    let lunch = StateChanges { lunch: Some(LunchChange::On(None)), ..StateChanges::default() };
    assert_eq!(
        house.set("202", StateChanges { call_centre: Some(Switch::On), ..StateChanges::default() }),
        Outcome::Done
    );
    assert_eq!(house.set("201", state(UserState::Away)), Outcome::Done);
    house.talk("201", "202");
    assert_eq!(house.set("202", lunch), Outcome::Done);
    assert_eq!(house.set("201", state(UserState::Ready)), UNCHANGED(NoEffect::StateStands));
    assert_eq!(house.states(&["201", "202"]), [5, 5]);
    house.wait(TALK);
    assert_eq!(house.states(&["201", "202"]), [3, 2]);
}

#[test]
fn a_late_advance_runs_everything_in_order_of_time() {
    let mut stepped = House::new();
    let mut jumped = House::new();
    for house in [&mut stepped, &mut jumped] {
        assert_eq!(house.order("201", &Command::AutocallStart(request("202"))), Outcome::Done);
        assert_eq!(house.call_back("203", "204"), Outcome::Done);
    }
    for _ in 0..(2 * ANSWER + 10) {
        stepped.wait(1);
    }
    jumped.wait(2 * ANSWER + 10);
    for number in ["201", "203"] {
        assert_eq!(stepped.chain(number), jumped.chain(number));
        assert!(jumped.commutation(number).is_some());
    }
    jumped.wait(10 * TALK);
    assert_eq!(jumped.world.next_due(), None);
}

fn state(state: UserState) -> StateChanges {
    StateChanges { state: Some(state), ..StateChanges::default() }
}
