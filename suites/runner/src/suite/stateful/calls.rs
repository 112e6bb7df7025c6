//! Sessions of dialling between several lines at once (CALL), as CHAIN, ABON, STATE and READY tell them.

mod scene;
mod sights;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::model::calls::{Act, Phase, Sequence, Starter, transitions};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use report_model::coverage::Coverage;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::User;

use self::scene::Scene;
use crate::ask::stage;
use crate::case::{Case, Flow, draft};
use crate::casting::{Casting, Role};
use crate::context::Context;
use crate::sequence::{Followed, all_follow};
use crate::session::Session;
use crate::suite::calls::talkers;

/// What the model is called in reports.
const MODEL: &str = "calls";

/// Something done in the name of a line: whose, what, and for a call to whom.
#[derive(Debug, Clone, Copy)]
struct Step {
    actor: usize,
    act: Act,
    party: usize,
}

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    vec![
        ringing(casting),
        conversation(context, casting, "any_sequence_in_a_conversation_follows_the_model", Sequence::Direct),
        conversation(context, casting, "any_sequence_in_a_call_back_follows_the_model", Sequence::Back),
    ]
}

/// Two users who answer and two who do not: of two who answer a conversation comes, and that is the matter of another case.
fn ringing(casting: &Casting<'_>) -> Case {
    draft("stateful", "wp_autocallstart", "any_sequence_of_calls_that_ring_follows_the_model")
        .judging(rules_of_ringing())
        .touching([Effect::Calls])
        .lasting(Duration::from_millis(1500))
        .starring(casting.cast([Role::Answers, Role::Silent, Role::Silent, Role::Silent]))
        .run(async |session, users: &[User; 4]| {
            let count = session.context().settings.values_per_property.div_ceil(4);
            let steps = vec(step(4, 6, 4), 6..14);
            any_sequence(session, users, [true, false, false, false], steps.boxed(), count).await
        })
}

fn conversation(context: &Context, casting: &Casting<'_>, what: &str, sequence: Sequence) -> Case {
    draft("stateful", "wp_flash", what)
        .judging(rules_of_ringing())
        .judging(rules_of_talking())
        .touching([Effect::Calls, Effect::State])
        .lasting(Duration::from_millis(3000))
        .starring(talkers(&context.profile, casting, [Role::Answers, Role::Answers, Role::Silent]))
        .run(async move |session, users: &[User; 3]| {
            let count = session.context().settings.values_per_property.div_ceil(12);
            let act = Act::Start(Starter::Autocall, Some(sequence));
            let begin = (0_usize..2).prop_map(move |own| Step { actor: own, act, party: 1 - own });
            let steps = (begin, vec(step(3, 1, 8), 3..7)).prop_map(|(begin, mut steps)| {
                steps.insert(0, begin);
                steps
            });
            any_sequence(session, users, [true, true, false], steps.boxed(), count).await
        })
}

fn rules_of_ringing() -> Vec<Citation> {
    let calls = [1, 3, 4, 5, 7].map(|number| cite::d("CALL", number));
    let nothing = [cite::i("CALL", 5), cite::i("CALL", 7), cite::i("READY", 4)];
    [calls.to_vec(), nothing.to_vec(), vec![cite::d("WP", 1), cite::d("CHAIN", 1)]].concat()
}

fn rules_of_talking() -> Vec<Citation> {
    let told = [cite::d("ABON", 1), cite::i("ABON", 4), cite::e("ABON", 3), cite::e("CHAIN", 2), cite::e("CHAIN", 4)];
    let held = [cite::i("CHAIN", 5), cite::i("CALL", 8), cite::d("CALL", 6), cite::i("CALL", 6), cite::d("SET", 3)];
    [told, held].concat()
}

async fn any_sequence<const N: usize>(
    session: &mut Session,
    users: &[User; N],
    answers: [bool; N],
    steps: BoxedStrategy<Vec<Step>>,
    count: u32,
) -> Flow {
    let mut coverage = Coverage::none_of(MODEL, Phase::ALL.len(), transitions().len());
    let covered = RefCell::new(&mut coverage);
    let flow = all_follow(session, &steps, count, async |session, steps: &[Step], patience| {
        let mut scene = Scene::new(session, users, &answers, patience);
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

/// A step of any line, a new session with one weight and something during one with another.
fn step(lines: usize, starting: u32, during: u32) -> impl Strategy<Value = Step> {
    let starts: Vec<Act> = Act::starts().collect();
    let act = prop_oneof![
        starting => prop::sample::select(starts),
        during => prop::sample::select(Act::DURING.to_vec()),
    ];
    (0..lines, act, 0..lines).prop_map(|(actor, act, party)| Step { actor, act, party })
}
