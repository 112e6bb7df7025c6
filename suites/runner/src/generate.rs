//! Properties: many generated values against one statement, every failing value shrunk to its simplest.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::breaker::Contact;
use crate::case::{Flow, Stuck};
use crate::session::Session;

/// How many simpler values are tried at most once a value fails.
const SHRINKING_STEPS: usize = 64;

/// Tries a statement on generated values. The statement asks and judges; a value fails when it makes the session note something
/// broken, or when it gets stuck. What is kept in the end is the simplest value that fails, or the last one that passed.
///
/// # Errors
/// That of the statement for the simplest failing value.
pub(crate) async fn for_all<S>(
    session: &mut Session,
    values: &S,
    statement: impl AsyncFn(&mut Session, &S::Value) -> Flow,
) -> Flow
where
    S: Strategy,
{
    for seed in session.seeds() {
        let mut runner = runner(seed);
        for _ in 0..session.context().settings.values_per_property {
            let mut tree =
                values.new_tree(&mut runner).map_err(|reason| Stuck(format!("no value: {reason}")))?;
            if let Some(ended) = tried(session, &mut tree, &statement).await {
                return ended;
            }
        }
    }
    Ok(())
}

/// Tries one value. How the case ends, if it ends with this value.
async fn tried<T: ValueTree>(
    session: &mut Session,
    tree: &mut T,
    statement: &impl AsyncFn(&mut Session, &T::Value) -> Flow,
) -> Option<Flow> {
    let mark = session.mark();
    let flow = statement(session, &tree.current()).await;
    if flow.is_err() && matches!(session.contact(), Contact::Silent | Contact::Gone) {
        // Looking for a simpler value that gets no answer either would cost a patience for every try.
        return Some(flow);
    }
    if flow.is_ok() && !session.broken_since(&mark) {
        session.forget_since(&mark);
        return None;
    }
    let found = session.cut_since(&mark);
    let flow_of_simplest = simplest(session, tree, statement).await;
    if flow_of_simplest.is_ok() && !session.broken_since(&mark) {
        // It does not fail again: what was seen is told all the same, and the repetition of the case decides.
        session.restore(&mark, found);
        return Some(flow);
    }
    Some(flow_of_simplest)
}

/// Looks for a simpler value that still fails, and asks with the simplest once more, so that its exchanges are what is kept.
async fn simplest<T: ValueTree>(
    session: &mut Session,
    tree: &mut T,
    statement: &impl AsyncFn(&mut Session, &T::Value) -> Flow,
) -> Flow {
    let mut simpler = tree.simplify();
    for _ in 0..SHRINKING_STEPS {
        if !simpler {
            break;
        }
        let mark = session.mark();
        let stuck = statement(session, &tree.current()).await.is_err();
        let failed = session.broken_since(&mark) || stuck;
        session.cut_since(&mark);
        simpler = if failed { tree.simplify() } else { tree.complicate() };
    }
    statement(session, &tree.current()).await
}

/// As many values as are asked for, from each seed of the case.
///
/// # Errors
/// If the strategy gives none.
pub(crate) fn some_of<S: Strategy>(
    session: &Session,
    values: &S,
    count: u32,
) -> Result<Vec<S::Value>, Stuck> {
    let of_seed = |seed| {
        let mut runner = runner(seed);
        (0..count).map(|_| values.new_tree(&mut runner).map(|tree| tree.current())).collect::<Vec<_>>()
    };
    let values: Result<Vec<S::Value>, _> = session.seeds().into_iter().flat_map(of_seed).collect();
    values.map_err(|reason| Stuck(format!("no value: {reason}")))
}

/// A generator that follows from the seed of the case alone.
fn runner(seed: u64) -> TestRunner {
    let config = Config { failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(
        config,
        TestRng::from_seed(RngAlgorithm::ChaCha, &[seed.to_le_bytes(); 4].concat()),
    )
}
