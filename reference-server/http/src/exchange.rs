//! The model behind its lock: each question and command takes it for as long as the model thinks, and no longer.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use refserver_core::{
    AbonentInfo, ChainContent, Command, Moment, Number, Outcome, Quirks, ReadyUsers, Refusal, Selectors,
    Setup, SetupError, Survey, UserQuery, UserStateView, World,
};

use crate::clock::Clock;

/// The telephone exchange as the commands meet it; the time is told to it here.
pub(crate) struct Exchange {
    world: Mutex<World>,
    clock: Clock,
}

impl Exchange {
    /// The exchange as `setup` has it, at the present moment; `seed` decides the GUIDs it will make, and what `quirks` there
    /// are it gets wrong.
    pub(crate) fn new(setup: &Setup, seed: u64, quirks: Quirks) -> Result<Self, SetupError> {
        let clock = Clock::start();
        let world = World::with_quirks(setup, seed, clock.now(), quirks)?;
        Ok(Self { world: Mutex::new(world), clock })
    }

    pub(crate) fn apply(&self, who: &Selectors, command: &Command) -> Result<Outcome, Refusal> {
        self.world().apply(self.clock.now(), who, command)
    }

    pub(crate) fn user_state(&self, user: &UserQuery) -> Result<UserStateView, Refusal> {
        self.world().user_state(self.clock.now(), user)
    }

    pub(crate) fn ready_users(&self, number: &Number) -> Result<ReadyUsers, Refusal> {
        self.world().ready_users(self.clock.now(), number)
    }

    pub(crate) fn chain_content(&self, who: &Selectors) -> Result<Option<ChainContent>, Refusal> {
        self.world().chain_content(self.clock.now(), who)
    }

    pub(crate) fn abonent_info(&self, who: &Selectors) -> Result<AbonentInfo, Refusal> {
        self.world().abonent_info(self.clock.now(), who)
    }

    /// Everything at a glance, with at most `most` users and chains.
    pub(crate) fn survey(&self, most: usize) -> Survey {
        self.world().survey(self.clock.now(), most)
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The moment at which the monotonic clock showed `instant`.
    pub(crate) fn moment(&self, instant: Instant) -> Moment {
        self.clock.at(instant)
    }

    /// How long the exchange has been running.
    pub(crate) fn uptime(&self) -> Duration {
        self.clock.uptime()
    }

    /// A panic under the lock must not take the server with it: the world is used as it was left.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
