//! How fast requests go out: never faster than asked, and slower while the target suffers.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

/// When the next request may go out.
#[derive(Debug)]
pub(super) struct Pace {
    /// The time between two requests and the moment of the next; nothing where there is no bound.
    next: Option<(Duration, Mutex<Instant>)>,
}

impl Pace {
    pub(super) fn new(rate: Option<NonZeroU32>) -> Self {
        let between = rate.map(|rate| Duration::from_secs(1) / rate.get());
        Self { next: between.map(|between| (between, Mutex::new(Instant::now()))) }
    }

    /// Waits until so many requests may go out.
    pub(super) async fn wait(&self, requests: usize) {
        let Some((between, next)) = &self.next else { return };
        let turn = {
            let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = (*next).max(Instant::now());
            *next = turn + *between * u32::try_from(requests).unwrap_or(u32::MAX);
            turn
        };
        sleep_until(turn).await;
    }
}

/// How a target bears it, as one worker sees it.
#[derive(Debug, Default)]
pub(super) struct Strain(u32);

impl Strain {
    /// Statuses by which a target says that there is too much to do.
    const TOO_MUCH: [u16; 2] = [429, 503];

    /// Takes note of statuses; 0 is none. Waits the longer the more in a row say that it is too much.
    pub(super) async fn heed(&mut self, statuses: &[u16]) {
        let suffers = statuses.iter().any(|status| *status == 0 || Self::TOO_MUCH.contains(status));
        self.0 = if suffers { (self.0 + 1).min(6) } else { 0 };
        // One lapse alone is the request's own matter.
        if self.0 > 1 {
            sleep(Duration::from_millis(10) * 2_u32.pow(self.0)).await;
        }
    }
}
