//! What is granted to a slow network and a loaded machine beyond the times that the profile promises, and how it runs out: a target on
//! which the same thing was awaited in vain again and again will not do it the next time either, and a run against it has to end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use spec::profile::Guid;

/// The whole margin. Waiting ends as soon as there is an answer, so a quick target never needs it.
pub(crate) const WHOLE: Duration = Duration::from_secs(3);

/// Something that a sound target does in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Awaited {
    /// A call comes to somebody, or is answered.
    Call,
    /// A conversation ends.
    End,
    /// Nothing of a call is seen of the user with this id, who is free.
    RestOf(Guid),
    /// A change is seen.
    Change,
}

impl Awaited {
    /// How often in a row it may be awaited in vain before the margin is halved, and then each time; and how often it is halved at most.
    fn patience(self) -> (u32, u32) {
        match self {
            Self::Call | Self::End | Self::Change => (3, 3),
            // Before and behind every scene, and nothing is judged by it.
            Self::RestOf(_) => (1, 6),
        }
    }
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

/// How often in a row each thing was awaited in vain.
#[derive(Debug, Default)]
pub struct Margins(RefCell<BTreeMap<Awaited, u32>>);

impl Margins {
    /// What is left of a time in which something is awaited.
    pub(crate) fn left_of(&self, time: Duration, awaited: Awaited) -> Duration {
        let in_vain = self.0.borrow().get(&awaited).copied().unwrap_or_default();
        let (tolerated, most_halvings) = awaited.patience();
        time / (1 << in_vain.saturating_sub(tolerated).min(most_halvings))
    }

    /// Something was awaited, and came or not.
    pub(crate) fn note(&self, awaited: Awaited, came: bool) {
        let mut vain = self.0.borrow_mut();
        let in_vain = vain.entry(awaited).or_default();
        *in_vain = if came { 0 } else { *in_vain + 1 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_margin_runs_out_where_nothing_comes_and_is_whole_again_once_something_does() {
        let margins = Margins::default();
        let left = |awaited: Awaited| margins.left_of(WHOLE, awaited);
        for _ in 0..3 {
            margins.note(Awaited::Call, false);
            assert_eq!(left(Awaited::Call), WHOLE);
        }
        margins.note(Awaited::Call, false);
        assert_eq!(left(Awaited::Call), WHOLE / 2);
        assert_eq!(left(Awaited::Change), WHOLE);
        (0..9).for_each(|_| margins.note(Awaited::Call, false));
        assert_eq!(left(Awaited::Call), WHOLE / 8);
        margins.note(Awaited::Call, true);
        assert_eq!(left(Awaited::Call), WHOLE);
    }
}
