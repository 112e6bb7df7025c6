//! How long answers took and of what kinds they were, read without what they say.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Deserialize;
use serde::de::IgnoredAny;
use spec::ids::CaseName;

use super::Recording;
use crate::log::LogError;

/// An answer in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// Its status.
    pub status: u16,
    /// Its fingerprint: status, names of header fields, and size by its magnitude. Answers of one kind have one.
    pub fingerprint: u64,
}

/// The exchanges of a finished case, or the steps of a finding, which is told as one.
#[derive(Deserialize)]
struct Exchanges {
    #[serde(alias = "steps")]
    exchanges: Vec<Exchange>,
}

#[derive(Deserialize)]
struct Exchange {
    response: Option<Response>,
    elapsed_millis: u64,
}

#[derive(Deserialize)]
struct Response {
    status: u16,
    headers: Vec<(String, IgnoredAny)>,
    body: Body,
}

#[derive(Deserialize)]
struct Body {
    length: usize,
}

impl Recording {
    /// The answers that a case received, in order; nothing for one that has not ended.
    ///
    /// # Errors
    /// If the log cannot be read any more.
    pub fn answers(&self, name: &CaseName) -> Result<Vec<Answer>, LogError> {
        let Some(place) = self.places.get(name) else { return Ok(Vec::new()) };
        let line = self.line(*place)?;
        let Exchanges { exchanges } =
            serde_json::from_slice(&line).map_err(|error| LogError::Case { name: name.clone(), error })?;
        let answer = |exchange: Exchange| {
            let response = exchange.response?;
            let fingerprint = response.fingerprint();
            Some(Answer { millis: exchange.elapsed_millis, status: response.status, fingerprint })
        };
        Ok(exchanges.into_iter().filter_map(answer).collect())
    }
}

impl Response {
    fn fingerprint(&self) -> u64 {
        let fields: BTreeSet<String> =
            self.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        let mut hasher = DefaultHasher::new();
        (self.status, fields, self.body.length.checked_ilog2()).hash(&mut hasher);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use crate::event::{CaseEnding, CaseResult, Event};
    use crate::log::append;
    use crate::record::{ExchangeRecord, ResponseRecord};
    use crate::recording::Recording;
    use crate::sample;

    fn exchange(elapsed_millis: u64, answered: bool) -> ExchangeRecord {
        let response = ResponseRecord { status: 200, headers: Vec::new(), body: sample::nothing() };
        ExchangeRecord { response: answered.then_some(response), elapsed_millis, ..sample::unanswered("/") }
    }

    #[test]
    fn answers_have_times_and_kinds_and_silence_has_none() {
        let mut refused = exchange(4, true);
        refused.response.as_mut().unwrap().status = 403;
        let result = CaseResult {
            name: "golden::wp_flash::a".into(),
            ending: CaseEnding::Judged,
            verdicts: Vec::new(),
            exchanges: vec![exchange(7, true), exchange(3_000, false), exchange(2, true), refused],
            millis: 0,
            coverage: Vec::new(),
        };
        let mut log = Vec::new();
        append(&mut log, &Event::RunStarted(sample::header())).unwrap();
        append(&mut log, &Event::CaseFinished(result)).unwrap();
        let recording = Recording::open(Cursor::new(log)).unwrap();
        let answers = recording.answers(&"golden::wp_flash::a".into()).unwrap();
        assert_eq!(answers.iter().map(|answer| answer.millis).collect::<Vec<_>>(), [7, 2, 4]);
        let [one, same, other] = answers[..] else { panic!("{answers:?}") };
        assert_eq!((one.fingerprint, one.status), (same.fingerprint, 200));
        assert_ne!(one.fingerprint, other.fingerprint);
        assert!(recording.answers(&"golden::wp_flash::b".into()).unwrap().is_empty());
    }
}
