//! Sequences of steps against a model: every one that fails is shrunk to the shortest that still fails.

use std::time::Duration;

use crate::case::{Flow, Stuck};
use crate::margin;
use crate::session::Session;

/// How many shorter sequences are tried at most once one fails.
const SHRINKING_TRIES: usize = 80;

/// How long shorter sequences are tried at most: where each of them ends in a conversation, every try takes as long as that.
const SHRINKING_TIME: Duration = Duration::from_secs(15);

/// How often a sequence that came to nothing is begun again.
const VOID_TRIES: usize = 3;

/// How long a change is waited for while a sequence is shrunk: what fails has failed with more patience before.
const SHRINKING_PATIENCE: Duration = Duration::from_millis(100);

/// A step of a sequence.
pub(crate) trait Step: Clone {
    /// Steps that do less than this one, to be tried in its place.
    fn simpler(&self) -> Vec<Self>;
}

/// How a sequence is to be played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// How long a change is waited for.
    pub patience: Duration,
    /// Whether no step can be left out of the sequence without its breach disappearing.
    pub is_shortest: bool,
}

impl Attempt {
    fn first() -> Self {
        Self { patience: margin::WHOLE, is_shortest: false }
    }

    fn shrinking() -> Self {
        Self { patience: SHRINKING_PATIENCE, is_shortest: false }
    }

    fn last(is_shortest: bool) -> Self {
        Self { patience: margin::WHOLE, is_shortest }
    }
}

/// How a sequence ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Followed {
    /// The target did at every step what the model allows.
    Wholly,
    /// The step at this place showed what the model does not allow; a verdict tells it.
    Broken(usize),
    /// Something else came between, for this reason: nothing is to be learned from it.
    Void(String),
}

/// Plays sequences, each from the beginning. What is kept in the end is the shortest that fails, or the last that did not.
/// `play` brings the target to its reset state, takes the steps, judges, and waits for changes as long as it is told.
///
/// # Errors
/// That of a sequence, or the reason if every one came to nothing.
pub(crate) async fn all_follow<T: Step>(
    session: &mut Session,
    sequences: &[Vec<T>],
    play: impl AsyncFn(&mut Session, &[T], Attempt) -> Result<Followed, Stuck>,
) -> Flow {
    let mut last_void = None;
    let mut followed = 0;
    for steps in sequences {
        let mark = session.mark();
        match valid(session, steps, Attempt::first(), &play).await? {
            Followed::Wholly => followed += 1,
            Followed::Void(reason) => last_void = Some(reason),
            Followed::Broken(place) => {
                let found = session.cut_since(&mark);
                let needed = &steps[..=place];
                if !matches!(is_told_shortest(session, needed, &play).await, Ok(true)) {
                    // What was seen first is told all the same: if it does not fail again, the repetition of the case decides.
                    session.restore(&mark, found);
                }
                return Ok(());
            }
        }
        session.forget_since(&mark);
    }
    match last_void {
        Some(reason) if followed == 0 => Err(Stuck(reason)),
        _ => Ok(()),
    }
}

/// Plays a sequence, and again if it came to nothing.
async fn valid<T: Step>(
    session: &mut Session,
    steps: &[T],
    attempt: Attempt,
    play: &impl AsyncFn(&mut Session, &[T], Attempt) -> Result<Followed, Stuck>,
) -> Result<Followed, Stuck> {
    let mut ended = Followed::Void(String::new());
    for _ in 0..VOID_TRIES {
        let mark = session.mark();
        ended = play(session, steps, attempt).await?;
        if !matches!(ended, Followed::Void(_)) {
            break;
        }
        session.cut_since(&mark);
    }
    Ok(ended)
}

/// Shrinks a sequence that fails, and plays the shortest once more, so that its exchanges and verdicts are what is kept. Whether that
/// fails, too.
async fn is_told_shortest<T: Step>(
    session: &mut Session,
    steps: &[T],
    play: &impl AsyncFn(&mut Session, &[T], Attempt) -> Result<Followed, Stuck>,
) -> Result<bool, Stuck> {
    let mut stuck = None;
    let mut in_time = true;
    let end = session.client().clock().elapsed() + SHRINKING_TIME;
    let shortest = shortest(steps.to_vec(), async |steps: &[T]| {
        in_time &= session.client().clock().elapsed() <= end;
        if stuck.is_some() || !in_time {
            return false;
        }
        let mark = session.mark();
        let ended = valid(session, steps, Attempt::shrinking(), play).await;
        session.cut_since(&mark);
        let fails = matches!(ended, Ok(Followed::Broken(_)));
        stuck = ended.err();
        fails
    });
    let shortest = shortest.await;
    match stuck {
        // What the target has come to cannot be undone.
        Some(reason) => Err(reason),
        None => {
            let last = valid(session, &shortest, Attempt::last(in_time), play).await?;
            Ok(matches!(last, Followed::Broken(_)))
        }
    }
}

/// The shortest part of a sequence that still fails, each step as simple as it can be: no single step can be left out of it, unless the
/// tries ran out before.
async fn shortest<T: Step>(mut steps: Vec<T>, mut fails: impl AsyncFnMut(&[T]) -> bool) -> Vec<T> {
    let mut tries = SHRINKING_TRIES;
    let mut size = steps.len().div_ceil(2);
    while size > 0 && tries > 0 {
        let mut changed = false;
        let mut place = 0;
        while place < steps.len() && tries > 0 {
            let end = steps.len().min(place + size);
            let rest: Vec<T> = steps[..place].iter().chain(&steps[end..]).cloned().collect();
            tries -= 1;
            if !rest.is_empty() && fails(&rest).await {
                steps = rest;
                changed = true;
            } else {
                changed |= size == 1 && simplified(&mut steps, place, &mut tries, &mut fails).await;
                place += size;
            }
        }
        size = if size == 1 && changed { 1 } else { size / 2 };
    }
    steps
}

/// Puts a simpler step in the place of one, if the sequence still fails then. Whether it does.
async fn simplified<T: Step>(
    steps: &mut Vec<T>,
    place: usize,
    tries: &mut usize,
    fails: &mut impl AsyncFnMut(&[T]) -> bool,
) -> bool {
    for simpler in steps[place].simpler() {
        if *tries == 0 {
            break;
        }
        *tries -= 1;
        let mut tried = steps.clone();
        tried[place] = simpler;
        if fails(&tried).await {
            *steps = tried;
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Step for u32 {
        fn simpler(&self) -> Vec<Self> {
            if *self > 100 { vec![self % 100] } else { Vec::new() }
        }
    }

    fn shrunk(steps: &[u32], fails: impl Fn(&[u32]) -> bool) -> Vec<u32> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(shortest(steps.to_vec(), async |steps: &[u32]| fails(steps)))
    }

    #[test]
    fn every_step_that_is_not_needed_is_left_out() {
        let both = |steps: &[u32]| steps.contains(&3) && steps.contains(&11);
        assert_eq!(shrunk(&(0..12).collect::<Vec<_>>(), both), [3, 11]);
        assert_eq!(shrunk(&[5], |steps| steps == [5]), [5]);
    }

    #[test]
    fn the_order_of_what_is_needed_is_kept() {
        let ordered = |steps: &[u32]| {
            let place = |step| steps.iter().position(|known| *known == step);
            matches!((place(9), place(2)), (Some(first), Some(second)) if first < second)
        };
        assert_eq!(shrunk(&[1, 9, 4, 4, 2, 7, 9], ordered), [9, 2]);
    }

    #[test]
    fn a_step_that_does_more_than_is_needed_is_made_simpler() {
        assert_eq!(shrunk(&[1, 107, 2], |steps| steps.iter().any(|step| step % 100 == 7)), [7]);
        assert_eq!(shrunk(&[1, 107, 2], |steps| steps.contains(&107)), [107]);
    }

    #[test]
    fn no_single_step_can_be_left_out_of_what_remains() {
        let even = |steps: &[u32]| {
            let twos = steps.iter().filter(|step| **step == 2).count();
            steps.contains(&1) && twos.is_multiple_of(2)
        };
        assert_eq!(shrunk(&[2, 4, 1, 5, 2], even), [2, 1, 2]);
    }
}
