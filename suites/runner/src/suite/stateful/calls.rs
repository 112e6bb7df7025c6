//! Sessions of dialling between several lines at once (CALL), as CHAIN, ABON, STATE and READY tell them.

mod scene;
mod sights;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::model::calls::{Act, Phase, Sequence, Starter, Step, transitions, walk};
use proptest::collection::vec;
use proptest::prelude::any;
use report_model::coverage::Coverage;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::User;

use self::scene::Scene;
use crate::ask::stage;
use crate::case::{Case, Flow, Stuck, draft};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::generate::some_of;
use crate::sequence::{self, Followed, all_follow};
use crate::session::Session;
use crate::suite::calls::talkers;

/// How many lines take part.
const LINES: usize = 4;

/// What the model is called in reports.
const MODEL: &str = "calls";

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    vec![
        ringing(casting),
        conversation(context, casting, "any_sequence_in_a_conversation_follows_the_model", Sequence::Direct),
        conversation(context, casting, "any_sequence_in_a_call_back_follows_the_model", Sequence::Back),
    ]
}

/// Only one user answers, so that no conversation comes about: that is the matter of another case.
fn ringing(casting: &Casting<'_>) -> Case {
    draft("stateful", "wp_autocallstop", "any_sequence_of_calls_that_ring_follows_the_model")
        .judging(rules_of_ringing())
        .touching([Effect::Calls, Effect::State])
        .lasting(Duration::from_millis(1500))
        .starring(casting.cast_at_length([Role::Answers, Role::Silent, Role::Silent, Role::Silent]))
        .run(async |session, users: &[User; LINES]| {
            let answers = [true, false, false, false];
            let count = session.context().settings.values_per_property.div_ceil(4);
            let walks = walks(session, &answers, &[], 14, count)?;
            every_walk(session, users, &answers, &walks).await
        })
}

fn conversation(context: &Context, casting: &Casting<'_>, what: &str, sequence: Sequence) -> Case {
    draft("stateful", "wp_flash", what)
        .judging(rules_of_ringing())
        .judging(rules_of_talking())
        .touching([Effect::Calls, Effect::State])
        .lasting(Duration::from_millis(3000))
        .starring(talkers(
            &context.profile,
            casting,
            [Role::Answers, Role::Answers, Role::Silent, Role::Silent],
        ))
        .run(async move |session, users: &[User; LINES]| {
            let answers = [true, true, false, false];
            let count = session.context().settings.values_per_property.div_ceil(12);
            let begin = Step { actor: 0, act: Act::Start(Starter::Autocall, Some(sequence)), party: 1 };
            let walks = walks(session, &answers, &[begin], 10, count)?;
            every_walk(session, users, &answers, &walks).await
        })
}

/// Walks through the model that begin alike and go on as the seed has it, each where the ones before have not been.
fn walks(
    session: &Session,
    answers: &[bool; LINES],
    begin: &[Step],
    length: usize,
    count: u32,
) -> Result<Vec<Vec<Step>>, Stuck> {
    let mut known = BTreeSet::new();
    let picks = some_of(session, &vec(any::<usize>(), length), count)?;
    Ok(picks.iter().map(|picks| walk(answers, begin, picks, &mut known)).collect())
}

fn rules_of_ringing() -> Vec<Citation> {
    let calls = [1, 3, 4, 5, 7].map(|number| cite::d("CALL", number));
    let nothing = [cite::i("CALL", 5), cite::i("CALL", 7), cite::i("READY", 4)];
    [calls.to_vec(), nothing.to_vec(), vec![cite::d("WP", 1), cite::d("CHAIN", 1)]].concat()
}

fn rules_of_talking() -> Vec<Citation> {
    let told = [
        cite::d("ABON", 1),
        cite::i("ABON", 4),
        cite::e("ABON", 3),
        cite::e("CHAIN", 2),
        cite::e("CHAIN", 4),
    ];
    let held =
        [cite::i("CHAIN", 5), cite::i("CALL", 8), cite::d("CALL", 6), cite::i("CALL", 6), cite::d("SET", 3)];
    [told, held].concat()
}

async fn every_walk(
    session: &mut Session,
    users: &[User; LINES],
    answers: &[bool; LINES],
    walks: &[Vec<Step>],
) -> Flow {
    let mut coverage = Coverage::none_of(MODEL, Phase::ALL.len(), transitions().len());
    let covered = RefCell::new(&mut coverage);
    let flow = all_follow(session, walks, async |session, steps: &[Step], attempt| {
        let mut scene = Scene::new(session, users, answers, attempt.patience);
        let ended = scene.play(session, steps).await;
        scene.hang_up(session).await;
        if matches!(ended, Ok(Followed::Wholly)) {
            scene.visited(&mut covered.borrow_mut());
        }
        ended
    });
    let flow = flow.await;
    session.cover(coverage);
    // Whoever plays next brings these users to rest first, and says so if it cannot be done.
    drop(stage::at_rest(session, users).await);
    flow
}

impl sequence::Step for Step {
    fn simpler(&self) -> Vec<Self> {
        let plain = Self { act: Act::Start(Starter::Autocall, None), ..*self };
        if matches!(self.act, Act::Start(..)) && plain != *self { vec![plain] } else { Vec::new() }
    }
}
