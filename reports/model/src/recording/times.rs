//! How long answers took, read without what they say.

use std::io::{Read, Seek, SeekFrom};

use serde::Deserialize;
use serde::de::IgnoredAny;
use spec::ids::CaseName;

use super::Recording;
use crate::log::LogError;

/// The times of a finished case, or of a finding, which is told as one.
#[derive(Deserialize)]
struct Timed {
    #[serde(alias = "steps")]
    exchanges: Vec<Time>,
}

#[derive(Deserialize)]
struct Time {
    response: Option<IgnoredAny>,
    elapsed_millis: u64,
}

impl Recording {
    /// How long each answer took that a case received, in milliseconds and in order; nothing for one that has not ended.
    ///
    /// # Errors
    /// If the log cannot be read any more.
    pub fn answer_times(&self, name: &CaseName) -> Result<Vec<u64>, LogError> {
        let Some(place) = self.places.get(name) else { return Ok(Vec::new()) };
        let mut line = vec![0; place.length];
        let mut log = self.log.borrow_mut();
        log.seek(SeekFrom::Start(place.offset))?;
        log.read_exact(&mut line)?;
        let Timed { exchanges } =
            serde_json::from_slice(&line).map_err(|error| LogError::Case { name: name.clone(), error })?;
        let answered = exchanges.into_iter().filter(|time| time.response.is_some());
        Ok(answered.map(|time| time.elapsed_millis).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use crate::event::{CaseEnding, CaseResult, Event, Header, Inputs, LOG_VERSION, Target, Tool};
    use crate::log::append;
    use crate::outcome::Strictness;
    use crate::record::{BodyRecord, ExchangeRecord, RequestRecord, ResponseRecord};
    use crate::recording::Recording;

    fn nothing() -> BodyRecord {
        BodyRecord { length: 0, text: None, base64: None }
    }

    fn exchange(elapsed_millis: u64, answered: bool) -> ExchangeRecord {
        let (method, url) = ("GET".to_owned(), "/".to_owned());
        let response = ResponseRecord { status: 200, headers: Vec::new(), body: nothing() };
        ExchangeRecord {
            request: RequestRecord { method, url, headers: Vec::new(), body: nothing() },
            response: answered.then_some(response),
            lapse: None,
            curl: String::new(),
            started_millis: 0,
            elapsed_millis,
        }
    }

    #[test]
    fn answers_have_times_and_silence_has_none() {
        let header = Header {
            version: LOG_VERSION,
            tool: Tool { name: String::new(), version: String::new() },
            inputs: Inputs::default(),
            target: Target {
                url: String::new(),
                edition: String::new(),
                embedded: false,
                options: Vec::new(),
            },
            seed: 1,
            strictness: Strictness::Lenient,
            started: jiff::Timestamp::UNIX_EPOCH,
            clauses: Vec::new(),
            planned: Vec::new(),
        };
        let result = CaseResult {
            name: "golden::wp_flash::a".into(),
            ending: CaseEnding::Judged,
            verdicts: Vec::new(),
            exchanges: vec![exchange(7, true), exchange(3_000, false), exchange(2, true)],
            millis: 0,
            coverage: Vec::new(),
        };
        let mut log = Vec::new();
        append(&mut log, &Event::RunStarted(header)).unwrap();
        append(&mut log, &Event::CaseFinished(result)).unwrap();
        let recording = Recording::open(Cursor::new(log)).unwrap();
        assert_eq!(recording.answer_times(&"golden::wp_flash::a".into()).unwrap(), [7, 2]);
        assert_eq!(recording.answer_times(&"golden::wp_flash::b".into()).unwrap(), [0; 0]);
    }
}
