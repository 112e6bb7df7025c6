//! The exchange at a glance, for those who watch it: users with their lines, and the chains that exist.

use std::collections::BTreeMap;

use crate::{
    ChainContent, ChainId, LineCard, LineState, Moment, Number, UserCard, UserState, UserStateView,
    lines::LineIx, world::World,
};

/// The exchange at one moment.
#[derive(Clone, Debug)]
pub struct Survey {
    /// How many users there are in each state.
    pub states: BTreeMap<UserState, usize>,
    /// Users in the order of the setup; where they are too many, those whose lines are in calls come in before the others.
    pub users: Vec<Surveyed>,
    /// How many chains there are.
    pub chain_count: usize,
    /// The content of chains, the oldest first.
    pub chains: Vec<ChainContent>,
}

/// A user with his line.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// Who it is.
    pub user: UserCard,
    /// The direct number.
    pub number: Number,
    /// The department.
    pub department: String,
    /// State and modes.
    pub state: UserStateView,
    /// The line.
    pub line: LineCard,
    /// What the line is doing.
    pub line_state: LineState,
    /// The chain that the line is in.
    pub chain: Option<ChainId>,
}

impl World {
    /// Surveys the exchange: at most `most` users and as many chains, and how many of each there are.
    pub fn survey(&mut self, now: Moment, most: usize) -> Survey {
        self.advance(now);
        let all = (0..self.users.len()).map(LineIx);
        let (idle, engaged): (Vec<LineIx>, Vec<LineIx>) =
            all.clone().partition(|line| self.line(*line).is_idle());
        let mut shown: Vec<LineIx> = engaged.into_iter().chain(idle).take(most).collect();
        shown.sort_unstable_by_key(|line| line.0);
        let mut states = BTreeMap::new();
        for line in all {
            *states.entry(self.shown_state(line)).or_default() += 1;
        }
        let mut calls: Vec<_> = self.calls.iter().collect();
        calls.sort_unstable_by_key(|(key, _)| **key);
        Survey {
            states,
            users: shown.into_iter().map(|line| self.surveyed(line)).collect(),
            chain_count: calls.len(),
            chains: calls.into_iter().take(most).map(|(_, call)| self.chain(call)).collect(),
        }
    }

    fn surveyed(&self, line: LineIx) -> Surveyed {
        let user = self.user(line);
        Surveyed {
            user: user.card.clone(),
            number: user.number.clone(),
            department: user.department.clone(),
            state: user.view(self.shown_state(line)),
            line: self.line(line).card.clone(),
            line_state: self.line_state(line),
            chain: self.current_call(line).map(|call| call.chain),
        }
    }
}
