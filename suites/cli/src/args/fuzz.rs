//! What was typed after `fuzz` and `replay`.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use report_render::Language;
use wire_fuzz::{Budget, Shard};

use super::TargetArguments;
use crate::outputs::ReportRequest;

/// How many requests a campaign sends that is given no bound.
const REQUESTS: u64 = 10_000;

/// What is said of a target that is not merely asked politely.
#[derive(Debug, Args)]
pub(crate) struct AttackArguments {
    /// The host of a target that is not on this machine: you are authorized to send it such requests
    #[arg(long, value_name = "HOST", help_heading = "Target")]
    pub(crate) authorized: Option<String>,
    /// Requests a second at most, whatever they are sent for
    #[arg(long, value_name = "N", help_heading = "Target")]
    pub(crate) rate: Option<NonZeroU32>,
    /// Break one thing of the reference server inside the program; may be given several times
    #[arg(long, value_name = "NAME", conflicts_with = "target", help_heading = "Reference server")]
    pub(crate) fault: Vec<String>,
    /// Have it answer in another way that the document leaves open, such as layout=compact
    #[arg(long, value_name = "NAME=VALUE", conflicts_with = "target", help_heading = "Reference server")]
    pub(crate) dialect: Vec<String>,
}

impl AttackArguments {
    /// The options by which the same is sent to the same again.
    pub(crate) fn repeated(&self) -> Vec<String> {
        let named = |name: &'static str, values: &[String]| {
            values.iter().flat_map(|value| [name.to_owned(), value.clone()]).collect::<Vec<_>>()
        };
        let authorized: Vec<String> = self.authorized.iter().cloned().collect();
        [named("--authorized", &authorized), named("--fault", &self.fault), named("--dialect", &self.dialect)]
            .concat()
    }
}

/// A campaign.
#[derive(Debug, Args)]
pub(crate) struct FuzzArguments {
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    #[command(flatten)]
    pub(crate) attack: AttackArguments,
    /// How long to go on, such as 90s, 10m or 8h
    #[arg(long, value_name = "DURATION", value_parser = duration, conflicts_with = "requests")]
    pub(crate) time: Option<Duration>,
    /// Requests to send [default: 10000, unless --time is given]
    #[arg(long, value_name = "N")]
    pub(crate) requests: Option<u64>,
    /// Inputs in flight at once; those that need not be answered are waited for besides
    #[arg(long, value_name = "N", default_value = "32")]
    pub(crate) workers: NonZeroUsize,
    /// Only these commands
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) command: Vec<String>,
    /// The seed from which every request follows
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Only the K-th of N parts, which have no request in common: one for each machine
    #[arg(long, value_name = "K/N", default_value_t = Shard::WHOLE)]
    pub(crate) shard: Shard,
    /// Where inputs and findings are kept: a folder or the URL of a bucket, shared by as many machines as you like. Start again with
    /// the same to go on [default: a new folder among the temporary files]
    #[arg(long, value_name = "DIR-or-URL")]
    pub(crate) corpus: Option<String>,
    /// Send the same to the reference server, and tell where the answers mean something different; the target needs its users and files
    #[arg(long)]
    pub(crate) differential: bool,
    /// Look for each fault of security and robustness of the reference server whose name matches, and tell how soon it is found
    #[arg(long, value_name = "GLOB", conflicts_with = "target", help_heading = "Reference server")]
    pub(crate) prove: Option<String>,
    /// With how many seeds each fault is looked for
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        requires = "prove",
        help_heading = "Reference server"
    )]
    pub(crate) seeds: u16,
    /// Write a report: json, junit, markdown, sarif, har, wfc, ctrf, badge or html; may be given several times
    #[arg(long, value_name = "FORMAT=PATH", help_heading = "Reports")]
    pub(crate) report: Vec<ReportRequest>,
    /// The language of the HTML page and of summary sheets: en or ru
    #[arg(long, value_name = "CODE", default_value = "en", help_heading = "Reports")]
    pub(crate) lang: Language,
    /// Where the event log goes while the campaign goes on [default: a new file in the folder for temporary files]
    #[arg(long, value_name = "FILE", help_heading = "Reports")]
    pub(crate) log: Option<PathBuf>,
}

impl FuzzArguments {
    /// When the campaign is over.
    pub(crate) fn budget(&self) -> Budget {
        self.time.map_or_else(|| Budget::Requests(self.requests.unwrap_or(REQUESTS)), Budget::Time)
    }
}

/// A finding to be sent once more.
#[derive(Debug, Args)]
pub(crate) struct ReplayArguments {
    /// The file of the finding
    pub(crate) finding: PathBuf,
    #[command(flatten)]
    pub(crate) target: TargetArguments,
    #[command(flatten)]
    pub(crate) attack: AttackArguments,
}

fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "write a time such as 90s, 10m or 8h".to_owned();
    let parsed: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(parsed).ok().filter(|time| !time.is_zero()).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_a_unit_and_is_not_nothing() {
        assert_eq!(duration("10m"), Ok(Duration::from_secs(600)));
        assert_eq!(duration("1h 30m"), Ok(Duration::from_secs(5400)));
        for wrong in ["", "10", "0s", "-5m", "soon"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }
}
