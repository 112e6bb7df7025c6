//! What a campaign found: each finding with its rule, its classes, the requests that show it and how to send them again.

use report_model::campaign::{Tally, Unconfirmed};
use report_model::event::{ClauseFact, Header};
use report_model::finding::{Finding, Found};
use report_model::record::ExchangeRecord;
use report_model::recording::Recording;
use spec::ids::CaseName;

use super::words::Words;
use crate::RenderError;
use crate::fault::FaultClass;
use crate::finding::findings;
use crate::language::Said;
use crate::text::{brief, visible};
use crate::words::replay_command;

/// How many findings are listed.
const LISTED: usize = 200;
/// How many of them are unfolded.
pub(super) const UNFOLDED: usize = 5;
/// How many requests of a finding are listed.
const STEPS: usize = 20;
/// How long a line that repeats a request may be, in bytes.
const COMMAND: usize = 4_000;
/// How much of an address, or of what was expected and seen, is shown, in characters.
const SAID: usize = 600;

/// What a campaign found, and what it met besides.
pub(super) struct Findings<'a> {
    pub(super) listed: Vec<Listed<'a>>,
    /// How many there are besides.
    pub(super) more: usize,
    pub(super) unconfirmed: &'a [Unconfirmed],
}

/// A finding as it is listed.
pub(super) struct Listed<'a> {
    pub(super) finding: &'a Finding,
    pub(super) severity: Said,
    pub(super) rules: Vec<Rule<'a>>,
    pub(super) expected: String,
    pub(super) seen: String,
    pub(super) fault: Option<&'static FaultClass>,
    /// How many replays out of a hundred confirmed what its oracle had met.
    pub(super) confidence: String,
    pub(super) age: Said,
    pub(super) steps: Vec<Step>,
    pub(super) replay: String,
    /// The case that it is, which has the exchanges.
    pub(super) case: CaseName,
}

/// A rule that is broken.
pub(super) struct Rule<'a> {
    pub(super) fact: &'a ClauseFact,
    pub(super) text: &'a str,
}

/// A request that belongs to a finding.
pub(super) struct Step {
    pub(super) line: String,
    /// The status that came, if an answer did.
    pub(super) status: Option<u16>,
    /// Whether what was found shows in it.
    pub(super) telling: bool,
    /// The line that repeats it, unless it is too long.
    pub(super) repeat: Option<String>,
    /// How long that line is.
    pub(super) length: usize,
}

impl<'a> Findings<'a> {
    /// What the run found, if it is a campaign.
    pub(super) fn of(recording: &'a Recording, words: &'static Words) -> Result<Option<Self>, RenderError> {
        let Some(Tally { unconfirmed, .. }) = &recording.run.campaign else { return Ok(None) };
        let all = findings(&recording.run);
        let listed = all.iter().take(LISTED).map(|found| Listed::of(found, recording, words));
        Ok(Some(Self {
            listed: listed.collect::<Result<_, _>>()?,
            more: all.len().saturating_sub(LISTED),
            unconfirmed,
        }))
    }
}

impl<'a> Listed<'a> {
    fn of(found: &'a Found, recording: &'a Recording, words: &'static Words) -> Result<Self, RenderError> {
        let Found { finding, file, new } = found;
        let header = &recording.run.header;
        let records = recording.exchanges(&finding.case())?;
        let step = |(number, record): (usize, &ExchangeRecord)| Step::of(record, number == finding.step);
        Ok(Self {
            finding,
            severity: words.severity(finding.severity),
            rules: rules(finding, header),
            expected: brief(&finding.expected, SAID),
            seen: brief(&finding.seen, SAID),
            fault: FaultClass::of_code(finding.wfc),
            confidence: percent(finding.confidence),
            age: if *new { words.new } else { words.known_before },
            steps: records.iter().take(STEPS).enumerate().map(step).collect(),
            replay: replay_command(header, file),
            case: finding.case(),
        })
    }
}

/// A share in percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0} %", 100.0 * share)
}

fn rules<'a>(finding: &Finding, header: &'a Header) -> Vec<Rule<'a>> {
    let broken = header.clauses.iter().filter(|fact| finding.clauses.contains(&fact.id));
    broken.map(|fact| Rule { fact, text: fact.rule_text(finding.basis) }).collect()
}

impl Step {
    fn of(record: &ExchangeRecord, telling: bool) -> Self {
        let line = format!("{} {}", record.request.method, record.request.url);
        Self {
            line: brief(&line, SAID),
            status: record.response.as_ref().map(|response| response.status),
            telling,
            repeat: (record.curl.len() <= COMMAND).then(|| visible(&record.curl)),
            length: record.curl.len(),
        }
    }
}
