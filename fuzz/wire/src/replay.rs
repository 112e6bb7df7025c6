//! Sends a finding once more, and says whether it is still there.

use std::sync::Arc;

use report_model::record::ExchangeRecord;

use crate::confirm::TIMES;
use crate::finding::Finding;
use crate::play::Player;
use crate::target::Target;

/// What became of a finding.
#[derive(Debug, Clone, PartialEq)]
pub enum Replayed {
    /// It is not found any more, however often it is repeated.
    Fixed,
    /// It is still there.
    Still {
        /// What was seen.
        seen: String,
        /// The exchanges, step by step.
        steps: Vec<ExchangeRecord>,
    },
    /// It cannot be told.
    Unknown {
        /// Why.
        reason: String,
    },
}

/// Sends the finding on fresh connections until it is seen or was not seen often enough.
pub async fn replay(finding: &Finding, target: &Arc<Target>) -> Replayed {
    let secrets = target.secrets();
    let url = target.endpoint.to_string();
    for _ in 0..TIMES {
        let mut player = Player::new(Arc::clone(target));
        let play = player.play(&finding.input).await;
        let breach = play.breaches.iter().find(|breach| breach.signature() == finding.told.signature);
        if let Some(breach) = breach {
            let record = |exchange| ExchangeRecord::of(exchange, &url, &secrets);
            let seen = secrets.mask(&breach.deviation.seen);
            return Replayed::Still { seen, steps: play.exchanges.iter().map(record).collect() };
        }
        if play.exchanges.len() < finding.input.steps.len() {
            return Replayed::Unknown { reason: format!("the target at {url} cannot be reached") };
        }
    }
    Replayed::Fixed
}
