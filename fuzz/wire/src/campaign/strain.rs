//! What is given to a target that suffers: time.

use std::time::Duration;

use tokio::time::sleep;

use crate::play::Outcome;

/// How a target bears it, as one worker sees it.
#[derive(Debug, Default)]
pub(super) struct Strain(u32);

impl Strain {
    /// Statuses by which a target says that there is too much to do.
    const TOO_MUCH: [u16; 2] = [429, 503];

    /// Takes note of what came of an input. To leave unanswered what nobody can read is no sign of suffering.
    pub(super) fn heed(&mut self, outcome: &Outcome) {
        let suffers =
            outcome.is_owed || outcome.statuses.iter().any(|status| Self::TOO_MUCH.contains(status));
        self.0 = if suffers { (self.0 + 1).min(6) } else { 0 };
    }

    /// Waits the longer the more in a row said that it was too much.
    pub(super) async fn relieve(&self) {
        // One lapse alone is the request's own matter.
        if self.0 > 1 {
            sleep(Duration::from_millis(10) * 2_u32.pow(self.0)).await;
        }
    }
}
