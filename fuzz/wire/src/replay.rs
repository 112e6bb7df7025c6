//! Sends a finding once more, and says whether it is still there.

use std::sync::Arc;

use report_model::record::ExchangeRecord;

use crate::confirm::{Look, TIMES, Watch};
use crate::finding::{Finding, readable};
use crate::oracle::Oracle;
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
    let url = target.endpoint.to_string();
    let unknown = |reason: String| Replayed::Unknown { reason };
    let told = &finding.told;
    let Some(oracle) = Oracle::ALL.into_iter().find(|oracle| oracle.to_string() == told.oracle) else {
        return unknown(format!("this program has no oracle `{}`", told.oracle));
    };
    let watch = Watch { target, oracle, signature: &told.signature };
    for _ in 0..TIMES {
        match watch.look_afresh(&finding.input).await {
            Look::Seen(sighting) => {
                let secrets = target.secrets();
                let record = |exchange| ExchangeRecord::of(&readable(exchange), &url, &secrets);
                let steps = sighting.play.exchanges.iter().map(record).collect();
                return Replayed::Still { seen: secrets.mask(&sighting.breach.deviation.seen), steps };
            }
            Look::Unseen => {}
            Look::Unreachable(reason) => {
                return unknown(format!("the target at {url} cannot be reached: {reason}"));
            }
            Look::Withheld => {
                return unknown("it may have effects that are not allowed: --effects allows more".to_owned());
            }
        }
    }
    Replayed::Fixed
}
