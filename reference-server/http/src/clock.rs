//! What time it is for the exchange: the one place where a clock is read.

use std::time::{Duration, Instant};

use jiff::Zoned;
use jiff::civil::DateTime;
use refserver_core::Moment;

/// Civil time that only goes forward: the wall clock at the start, carried on by a monotonic one, so that neither
/// summer time nor a corrected clock turns the times of a chain around (CHAIN-5).
#[derive(Debug)]
pub(crate) struct Clock {
    wall: DateTime,
    started: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { wall: Zoned::now().datetime(), started: Instant::now() }
    }

    /// The present moment.
    pub(crate) fn now(&self) -> Moment {
        self.at(Instant::now())
    }

    /// The moment at which the monotonic clock showed `instant`; one before the start counts as the start.
    pub(crate) fn at(&self, instant: Instant) -> Moment {
        Moment::from(self.wall).after(instant.saturating_duration_since(self.started))
    }

    /// How long the clock has been running.
    pub(crate) fn uptime(&self) -> Duration {
        self.started.elapsed()
    }
}
