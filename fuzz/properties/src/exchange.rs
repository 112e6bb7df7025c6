//! The model of the exchange under any sequence of commands at any times: it agrees with itself at every moment, what is seen of it
//! from outside agrees too, and a refusal changes nothing.

use std::time::Duration;

use arbitrary::{Arbitrary, Unstructured};
use jiff::civil::date;
use refserver_core::{
    Answers, CallRequest, CallTimes, Command, Direction, GroupSetup, LineSetup, LunchChange, LunchReason,
    Moment, Number, Selectors, Sequence, Setup, StateChanges, Switch, TraceElement, TrunkSetup, UserQuery,
    UserSetup, UserState, World,
};
use uuid::Uuid;

/// How many users there are; their direct numbers are 201 to 208.
const USERS: u8 = 8;

/// After this long without a command nothing can be going on any more.
const LONG_ENOUGH: Duration = Duration::from_secs(1000);

#[derive(Debug, Arbitrary)]
struct Step {
    wait: Wait,
    who: Who,
    order: Order,
}

/// Waits of every size that matters: none, less than an answer, about a conversation, past every time limit.
#[derive(Debug, Clone, Copy, Arbitrary)]
enum Wait {
    None,
    Little(u8),
    Some(u16),
    Long,
}

#[derive(Debug, Clone, Arbitrary)]
enum Who {
    User(u8),
    Line(u8),
    Workplace(u8),
    Two(u8, u8),
    Anybody(Option<String>, Option<String>, Option<String>),
}

#[derive(Debug, Clone, Arbitrary)]
enum Order {
    Set { centre: Option<bool>, redirect: Option<bool>, lunch: Option<Lunch>, state: Option<u8> },
    Start(Call),
    Switch(Call),
    Stop,
    Flash,
    Decline,
}

#[derive(Debug, Clone, Arbitrary)]
enum Lunch {
    On,
    Code(i64),
    Text(String),
    Off,
}

#[derive(Debug, Clone, Arbitrary)]
struct Call {
    number: Dialled,
    direction: Option<bool>,
    back: bool,
}

#[derive(Debug, Clone, Arbitrary)]
enum Dialled {
    User(u8),
    Line(u8),
    Group,
    City,
    Anything(String),
    Nothing,
}

/// The input is a sequence of commands.
pub(crate) fn commands(input: &[u8]) {
    let Ok(steps) = Vec::<Step>::arbitrary_take_rest(Unstructured::new(input)) else { return };
    let setup = setup();
    let start = Moment::from(date(2012, 9, 17).at(11, 46, 0, 0));
    let mut world = World::new(&setup, 1, start).expect("a setup without contradictions");
    let mut twin = world.clone();
    let mut now = start;
    for step in steps.into_iter().take(100) {
        let next = now.after(duration(step.wait));
        advance(&mut world, now, next);
        now = next;
        let (who, command) = (selectors(step.who), command(step.order));
        let before = format!("{:?}", world.survey(now, usize::MAX));
        let outcome = world.apply(now, &who, &command);
        assert_eq!(outcome, twin.apply(now, &who, &command), "the same exchange does otherwise");
        world.check_invariants().expect("an exchange that agrees with itself");
        let after = format!("{:?}", world.survey(now, usize::MAX));
        assert!(outcome.is_ok() || before == after, "a refusal changes something");
        assert_eq!(after, format!("{:?}", twin.survey(now, usize::MAX)), "the same exchange is otherwise");
        agrees_from_outside(&mut world, now);
    }
    ends(&mut world, now.after(LONG_ENOUGH));
}

/// Time passes: it makes no difference whether somebody looks meanwhile.
fn advance(world: &mut World, now: Moment, next: Moment) {
    let mut undisturbed = world.clone();
    undisturbed.advance(next);
    if let Some(due) = world.next_due().filter(|due| *due <= next) {
        assert!(due >= now, "something was due before now");
        world.advance(due);
        world.check_invariants().expect("an exchange that agrees with itself");
    }
    world.advance(next);
    assert!(world.next_due().is_none_or(|due| due > next), "something that is due has not happened");
    let seen = |world: &mut World| format!("{:?}", world.survey(next, usize::MAX));
    assert_eq!(seen(world), seen(&mut undisturbed), "looking makes a difference");
}

/// What anybody can see is consistent: states, parties and chains (CHAIN-5, ABON-4, READY-4, CALL-8).
fn agrees_from_outside(world: &mut World, now: Moment) {
    for place in 0..USERS {
        let number = direct(place);
        let who = Selectors { user: Some(number.clone()), ..Selectors::default() };
        let seen = world.abonent_info(now, &who).expect("a line of a user");
        let chain = world.chain_content(now, &who).expect("a line of a user");
        let state = world.user_state(now, &UserQuery::Number(number.as_str().into())).expect("a user").state;
        assert_eq!(chain.is_none(), matches!(seen.line_state.number(), 1 | 2 | 4), "{number}: {seen:?}");
        assert_eq!(
            seen.abonent.is_some(),
            matches!(seen.line_state.number(), 32 | 64 | 128),
            "{number}: {seen:?}"
        );
        let Some(chain) = chain else { continue };
        let times: Vec<Moment> = chain.trace.iter().flat_map(times).collect();
        assert!(times.is_sorted() && times.iter().all(|time| (chain.created..=now).contains(time)));
        if let Some(party) = seen.abonent {
            assert_eq!((state, party.chain), (UserState::Busy, chain.id), "{number}");
            assert!(
                party.is_external() || party.number.as_str() != number,
                "{number} is opposite to himself"
            );
        }
    }
    let ready = world.ready_users(now, &"120".into()).expect("a group");
    for member in ready.ready {
        let state = world.user_state(now, &UserQuery::Number(member)).expect("a user").state;
        assert_eq!(state, UserState::Ready);
    }
}

fn times(element: &TraceElement) -> Vec<Moment> {
    match element {
        TraceElement::Call(call) => vec![call.queued],
        TraceElement::Commutation(talk) => vec![talk.started, talk.answered],
    }
}

/// Nothing stays for ever.
fn ends(world: &mut World, much_later: Moment) {
    world.advance(much_later);
    assert_eq!(world.next_due(), None, "something stays for ever");
    assert_eq!(world.survey(much_later, usize::MAX).chain_count, 0, "a chain stays for ever");
}

fn duration(wait: Wait) -> Duration {
    Duration::from_millis(match wait {
        Wait::None => 0,
        Wait::Little(millis) => u64::from(millis),
        Wait::Some(millis) => u64::from(millis % 4000),
        Wait::Long => 61_000,
    })
}

fn selectors(who: Who) -> Selectors {
    let (line, user, wp) = match who {
        Who::User(place) => (None, Some(direct(place)), None),
        Who::Line(place) => (Some(line(place)), None, None),
        Who::Workplace(place) => (None, None, Some(workplace(place))),
        Who::Two(one, other) => (Some(line(one)), Some(direct(other)), None),
        Who::Anybody(line, user, wp) => (line, user, wp),
    };
    Selectors { line, user, wp }
}

fn command(order: Order) -> Command {
    match order {
        Order::Set { centre, redirect, lunch, state } => Command::SetUserState(StateChanges {
            call_centre: centre.map(switch),
            redirect: redirect.map(switch),
            lunch: lunch.map(lunch_change),
            state: state.and_then(|place| UserState::ALL.get(usize::from(place) % 7).copied()),
        }),
        Order::Start(call) => Command::AutocallStart(request(call)),
        Order::Switch(call) => Command::SwitchCall(request(call)),
        Order::Stop => Command::AutocallStop,
        Order::Flash => Command::Flash,
        Order::Decline => Command::DeclineCall,
    }
}

fn switch(on: bool) -> Switch {
    if on { Switch::On } else { Switch::Off }
}

fn lunch_change(lunch: Lunch) -> LunchChange {
    match lunch {
        Lunch::On => LunchChange::On(None),
        Lunch::Code(code) => LunchChange::On(Some(LunchReason::Code(code))),
        Lunch::Text(text) => LunchChange::On(Some(LunchReason::Text(text))),
        Lunch::Off => LunchChange::Off,
    }
}

fn request(call: Call) -> CallRequest {
    let number = match call.number {
        Dialled::User(place) => Some(direct(place)),
        Dialled::Line(place) => Some(line(place)),
        Dialled::Group => Some("120".to_owned()),
        Dialled::City => Some("4951234567".to_owned()),
        Dialled::Anything(text) => Some(text),
        Dialled::Nothing => None,
    };
    CallRequest {
        number: number.map(Number::from),
        direction: call.direction.map(|inside| if inside { Direction::Pbx } else { Direction::City }),
        sequence: if call.back { Sequence::Back } else { Sequence::Direct },
    }
}

fn direct(place: u8) -> String {
    (201 + u16::from(place % USERS)).to_string()
}

fn line(place: u8) -> String {
    (17_001 + u16::from(place % USERS)).to_string()
}

fn workplace(place: u8) -> String {
    format!("OPERATOR{}", place % USERS)
}

/// Users with every habit there is: one never answers, one is disconnected, one has no telephone, one redirects, one is in the
/// call centre.
fn setup() -> Setup {
    let mut users: Vec<UserSetup> = (0..USERS).map(user).collect();
    users[2].redirect_to = Some(direct(3).into());
    users[3].call_centre = true;
    users[5].line.answers = Answers::Never;
    users[6].state = UserState::Disconnected;
    users[7].state = UserState::NoPhone;
    let members = [0, 1, 2, 5, 6].map(|place| Number::from(direct(place))).to_vec();
    Setup {
        users,
        groups: vec![GroupSetup { number: "120".into(), members }],
        trunk: TrunkSetup {
            id: Uuid::from_u128(0xC0).into(),
            number: "99001".into(),
            answers: Answers::After(Duration::from_millis(250)),
        },
        times: CallTimes {
            ring_timeout: Duration::from_secs(20),
            talk: Duration::from_millis(1500),
            hold: Duration::from_secs(60),
        },
    }
}

fn user(place: u8) -> UserSetup {
    UserSetup {
        id: Uuid::from_u128(0xA000 + u128::from(place)).into(),
        name: format!("User {place}"),
        login: format!("login{place}"),
        number: direct(place).into(),
        workplace: Some(workplace(place)),
        department: "Support".to_owned(),
        line: LineSetup {
            id: Uuid::from_u128(0xB000 + u128::from(place)).into(),
            number: line(place).into(),
            title: format!("Telephone {place}"),
            answers: Answers::After(Duration::from_millis(200)),
        },
        state: UserState::Ready,
        call_centre: false,
        redirect_to: None,
    }
}
