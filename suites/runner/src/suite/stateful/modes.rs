//! States and modes of several users of several groups, changed in any order (SET), as STATE and READY tell them.

mod scene;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::model::modes::{Change, Standing, Switch};
use checks::state::Doing;
use proptest::collection::vec;
use proptest::prelude::*;
use report_model::coverage::Coverage;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::{Answering, MissingFact, Profile, User};

use self::scene::Scene;
use crate::case::{Case, Flow, draft};
use crate::context::Context;
use crate::generate::some_of;
use crate::sequence::{Followed, all_follow};
use crate::session::Session;

/// How many users are changed in turn.
const USERS: usize = 3;

/// What the model is called in reports.
const MODEL: &str = "users' modes";

/// One request: whose user, and one change or two.
#[derive(Debug, Clone)]
struct Request {
    who: usize,
    changes: Vec<Change>,
}

pub(super) fn cases(context: &Rc<Context>) -> Vec<Case> {
    let case = draft("stateful", "wp_setuserstate", "any_sequence_of_modes_follows_the_model")
        .judging(rules())
        .touching([Effect::State])
        .lasting(Duration::from_millis(900))
        .starring(members(&context.profile))
        .run(async |session, users: &[User; USERS]| any_sequence(session, users).await);
    vec![case]
}

fn rules() -> Vec<Citation> {
    let modes = [1, 2, 3, 4, 5, 6].map(|number| cite::d("SET", number));
    let seen = [cite::i("SET", 8), cite::d("READY", 1), cite::d("READY", 3), cite::i("READY", 3)];
    [modes.to_vec(), seen.to_vec(), vec![cite::d("STATE", 1), cite::d("WP", 1)]].concat()
}

/// Users of several groups, the last of each first: other cases take the first.
fn members(profile: &Profile) -> Result<[User; USERS], MissingFact> {
    let usable = |user: &&User| user.free && user.answers == Some(Answering::Auto);
    let of_groups = profile.groups.iter().flat_map(|group| {
        let members = group.members.iter().rev().filter_map(|number| profile.user_by_number(number));
        members.filter(usable).take(2)
    });
    let mut users: Vec<User> = Vec::new();
    for user in of_groups.chain(profile.users.iter().rev().filter(usable)) {
        if users.len() < USERS && users.iter().all(|known| known.id != user.id) {
            users.push(user.clone());
        }
    }
    users.try_into().map_err(|_| MissingFact::new("three users that tests may change", "[[user]] free, answers"))
}

async fn any_sequence(session: &mut Session, users: &[User; USERS]) -> Flow {
    let all = Standing::all().count();
    let mut coverage = Coverage::none_of(MODEL, all, all * Change::ALL.len());
    let count = session.context().settings.values_per_property.div_ceil(2);
    let covered = RefCell::new(&mut coverage);
    let sequences = some_of(session, &requests(), count)?;
    let flow = all_follow(session, &sequences, async |session, requests: &[Request], patience| {
        let mut scene = Scene::new(session, users, patience);
        let ended = scene.play(session, requests).await?;
        if ended == Followed::Wholly {
            scene.visited(&mut covered.borrow_mut());
        }
        Ok(ended)
    });
    let flow = flow.await;
    session.cover(coverage);
    scene::all_to_rest(session, users).await;
    flow
}

/// Sequences of requests to all users in turn; what leads deeper into the modes is likelier.
fn requests() -> impl Strategy<Value = Vec<Request>> {
    let who = prop_oneof![3 => Just(0), 1 => 1..USERS];
    let request = (who, changes()).prop_map(|(who, changes)| Request { who, changes });
    vec(request, 8..20)
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let pair = (state(), switch()).prop_map(|(state, switch)| vec![switch, state]);
    prop_oneof![
        5 => state().prop_map(|change| vec![change]),
        5 => switch().prop_map(|change| vec![change]),
        2 => pair,
    ]
}

fn state() -> impl Strategy<Value = Change> {
    let refused = prop::sample::select(Change::NO_STATES.to_vec()).prop_map(Change::NoState);
    prop_oneof![
        6 => prop::sample::select(Doing::ALL.to_vec()).prop_map(Change::State),
        1 => refused,
    ]
}

fn switch() -> impl Strategy<Value = Change> {
    let either = |change: fn(Switch) -> Change, on: u32| {
        prop_oneof![on => Just(change(Switch::On)), 1 => Just(change(Switch::Off))]
    };
    prop_oneof![3 => either(Change::CallCentre, 3), 2 => either(Change::Lunch, 1), 1 => either(Change::Redirect, 1)]
}
