//! What time it is for the exchange: the one place where a clock is read.

use jiff::Zoned;
use jiff::civil::DateTime;
use refserver_core::Moment;
use tokio::time::Instant;

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
        Moment::from(self.wall).after(self.started.elapsed())
    }
}
