//! How fast requests go out: never faster than asked, whoever sends them.

use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// When the next request may go out.
#[derive(Debug)]
pub(crate) struct Pace {
    /// The time between two requests and the moment of the next; nothing where there is no bound.
    next: Option<(Duration, Mutex<Instant>)>,
}

impl Pace {
    pub(crate) fn new(rate: Option<NonZeroU32>) -> Self {
        let between = rate.map(|rate| Duration::from_secs(1) / rate.get());
        Self { next: between.map(|between| (between, Mutex::new(Instant::now()))) }
    }

    /// Waits until so many requests may go out.
    pub(crate) async fn wait(&self, requests: usize) {
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
