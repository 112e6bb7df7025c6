//! What is granted to a slow network and a loaded machine beyond the times that the profile promises, and how it runs out: a target on
//! which the same thing was awaited in vain again and again will not do it the next time either, and a run against it has to end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use checks::state::Doing;

/// The whole margin. Waiting ends as soon as there is an answer, so a quick target never needs it.
pub(crate) const WHOLE: Duration = Duration::from_secs(3);

/// How often in a row something may be awaited in vain before the margin is halved, and then each time.
const TOLERATED: u32 = 3;

/// How often it is halved at most.
const MOST_HALVINGS: u32 = 3;

/// Something that a sound target does in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Awaited {
    /// A call comes to somebody, or is answered.
    Call,
    /// A conversation ends.
    End,
    /// Somebody is seen doing what was asked for.
    ChangeTo(Doing),
}

/// How long something is waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    pub(crate) time: Duration,
    /// What it is, where a sound target does it before that.
    pub(crate) awaited: Option<Awaited>,
}

/// A time in which something may happen or not.
impl From<Duration> for Deadline {
    fn from(time: Duration) -> Self {
        Self { time, awaited: None }
    }
}

/// How each thing was awaited so far.
#[derive(Debug, Default)]
pub struct Margins(RefCell<BTreeMap<Awaited, Experience>>);

/// How something was awaited so far.
#[derive(Debug, Clone, Copy, Default)]
struct Experience {
    /// How often in vain since it last came.
    in_vain: u32,
    /// Whether it ever came.
    ever_came: bool,
}

impl Margins {
    /// The time that is promised for something, and what is left of the margin. What never came at all is not waited for as long as was
    /// promised, either.
    pub(crate) fn beyond(&self, promised: Duration, awaited: Awaited) -> Duration {
        let Experience { in_vain, ever_came } = self.0.borrow().get(&awaited).copied().unwrap_or_default();
        let part = 1 << in_vain.saturating_sub(TOLERATED).min(MOST_HALVINGS);
        if ever_came { promised + WHOLE / part } else { (promised + WHOLE) / part }
    }

    /// Something was awaited, and came or not.
    pub(crate) fn note(&self, awaited: Awaited, came: bool) {
        let mut experiences = self.0.borrow_mut();
        let experience = experiences.entry(awaited).or_default();
        experience.in_vain = if came { 0 } else { experience.in_vain + 1 };
        experience.ever_came |= came;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMISED: Duration = Duration::from_secs(5);

    #[test]
    fn a_margin_runs_out_where_nothing_comes_and_is_whole_again_once_something_does() {
        let margins = Margins::default();
        let time = |awaited| margins.beyond(PROMISED, awaited);
        margins.note(Awaited::Call, true);
        for _ in 0..3 {
            margins.note(Awaited::Call, false);
            assert_eq!(time(Awaited::Call), PROMISED + WHOLE);
        }
        margins.note(Awaited::Call, false);
        assert_eq!(time(Awaited::Call), PROMISED + WHOLE / 2);
        assert_eq!(time(Awaited::ChangeTo(Doing::Away)), PROMISED + WHOLE);
        (0..9).for_each(|_| margins.note(Awaited::Call, false));
        assert_eq!(time(Awaited::Call), PROMISED + WHOLE / 8);
        margins.note(Awaited::Call, true);
        assert_eq!(time(Awaited::Call), PROMISED + WHOLE);
    }

    #[test]
    fn what_never_came_is_soon_waited_for_less_than_was_promised() {
        let margins = Margins::default();
        (0..9).for_each(|_| margins.note(Awaited::End, false));
        assert_eq!(margins.beyond(PROMISED, Awaited::End), (PROMISED + WHOLE) / 8);
    }
}
