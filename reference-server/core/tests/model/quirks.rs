//! Every quirk shows, and none does anything else than it says without being asked for.

use std::fmt::Write as _;

use super::house::{ANSWER, House, TALK, request, setup, start};
use refserver_core::{
    Command, LunchChange, Number, Quirk, Quirks, Selectors, StateChanges, Switch, UserQuery, UserState, World,
};

const QUIRKS: &[Quirk] = &[
    Quirk::NoUserGuid,
    Quirk::NoLineGuid,
    Quirk::NoName,
    Quirk::NoLogin,
    Quirk::NoTitle,
    Quirk::NoLineNumber,
    Quirk::NoWorkplace,
    Quirk::GuidCaseMatters,
    Quirk::PrefixSelects,
    Quirk::UnknownSelectsFirst,
    Quirk::NoneSelectsFirst,
    Quirk::NeighbourActs,
    Quirk::NeighboursState,
    Quirk::NeighboursId,
    Quirk::UnknownUserInvented,
    Quirk::BusyListed,
    Quirk::BreakListed,
    Quirk::StrangerListed,
    Quirk::LastFreeOmitted,
    Quirk::CalleeSeesNoChain,
    Quirk::StrangeChain,
    Quirk::OwnParty,
    Quirk::GroupOutside,
    Quirk::NoRingBack,
    Quirk::SwitchIdleIgnored,
    Quirk::SwitchTalkIgnored,
    Quirk::SwitchDrops,
    Quirk::StopEndsTalk,
    Quirk::StopEndsAll,
    Quirk::FlashDrops,
    Quirk::FlashNeverReturns,
    Quirk::DeclineEndsTalk,
    Quirk::DeclineLeavesBusy,
    Quirk::TalkIsNotBusy,
    Quirk::BusyAfterTalk,
    Quirk::BreakAnywhere,
    Quirk::ReadyEndsTalk,
    Quirk::ServiceStates,
    Quirk::RedirectInCallCentre,
    Quirk::RedirectBarsCallCentre,
    Quirk::LeaveKeepsBreak,
    Quirk::LunchAnywhere,
    Quirk::LunchForgotten,
    Quirk::LunchOverruled,
];

/// An exchange with quirks, and what was seen of it.
struct Watched {
    world: World,
    now: refserver_core::Moment,
    seen: String,
}

impl Watched {
    fn new(quirks: Quirks) -> Self {
        let world = World::with_quirks(&setup(), 1, start(), quirks).unwrap();
        Self { world, now: start(), seen: String::new() }
    }

    fn wait(&mut self, millis: u64) {
        self.now = self.now.after(std::time::Duration::from_millis(millis));
        self.world.advance(self.now);
    }

    fn order(&mut self, user: &str, command: &Command) {
        let who = Selectors { user: Some(user.to_owned()), ..Selectors::default() };
        let outcome = self.world.apply(self.now, &who, command);
        writeln!(self.seen, "{user} {command:?}: {outcome:?}").unwrap();
        self.look();
    }

    fn set(&mut self, user: &str, changes: StateChanges) {
        self.order(user, &Command::SetUserState(changes));
    }

    fn look(&mut self) {
        for number in ["201", "202", "203"] {
            let who = Selectors { line: Some(number.to_owned()), ..Selectors::default() };
            let chain = self.world.chain_content(self.now, &who);
            let party = self.world.abonent_info(self.now, &who);
            let state = self.world.user_state(self.now, &UserQuery::Number(Number::from(number)));
            writeln!(self.seen, "{number}: {chain:?} {party:?} {state:?}").unwrap();
        }
        writeln!(self.seen, "{:?}", self.world.ready_users(self.now, &Number::from("120"))).unwrap();
    }
}

fn state(state: UserState) -> StateChanges {
    StateChanges { state: Some(state), ..StateChanges::default() }
}

fn selecting(watched: &mut Watched) {
    let line = "B0000001".to_owned();
    let guids = ["00000000-0000-0000-0000-0000A0000001", "00000000-0000-0000-0000-0000b0000001"];
    let others = ["Имя 1", "login1", "Аппарат 1", "201", "17001", "OPERATOR1", "logi", "nobody", "", &line];
    for value in guids.into_iter().chain(others) {
        watched.order(value, &Command::AutocallStop);
    }
    let unknown = UserQuery::Id(uuid::Uuid::from_u128(0xDEAD).into());
    let told = watched.world.user_state(watched.now, &unknown);
    writeln!(watched.seen, "{told:?}").unwrap();
}

fn setting(watched: &mut Watched) {
    let lunch = |change| StateChanges { lunch: Some(change), ..StateChanges::default() };
    let centre = |switch| StateChanges { call_centre: Some(switch), ..StateChanges::default() };
    let redirect = |switch| StateChanges { redirect: Some(switch), ..StateChanges::default() };
    let changes = [
        state(UserState::Busy),
        state(UserState::Away),
        state(UserState::Break),
        state(UserState::Ready),
        state(UserState::Away),
        lunch(LunchChange::On(None)),
        state(UserState::Ready),
        centre(Switch::Off),
        redirect(Switch::On),
        centre(Switch::On),
        redirect(Switch::On),
        redirect(Switch::Off),
        lunch(LunchChange::On(None)),
        state(UserState::Away),
        state(UserState::Ready),
        lunch(LunchChange::Off),
        state(UserState::Break),
        centre(Switch::Off),
        state(UserState::Reserved),
    ];
    for change in changes {
        watched.set("202", change);
    }
}

fn telephoning(watched: &mut Watched) {
    let start = |number: &str| Command::AutocallStart(request(number));
    let switch = |number: &str| Command::SwitchCall(request(number));
    watched.order("204", &start("206"));
    watched.order("206", &Command::DeclineCall);
    watched.order("204", &switch("206"));
    watched.order("201", &start("202"));
    watched.wait(ANSWER);
    watched.look();
    watched.wait(ANSWER);
    watched.look();
    for command in [Command::Flash, Command::Flash, switch("203"), Command::Flash] {
        watched.order("201", &command);
    }
    watched.order("202", &Command::DeclineCall);
    watched.order("202", &Command::AutocallStop);
    let lunch = StateChanges {
        call_centre: Some(Switch::On),
        lunch: Some(LunchChange::On(None)),
        ..StateChanges::default()
    };
    watched.set("202", lunch);
    watched.set("202", state(UserState::Ready));
    watched.wait(TALK);
    watched.look();
    watched.order("201", &start("120"));
}

fn seen(scenario: fn(&mut Watched), quirks: Quirks) -> String {
    let mut watched = Watched::new(quirks);
    scenario(&mut watched);
    watched.seen
}

#[test]
fn every_quirk_shows_and_a_sound_exchange_has_none() {
    let scenarios: [fn(&mut Watched); 3] = [selecting, setting, telephoning];
    let sound = scenarios.map(|scenario| seen(scenario, Quirks::default()));
    assert_eq!(sound, scenarios.map(|scenario| seen(scenario, Quirks::default())));
    for quirk in QUIRKS {
        let quirky = scenarios.map(|scenario| seen(scenario, Quirks::default().and(*quirk)));
        assert_ne!(sound, quirky, "{quirk:?}");
    }
    assert!(House::new().world.check_invariants().is_ok());
}
