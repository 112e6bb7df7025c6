//! The model behind its lock: each question and command takes it for as long as the model thinks, and no longer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use refserver_core::{
    AbonentInfo, ChainContent, Command, Number, Outcome, ReadyUsers, Refusal, Selectors, Setup, SetupError,
    UserQuery, UserStateView, World,
};

use crate::clock::Clock;

/// The telephone exchange as the commands meet it; the time is told to it here.
pub(crate) struct Exchange {
    world: Mutex<World>,
    clock: Clock,
}

impl Exchange {
    /// The exchange as `setup` has it, at the present moment; `seed` decides the GUIDs it will make.
    pub(crate) fn new(setup: &Setup, seed: u64) -> Result<Self, SetupError> {
        let clock = Clock::start();
        let world = World::new(setup, seed, clock.now())?;
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

    /// A panic under the lock must not take the server with it: the world is used as it was left.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
