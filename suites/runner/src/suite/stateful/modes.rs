//! States and modes of several users of several groups, changed in any order (SET), as STATE and READY tell them.

mod scene;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::model::modes::{Change, Request, Standing, walk};
use proptest::collection::vec;
use proptest::prelude::any;
use report_model::coverage::Coverage;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::{Answering, MissingFact, Profile, User};

use self::scene::Scene;
use crate::case::{Case, Flow, draft};
use crate::context::Context;
use crate::generate::some_of;
use crate::sequence::{Followed, Step, all_follow};
use crate::session::Session;

/// How many users are changed in turn.
const USERS: usize = 3;

/// How many times a sequence goes on, by a request or two.
const LENGTH: usize = 16;

/// What the model is called in reports.
const MODEL: &str = "users' modes";

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
    users
        .try_into()
        .map_err(|_| MissingFact::new("three users that tests may change", "[[user]] free, answers"))
}

async fn any_sequence(session: &mut Session, users: &[User; USERS]) -> Flow {
    let all = Standing::all().count();
    let mut coverage = Coverage::none_of(MODEL, all, all * Change::ALL.len());
    let count = session.context().settings.values_per_property;
    let covered = RefCell::new(&mut coverage);
    let mut known = BTreeSet::new();
    let picks = some_of(session, &vec(any::<usize>(), LENGTH), count)?;
    let walks: Vec<Vec<Request>> = picks.iter().map(|picks| walk(USERS, picks, &mut known)).collect();
    let flow = all_follow(session, &walks, async |session, requests: &[Request], attempt| {
        let mut scene = Scene::new(session, users, attempt);
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

impl Step for Request {
    fn simpler(&self) -> Vec<Self> {
        let alone = |change: &Change| Self { who: self.who, changes: vec![*change] };
        if self.changes.len() == 1 { Vec::new() } else { self.changes.iter().map(alone).collect() }
    }
}
