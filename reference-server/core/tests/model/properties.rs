//! Random commands at random times: the exchange stays consistent, and its user states agree with a naive second model.

use crate::house::{House, request, setup};
use proptest::{option, prelude::*, sample::select};
use refserver_core::{
    Abonent, CallRequest, Command, Direction, LunchChange, LunchReason, Moment, Number, Outcome, Sequence,
    StateChanges, Switch, TraceElement, UserState,
};

const NUMBERS: [&str; 8] = ["201", "202", "203", "204", "205", "206", "207", "208"];

fn a_switch() -> impl Strategy<Value = Switch> {
    select(vec![Switch::On, Switch::Off])
}

fn a_lunch_change() -> impl Strategy<Value = LunchChange> {
    let reason = option::of(prop_oneof![
        (1000..1003i64).prop_map(LunchReason::Code),
        Just(LunchReason::Text("обед".to_owned()))
    ]);
    prop_oneof![reason.prop_map(LunchChange::On), Just(LunchChange::Off)]
}

fn some_changes() -> impl Strategy<Value = StateChanges> {
    let state = option::of(select(UserState::ALL));
    (option::of(a_switch()), option::of(a_switch()), option::of(a_lunch_change()), state).prop_map(
        |(call_centre, redirect, lunch, state)| StateChanges { call_centre, redirect, lunch, state },
    )
}

fn a_request() -> impl Strategy<Value = CallRequest> {
    let numbers = [&NUMBERS[..], &["120", "17001", "17003", "4951234567"]].concat();
    let direction = option::weighted(0.2, select(vec![Direction::Pbx, Direction::City]));
    (select(numbers), direction, select(vec![Sequence::Direct, Sequence::Back])).prop_map(
        |(number, direction, sequence)| CallRequest {
            number: Some(Number::from(number)),
            direction,
            sequence,
        },
    )
}

fn a_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => some_changes().prop_map(Command::SetUserState),
        6 => a_request().prop_map(Command::AutocallStart),
        5 => a_request().prop_map(Command::SwitchCall),
        1 => Just(Command::AutocallStop),
        4 => Just(Command::Flash),
        1 => Just(Command::DeclineCall),
    ]
}

/// Waits of every size that matters: none, less than an answer, about a conversation, past every time limit.
fn a_wait() -> impl Strategy<Value = u64> {
    prop_oneof![3 => Just(0), 6 => 1..400u64, 2 => 400..2_000u64, 1 => 15_000..70_000u64]
}

/// What anybody can see from outside is consistent (CHAIN-5, ABON-4, READY-4, CALL-8).
fn check_what_is_seen(house: &mut House) {
    for number in NUMBERS {
        let seen = house.abonent(number);
        let chain = house.chain(number);
        let idle = matches!(seen.line_state.number(), 1 | 2 | 4);
        assert_eq!(chain.is_none(), idle, "{number}: {chain:?} {seen:?}");
        assert_eq!(
            seen.abonent.is_some(),
            matches!(seen.line_state.number(), 32 | 64 | 128),
            "{number}: {seen:?}"
        );
        let Some(chain) = chain else { continue };
        assert!(trace_times(&chain.trace).iter().all(|time| *time >= chain.created));
        assert!(trace_times(&chain.trace).is_sorted(), "{chain:?}");
        if let Some(party) = seen.abonent {
            assert_eq!(house.state(number), UserState::Busy);
            // A number of the city may happen to have the digits of one's own.
            assert!(
                party.is_external() || party.number.as_str() != number,
                "{number} is opposite to himself"
            );
            assert_eq!(party.chain, chain.id);
            mirror(house, number, &party);
        }
    }
    let group = house.ready("120");
    for member in &group.ready {
        assert_eq!(house.state(member.as_str()), UserState::Ready);
        assert_eq!(house.chain(member.as_str()), None);
    }
}

/// If the opposite line is in the same commutation now, it sees this line opposite.
fn mirror(house: &mut House, number: &str, party: &Abonent) {
    if party.is_external() {
        return;
    }
    let back = house.abonent(party.number.as_str()).abonent;
    if let Some(back) = back.filter(|back| back.commutation == party.commutation) {
        assert_eq!(back.number.as_str(), number);
    }
}

fn trace_times(trace: &[TraceElement]) -> Vec<Moment> {
    let times = trace.iter().flat_map(|element| match element {
        TraceElement::Call(call) => vec![call.queued],
        TraceElement::Commutation(talk) => vec![talk.started, talk.answered],
    });
    times.collect()
}

/// The rules of SET for a user who never telephones, written down as flatly as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Naive {
    state: u32,
    call_centre: bool,
    redirect: bool,
    lunch: bool,
}

impl Naive {
    fn set(mut self, changes: &StateChanges) -> Self {
        if let Some(switch) = changes.call_centre {
            self.call_centre = switch == Switch::On;
            self.redirect &= !self.call_centre;
            self.lunch &= self.call_centre;
            self.state = if self.state == 2 && !self.call_centre { 1 } else { self.state };
        }
        if let (Some(switch), false) = (changes.redirect, self.call_centre) {
            self.redirect = switch == Switch::On;
        }
        match changes.lunch {
            Some(LunchChange::On(_)) if self.call_centre => self.lunch = true,
            Some(LunchChange::Off) if self.lunch => {
                self.lunch = false;
                self.state = if self.state == 2 { 1 } else { self.state };
            }
            _ => {}
        }
        if ![0, 6, 7].contains(&self.state) {
            self.state = match changes.state.map(UserState::number) {
                Some(2) if self.call_centre => 2,
                Some(asked @ (1 | 3 | 5)) => asked,
                _ => self.state,
            };
        }
        self.state = if self.state == 1 && self.lunch { 2 } else { self.state };
        self
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_commands_at_random_times_keep_the_exchange_consistent(
        steps in prop::collection::vec((a_wait(), select(NUMBERS.to_vec()), a_command()), 1..60),
    ) {
        let mut setup = setup();
        setup.users[2].redirect_to = Some(Number::from("204"));
        setup.users[3].call_centre = true;
        let mut house = House::of(&setup);
        for (wait, number, command) in steps {
            house.wait(wait);
            house.order(number, &command);
            house.world.check_invariants().unwrap();
            check_what_is_seen(&mut house);
        }
        house.wait(1_000_000);
        prop_assert_eq!(house.world.next_due(), None, "nothing stays for ever");
        for number in NUMBERS {
            prop_assert_eq!(house.chain(number), None);
        }
    }

    #[test]
    fn refused_calls_leave_everything_as_it_was(
        before in prop::collection::vec((a_wait(), select(NUMBERS.to_vec()), a_command()), 0..20),
        number in select(NUMBERS.to_vec()),
    ) {
        let mut house = House::new();
        for (wait, number, command) in before {
            house.wait(wait);
            house.order(number, &command);
        }
        let see = |house: &mut House| NUMBERS.map(|number| (house.user(number), house.chain(number), house.abonent(number)));
        let seen = see(&mut house);
        for request in [request(number), CallRequest { direction: Some(Direction::Pbx), ..request("4951234567") }] {
            let outcome = house.order(number, &Command::SwitchCall(request));
            prop_assert!(matches!(outcome, Outcome::Unchanged(_)));
            prop_assert_eq!(&see(&mut house), &seen);
        }
    }

    #[test]
    fn set_agrees_with_a_naive_second_model(
        start in select(UserState::ALL),
        requests in prop::collection::vec(some_changes(), 1..30),
    ) {
        let mut setup = setup();
        setup.users[0].state = start;
        setup.users[0].call_centre = start == UserState::Break;
        let mut house = House::of(&setup);
        let mut naive = Naive {
            state: start.number(),
            call_centre: start == UserState::Break,
            redirect: false,
            lunch: false,
        };
        for changes in requests {
            naive = naive.set(&changes);
            house.set("201", changes);
            let view = house.user("201");
            let seen = Naive {
                state: view.state.number(),
                call_centre: view.call_centre,
                redirect: view.redirect,
                lunch: view.lunch,
            };
            prop_assert_eq!(seen, naive);
        }
    }
}
