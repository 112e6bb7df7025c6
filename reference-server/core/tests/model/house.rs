//! The exchange that the tests telephone in, and a held clock.

use std::time::Duration;

use jiff::civil::date;
use refserver_core::{
    AbonentInfo, Answers, CallRequest, CallTimes, ChainContent, Command, CommutationElement, Direction,
    GroupSetup, LineSetup, Moment, Number, Outcome, ReadyUsers, Selectors, Sequence, Setup, StateChanges,
    TraceElement, TrunkSetup, UserQuery, UserSetup, UserState, UserStateView, World,
};
use uuid::Uuid;

/// Milliseconds until a simulated party picks up.
pub(crate) const ANSWER: u64 = 200;
/// Milliseconds until a party outside picks up.
pub(crate) const ANSWER_OUTSIDE: u64 = 250;
/// Milliseconds of a conversation.
pub(crate) const TALK: u64 = 1500;
/// Milliseconds of an unanswered ring.
pub(crate) const RING: u64 = 20_000;
/// Milliseconds a party lets itself be held.
pub(crate) const HOLD: u64 = 60_000;

/// User `place`, whose direct number is 200 + place.
pub(crate) fn user(place: u128) -> UserSetup {
    UserSetup {
        id: Uuid::from_u128(0xA000_0000 + place).into(),
        name: format!("Имя {place}"),
        login: format!("login{place}"),
        number: Number::from((200 + place).to_string()),
        workplace: Some(format!("OPERATOR{place}")),
        department: "Отдел".to_owned(),
        line: LineSetup {
            id: Uuid::from_u128(0xB000_0000 + place).into(),
            number: Number::from((17_000 + place).to_string()),
            title: format!("Аппарат {place}"),
            answers: Answers::After(Duration::from_millis(ANSWER)),
        },
        state: UserState::Ready,
        call_centre: false,
        redirect_to: None,
    }
}

/// Users 1 to 8: 6 never answers, 7 is disconnected, 8 is without a telephone. Group 120 is 1, 2, 3, 6 and 7.
pub(crate) fn setup() -> Setup {
    let mut users: Vec<UserSetup> = (1..=8).map(user).collect();
    users[5].line.answers = Answers::Never;
    users[6].state = UserState::Disconnected;
    users[7].state = UserState::NoPhone;
    Setup {
        users,
        groups: vec![GroupSetup {
            number: Number::from("120"),
            members: ["201", "202", "203", "206", "207"].map(Number::from).to_vec(),
        }],
        trunk: TrunkSetup {
            id: Uuid::from_u128(0xC0).into(),
            number: Number::from("99001"),
            answers: Answers::After(Duration::from_millis(ANSWER_OUTSIDE)),
        },
        times: CallTimes {
            ring_timeout: Duration::from_millis(RING),
            talk: Duration::from_millis(TALK),
            hold: Duration::from_millis(HOLD),
        },
    }
}

pub(crate) fn start() -> Moment {
    Moment::from(date(2012, 9, 17).at(11, 46, 0, 0))
}

/// The selector of the user with this direct number.
pub(crate) fn who(number: &str) -> Selectors {
    Selectors { user: Some(number.to_owned()), ..Selectors::default() }
}

pub(crate) fn request(number: &str) -> CallRequest {
    CallRequest { number: Some(Number::from(number)), ..CallRequest::default() }
}

/// An exchange and its clock, spoken to by direct number.
pub(crate) struct House {
    pub(crate) world: World,
    pub(crate) now: Moment,
}

impl House {
    pub(crate) fn new() -> Self {
        Self::of(&setup())
    }

    pub(crate) fn of(setup: &Setup) -> Self {
        Self { world: World::new(setup, 1, start()).unwrap(), now: start() }
    }

    pub(crate) fn wait(&mut self, millis: u64) {
        self.now = self.now.after(Duration::from_millis(millis));
        self.world.advance(self.now);
        self.world.check_invariants().unwrap();
    }

    pub(crate) fn order(&mut self, number: &str, command: &Command) -> Outcome {
        self.world.apply(self.now, &who(number), command).unwrap()
    }

    pub(crate) fn call(&mut self, from: &str, to: &str) -> Outcome {
        self.order(from, &Command::AutocallStart(request(to)))
    }

    pub(crate) fn call_back(&mut self, from: &str, to: &str) -> Outcome {
        let request = CallRequest { sequence: Sequence::Back, ..request(to) };
        self.order(from, &Command::AutocallStart(request))
    }

    pub(crate) fn call_towards(&mut self, from: &str, to: &str, direction: Direction) -> Outcome {
        let request = CallRequest { direction: Some(direction), ..request(to) };
        self.order(from, &Command::AutocallStart(request))
    }

    pub(crate) fn switch(&mut self, from: &str, to: &str) -> Outcome {
        self.order(from, &Command::SwitchCall(request(to)))
    }

    /// Calls and lets both sides answer.
    pub(crate) fn talk(&mut self, from: &str, to: &str) {
        assert_eq!(self.call(from, to), Outcome::Done);
        self.wait(2 * ANSWER);
        assert!(self.commutation(from).is_some());
    }

    pub(crate) fn set(&mut self, number: &str, changes: StateChanges) -> Outcome {
        self.order(number, &Command::SetUserState(changes))
    }

    pub(crate) fn user(&mut self, number: &str) -> UserStateView {
        self.world.user_state(self.now, &UserQuery::Number(Number::from(number))).unwrap()
    }

    pub(crate) fn state(&mut self, number: &str) -> UserState {
        self.user(number).state
    }

    pub(crate) fn states(&mut self, numbers: &[&str]) -> Vec<u32> {
        numbers.iter().map(|number| self.state(number).number()).collect()
    }

    pub(crate) fn ready(&mut self, number: &str) -> ReadyUsers {
        self.world.ready_users(self.now, &Number::from(number)).unwrap()
    }

    pub(crate) fn chain(&mut self, number: &str) -> Option<ChainContent> {
        self.world.chain_content(self.now, &who(number)).unwrap()
    }

    pub(crate) fn abonent(&mut self, number: &str) -> AbonentInfo {
        self.world.abonent_info(self.now, &who(number)).unwrap()
    }

    pub(crate) fn lines(&mut self, numbers: &[&str]) -> Vec<u32> {
        numbers.iter().map(|number| self.abonent(number).line_state.number()).collect()
    }

    /// The number of the party opposite.
    pub(crate) fn opposite(&mut self, number: &str) -> Option<String> {
        self.abonent(number).abonent.map(|party| party.number.to_string())
    }

    pub(crate) fn commutation(&mut self, number: &str) -> Option<CommutationElement> {
        self.chain(number)?.trace.into_iter().find_map(|element| match element {
            TraceElement::Commutation(commutation) => Some(commutation),
            TraceElement::Call(_) => None,
        })
    }
}
