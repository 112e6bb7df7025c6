//! The clock: moments of a run are counted from its start.

use std::time::{Duration, Instant, SystemTime};

/// Counts from the start of a run.
#[derive(Debug, Clone, Copy)]
pub struct RunClock {
    start: Instant,
}

impl RunClock {
    /// A clock that starts now.
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }

    /// The time since the start.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

/// The time of day, for reports.
pub fn wall_clock() -> SystemTime {
    SystemTime::now()
}
