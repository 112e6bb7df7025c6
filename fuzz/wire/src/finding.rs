//! A finding as it is kept: one file with all that is needed to believe it, to repeat it and to hand it on.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use report_model::event::Tool;
use report_model::finding::{Finding as Told, FindingId, Replays};
use report_model::har::{Archive, Entry};
use report_model::record::ExchangeRecord;
use report_model::secrets::Secrets;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use spec::wire::{self, Exchange};

use crate::breach::Breach;
use crate::campaign::{Campaign, Shard};
use crate::confirm::Sighting;
use crate::input::Input;
use crate::oracle::Oracle;
use crate::strict;
use crate::target::Target;

/// What the file of a finding calls its format.
const FORMAT: &str = "oktellspec-finding";
/// The version of the format; it grows when a reader of the old one would misread the new.
const VERSION: u32 = 1;

/// A finding as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    format: String,
    version: u32,
    /// What reports tell of it.
    #[serde(flatten)]
    pub told: Told,
    /// How often it was repeated to confirm it, and how often it came back.
    pub replays: Replays,
    /// When it was confirmed.
    pub confirmed: Timestamp,
    /// The program that found it.
    pub tool: Tool,
    /// The server that was asked.
    pub target: Asked,
    /// The seed of the campaign.
    pub seed: u64,
    /// The part of the campaign.
    pub shard: Shard,
    /// The shortest input that shows it, as `replay` sends it.
    pub input: Input,
    /// The bytes of each step, secrets masked.
    pub bytes: Vec<Bytes>,
    /// The steps as a HAR archive, for the tools that show traffic.
    pub har: Value,
}

/// The server that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Its base URL.
    pub url: String,
    /// The edition of the document that it was held against.
    pub edition: String,
}

/// The bytes of a step in base64 (RFC 4648), secrets masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bytes {
    /// What went out.
    pub sent: String,
    /// What came back.
    pub received: String,
}

/// Where a finding was made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) campaign: &'a Campaign,
    pub(crate) target: &'a Target,
    pub(crate) tool: &'a Tool,
}

impl Finding {
    /// What was seen of that input, which was repeated so often.
    pub(crate) fn of(
        input: Input,
        sighting: &Sighting,
        replays: Replays,
        confidence: f64,
        confirmed: Timestamp,
        scene: Scene<'_>,
    ) -> Self {
        let Scene { campaign, target, tool } = scene;
        let secrets = target.secrets();
        let url = target.endpoint.to_string();
        let record = |exchange: &Exchange| ExchangeRecord::of(&readable(exchange), &url, &secrets);
        let steps: Vec<ExchangeRecord> = sighting.play.exchanges.iter().map(record).collect();
        let har = har(&steps, confirmed, tool);
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            told: told(&sighting.breach, confidence, steps, &secrets),
            replays,
            confirmed,
            tool: tool.clone(),
            target: Asked { url: url.clone(), edition: target.edition().to_owned() },
            seed: campaign.seed,
            shard: campaign.shard,
            input,
            bytes: sighting.play.exchanges.iter().map(|exchange| Bytes::of(exchange, &secrets)).collect(),
            har,
        }
    }

    /// Whether it is a difference from the reference server.
    pub fn is_difference(&self) -> bool {
        self.told.oracle == Oracle::Differential.to_string()
    }

    /// Reads the file of a finding.
    ///
    /// # Errors
    /// If it is none, or one of another version.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAFinding> {
        let Stamp { format, version } = serde_json::from_slice(bytes)?;
        if format != FORMAT {
            return Err(NotAFinding::Foreign(format));
        }
        if version != VERSION {
            return Err(NotAFinding::Version { found: version, known: VERSION });
        }
        Ok(serde_json::from_slice(bytes)?)
    }
}

/// The exchange as it is shown: bytes that are a sound request are shown as one, so that `curl` repeats them.
pub(crate) fn readable(exchange: &Exchange) -> Exchange {
    match strict::request(&exchange.sent) {
        Some(request) => Exchange { asked: wire::Asked::Request(request), ..exchange.clone() },
        None => exchange.clone(),
    }
}

/// What tells the file of a finding from others.
#[derive(Deserialize)]
struct Stamp {
    format: String,
    version: u32,
}

/// Why something is no file of a finding.
#[derive(Debug, thiserror::Error)]
pub enum NotAFinding {
    /// It cannot be read as one.
    #[error(
        "this is no finding of a campaign ({0}): give a file from the folder `findings` of a campaign's place"
    )]
    Unreadable(#[from] serde_json::Error),
    /// It is something else.
    #[error(
        "this is no finding of a campaign but `{0}`: give a file from the folder `findings` of a campaign's place"
    )]
    Foreign(String),
    /// It was written by a program of another time.
    #[error(
        "the finding has version {found}; this program reads version {known}: use the program that wrote it"
    )]
    Version {
        /// The version that it names.
        found: u32,
        /// The version that this program reads.
        known: u32,
    },
}

fn told(breach: &Breach, confidence: f64, steps: Vec<ExchangeRecord>, secrets: &Secrets) -> Told {
    let Breach { oracle, citation, command, deviation, step } = breach;
    let signature = breach.signature();
    Told {
        id: FindingId::of(&signature),
        signature,
        oracle: oracle.to_string(),
        clauses: vec![citation.clause.clone()],
        basis: citation.basis,
        command: command.clone().unwrap_or_else(|| "any".into()),
        expected: secrets.mask(&deviation.expected),
        seen: secrets.mask(&deviation.seen),
        cwe: oracle.cwe(),
        wfc: oracle.wfc(),
        severity: oracle.severity(),
        confidence,
        step: *step,
        steps,
    }
}

/// The steps as an archive. Their times are counted from an unknown beginning, so only their order and length mean something.
fn har(steps: &[ExchangeRecord], confirmed: Timestamp, tool: &Tool) -> Value {
    let entry = |(number, record): (usize, &ExchangeRecord)| {
        Entry::of(confirmed, format!("step {number}"), record.clone())
    };
    let entries: Vec<Entry> = steps.iter().enumerate().map(entry).collect();
    // An archive has string keys and no writer that fails.
    serde_json::to_value(Archive::of(tool, "a finding".to_owned(), entries)).unwrap_or_default()
}

impl Bytes {
    fn of(exchange: &Exchange, secrets: &Secrets) -> Self {
        let packed = |bytes: &[u8]| BASE64_STANDARD.encode(secrets.mask_bytes(bytes, usize::MAX));
        Self { sent: packed(&exchange.sent), received: packed(&exchange.received) }
    }
}

#[cfg(test)]
impl Finding {
    /// A finding of which only the signature matters.
    pub(crate) fn sample(signature: &str, input: Input) -> Self {
        let oracle = Oracle::ServerError;
        let told = Told {
            id: FindingId::of(signature),
            signature: signature.to_owned(),
            oracle: oracle.to_string(),
            clauses: vec!["R-1".parse().unwrap()],
            basis: spec::ids::Basis::R,
            command: "upload".into(),
            expected: "an answer".to_owned(),
            seen: "status 500".to_owned(),
            cwe: oracle.cwe(),
            wfc: oracle.wfc(),
            severity: oracle.severity(),
            confidence: 1.0,
            step: 0,
            steps: Vec::new(),
        };
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            told,
            replays: Replays { tried: 3, came_back: 3 },
            confirmed: Timestamp::UNIX_EPOCH,
            tool: Tool { name: "oktellspec".to_owned(), version: "0".to_owned() },
            target: Asked { url: "http://192.0.2.1:4055".to_owned(), edition: "2012-09-17".to_owned() },
            seed: 1,
            shard: Shard::WHOLE,
            input,
            bytes: Vec::new(),
            har: Value::Null,
        }
    }
}
