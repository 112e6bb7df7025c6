//! A line inside: the call it takes part in, and the one it holds.

use crate::{Answers, LineCard, LineSetup, calls::CallKey};

/// A line and its user share one index, since each user has one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct LineIx(pub(crate) usize);

/// A line of the exchange.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) card: LineCard,
    pub(crate) answers: Answers,
    /// The call in which the line is rung, rings another, talks, or is held by the other side.
    pub(crate) active: Option<CallKey>,
    /// The call whose other side this line holds (CALL-6).
    pub(crate) held: Option<CallKey>,
}

impl Line {
    pub(crate) fn new(setup: &LineSetup) -> Self {
        Self {
            card: LineCard { id: setup.id, number: setup.number.clone() },
            answers: setup.answers,
            active: None,
            held: None,
        }
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.active.is_none() && self.held.is_none()
    }

    /// The call that questions about the line are about.
    pub(crate) fn current(&self) -> Option<CallKey> {
        self.active.or(self.held)
    }

    pub(crate) fn forget(&mut self, call: CallKey) {
        self.active = self.active.filter(|active| *active != call);
        self.held = self.held.filter(|held| *held != call);
    }
}
