//! What a faulty server remembers though it should not; a sound one never looks here.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use refserver_core::{AbonentInfo, ChainContent, Number, ReadyUsers, Selectors, UserId, UserState};
use tokio::sync::RwLock;

use crate::scripts::StartParameters;

/// The memory behind the faults of one server.
#[derive(Default)]
pub(crate) struct Lapses {
    /// Whether anybody has shown the right password.
    pub(super) gate_opened: AtomicBool,
    /// Held for writing by whoever keeps all others waiting.
    pub(crate) alone: RwLock<()>,
    remembered: Mutex<Remembered>,
}

/// What a faulty server remembers of one connection.
#[derive(Debug, Default)]
pub(crate) struct Visit {
    /// Whether the right password was shown on it.
    pub(super) let_in: AtomicBool,
}

#[derive(Default)]
struct Remembered {
    parameters: StartParameters,
    late: Option<String>,
    states: HashMap<UserId, UserState>,
    groups: HashMap<Number, ReadyUsers>,
    chains: HashMap<String, ChainContent>,
    parties: HashMap<String, AbonentInfo>,
    down_until: Option<Instant>,
}

impl Lapses {
    /// Fills empty start parameters with those of the run before.
    pub(super) fn fill(&self, values: &mut [String; 5]) {
        let mut remembered = self.remembered();
        for (value, last) in values.iter_mut().zip(&mut remembered.parameters.0) {
            if value.is_empty() {
                value.clone_from(last);
            } else {
                last.clone_from(value);
            }
        }
    }

    /// Leaves start parameters where any other run finds them.
    pub(super) fn leave(&self, parameters: &StartParameters) {
        self.remembered().parameters = parameters.clone();
    }

    pub(super) fn pick_up(&self) -> StartParameters {
        self.remembered().parameters.clone()
    }

    pub(super) fn keep_late(&self, value: String) {
        self.remembered().late = Some(value);
    }

    pub(super) fn late_result(&self) -> Option<String> {
        self.remembered().late.take()
    }

    /// The first state that was ever told of the user.
    pub(super) fn first_state(&self, user: UserId, now: UserState) -> UserState {
        *self.remembered().states.entry(user).or_insert(now)
    }

    /// The first answer that was ever given about the group.
    pub(super) fn first_count(&self, now: ReadyUsers) -> ReadyUsers {
        self.remembered().groups.entry(now.number.clone()).or_insert(now).clone()
    }

    /// The chain, or the last one of the line where it has none any more.
    pub(super) fn last_chain(&self, who: &Selectors, now: Option<ChainContent>) -> Option<ChainContent> {
        let mut remembered = self.remembered();
        match now {
            Some(now) => Some(remembered.chains.entry(key(who)).insert_entry(now).get().clone()),
            None => remembered.chains.get(&key(who)).cloned(),
        }
    }

    /// The party, or the last one of the line where it has none any more.
    pub(super) fn last_party(&self, who: &Selectors, now: AbonentInfo) -> AbonentInfo {
        let mut remembered = self.remembered();
        match now.abonent {
            Some(_) => remembered.parties.entry(key(who)).insert_entry(now).get().clone(),
            None => remembered.parties.get(&key(who)).cloned().unwrap_or(now),
        }
    }

    /// Whether the server counts as down at present.
    pub(crate) fn is_down(&self) -> bool {
        self.remembered().down_until.is_some_and(|until| Instant::now() < until)
    }

    pub(super) fn go_down(&self, time: Duration) {
        self.remembered().down_until = Instant::now().checked_add(time);
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever asks in the same words is taken for the same line.
fn key(who: &Selectors) -> String {
    format!("{who:?}")
}
