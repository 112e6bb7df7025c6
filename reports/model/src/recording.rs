//! A recorded run: its outcomes in memory, its exchanges in the log until somebody asks for them.
//!
//! A run may have a hundred thousand cases and every case its exchanges, so no report holds them all: the log is read once for the
//! outcomes, and then case by case, in the order of the plan, for what was sent and received.

mod answers;

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use serde::Deserialize;
use serde::de::IgnoredAny;
use spec::ids::CaseName;

use crate::coverage::Coverage;
use crate::event::{CaseEnding, CaseResult, Event, Header, LOG_VERSION};
use crate::fold::Run;
use crate::log::LogError;
use crate::record::ExchangeRecord;
use crate::verdict::Verdict;

pub use self::answers::Answer;

/// Where a log is read from: a file, or bytes in memory.
trait Source: Read + Seek {}

impl<S: Read + Seek> Source for S {}

/// A run with the log that it is folded from.
pub struct Recording {
    /// The run, without its exchanges.
    pub run: Run,
    places: HashMap<CaseName, Place>,
    log: RefCell<Box<dyn Source>>,
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording").field("run", &self.run).finish_non_exhaustive()
    }
}

/// Where the line of a finished case stands in the log.
#[derive(Debug, Clone, Copy)]
struct Place {
    offset: u64,
    length: usize,
}

/// What tells one kind of line from another.
#[derive(Deserialize)]
struct Kind {
    event: String,
}

/// A finished case but for its exchanges.
#[derive(Deserialize)]
struct Finished {
    name: CaseName,
    ending: CaseEnding,
    verdicts: Vec<Verdict>,
    exchanges: IgnoredAny,
    millis: u64,
    #[serde(default)]
    coverage: Vec<Coverage>,
}

/// The exchanges of a finished case, or the steps of a finding.
#[derive(Deserialize)]
struct Exchanges {
    #[serde(alias = "steps")]
    exchanges: Vec<ExchangeRecord>,
}

impl Recording {
    /// Reads the outcomes of a log. A last line that was cut off, as a killed process leaves it, is passed over.
    ///
    /// # Errors
    /// If the reader fails, a line other than the last is no event, or the first is not the beginning of a run.
    pub fn open(log: impl Read + Seek + 'static) -> Result<Self, LogError> {
        let mut lines =
            Lines { reader: BufReader::with_capacity(1 << 16, log), line: Vec::new(), number: 0, offset: 0 };
        let header = lines.header()?;
        let mut run = Run::begin(header);
        let mut places = HashMap::new();
        while let Some((place, event)) = lines.event()? {
            match &event {
                Event::CaseFinished(result) => drop(places.insert(result.name.clone(), place)),
                Event::FindingMade(found) => drop(places.insert(found.finding.case(), place)),
                _ => {}
            }
            run.apply(event);
        }
        let log: Box<dyn Source> = Box::new(lines.reader.into_inner());
        Ok(Self { run, places, log: RefCell::new(log) })
    }

    /// A run whose log is lost: it has outcomes and no exchanges.
    pub fn without_log(run: Run) -> Self {
        let log: Box<dyn Source> = Box::new(std::io::empty());
        Self { run, places: HashMap::new(), log: RefCell::new(log) }
    }

    /// What a case sent and received, in order; nothing for one that has not ended.
    ///
    /// # Errors
    /// If the log cannot be read any more.
    pub fn exchanges(&self, name: &CaseName) -> Result<Vec<ExchangeRecord>, LogError> {
        let Some(place) = self.places.get(name) else { return Ok(Vec::new()) };
        let Exchanges { exchanges } = serde_json::from_slice(&self.line(*place)?)
            .map_err(|error| LogError::Case { name: name.clone(), error })?;
        Ok(exchanges)
    }

    fn line(&self, place: Place) -> Result<Vec<u8>, LogError> {
        let mut line = vec![0; place.length];
        let mut log = self.log.borrow_mut();
        log.seek(SeekFrom::Start(place.offset))?;
        log.read_exact(&mut line)?;
        Ok(line)
    }
}

/// The lines of a log, one at a time.
struct Lines<R> {
    reader: BufReader<R>,
    line: Vec<u8>,
    number: usize,
    offset: u64,
}

impl<R: Read> Lines<R> {
    /// The next line and where it stands; `None` at the end.
    fn next(&mut self) -> Result<Option<Place>, LogError> {
        self.line.clear();
        let length = self.reader.read_until(b'\n', &mut self.line)?;
        let place = Place { offset: self.offset, length };
        self.offset += length as u64;
        self.number += 1;
        Ok((length > 0).then_some(place))
    }

    fn header(&mut self) -> Result<Header, LogError> {
        self.next()?;
        // A header of many cases is long: it is read straight from its line, which is let go at once.
        let line = std::mem::take(&mut self.line);
        match serde_json::from_slice(&line) {
            Ok(Kind { event }) if event == "run-started" => {}
            Ok(_) | Err(_) => return Err(LogError::NoBeginning),
        }
        let header: Header =
            serde_json::from_slice(&line).map_err(|error| LogError::Line { line: 1, error })?;
        match header.version {
            LOG_VERSION => Ok(header),
            found => Err(LogError::Version { found, known: LOG_VERSION }),
        }
    }

    /// The next event, with nothing for the exchanges of a finished case; `None` at the end or where the last line was cut off.
    fn event(&mut self) -> Result<Option<(Place, Event)>, LogError> {
        let Some(place) = self.next()? else { return Ok(None) };
        match event(&self.line) {
            Ok(event) => Ok(Some((place, event))),
            Err(_) if self.reader.fill_buf()?.is_empty() => Ok(None),
            Err(error) => Err(LogError::Line { line: self.number, error }),
        }
    }
}

fn event(line: &[u8]) -> Result<Event, serde_json::Error> {
    let Kind { event } = serde_json::from_slice(line)?;
    if event != "case-finished" {
        return serde_json::from_slice(line);
    }
    let Finished { name, ending, verdicts, exchanges: IgnoredAny, millis, coverage } =
        serde_json::from_slice(line)?;
    Ok(Event::CaseFinished(CaseResult { name, ending, verdicts, exchanges: Vec::new(), millis, coverage }))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::event::{Ending, PlannedCase};
    use crate::log::append;
    use crate::outcome::Outcome;
    use crate::sample;

    const A: &str = "golden::wp_flash::a";
    const B: &str = "golden::wp_flash::b";

    fn header(version: u32) -> Event {
        let planned = [A, B].map(|name| PlannedCase { name: name.into(), citations: Vec::new() });
        Event::RunStarted(Header { version, planned: planned.to_vec(), ..sample::header() })
    }

    fn finished(name: &str, urls: &[&str]) -> Event {
        let exchanges = urls.iter().map(|url| sample::unanswered(url)).collect();
        let (ending, verdicts) = (CaseEnding::Judged, Vec::new());
        Event::CaseFinished(CaseResult {
            name: name.into(),
            ending,
            verdicts,
            exchanges,
            millis: 3,
            coverage: Vec::new(),
        })
    }

    fn log() -> Vec<u8> {
        let over = Event::RunFinished { finished: jiff::Timestamp::UNIX_EPOCH, ending: Ending::Completed };
        let mut bytes = Vec::new();
        for event in [header(LOG_VERSION), finished(B, &["/b"]), finished(A, &["/a", "/A"]), over] {
            append(&mut bytes, &event).unwrap();
        }
        bytes
    }

    fn urls(recording: &Recording, name: &str) -> Vec<String> {
        let exchanges = recording.exchanges(&name.into()).unwrap();
        exchanges.into_iter().map(|exchange| exchange.request.url).collect()
    }

    #[test]
    fn exchanges_are_read_from_their_place_in_any_order() {
        let recording = Recording::open(Cursor::new(log())).unwrap();
        assert_eq!(recording.run.cases[&A.into()].millis, 3);
        assert_eq!(urls(&recording, A), ["/a", "/A"]);
        assert_eq!(urls(&recording, B), ["/b"]);
        assert_eq!(urls(&recording, "golden::wp_flash::c"), [""; 0]);
    }

    #[test]
    fn a_log_cut_anywhere_after_its_first_line_tells_what_was_whole() {
        let log = log();
        let first = log.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        let whole = |end: usize| log[first..end].iter().filter(|byte| **byte == b'\n').count();
        for end in first..log.len() {
            let recording = Recording::open(Cursor::new(log[..end].to_vec())).unwrap();
            // A line that lacks nothing but its end is whole, too.
            let complete = whole(end) + usize::from(log[end] == b'\n' && log[end - 1] != b'\n');
            assert_eq!(recording.run.cases.len(), complete.min(2), "cut at {end}");
            assert_eq!(recording.run.end.is_some(), complete == 3);
        }
        assert_eq!(Recording::open(Cursor::new(log)).unwrap().run.case_counts()[&Outcome::Untested], 2);
    }

    #[test]
    fn what_is_no_log_is_refused_by_line() {
        let open = |bytes: &[u8]| Recording::open(Cursor::new(bytes.to_vec())).unwrap_err();
        assert!(matches!(open(b""), LogError::NoBeginning));
        assert!(matches!(open(b"{\"format\":\"oktellspec-report\"}"), LogError::NoBeginning));
        let broken = [&log()[..], b"{}\n", b"{}\n"].concat();
        assert!(matches!(open(&broken), LogError::Line { line: 5, .. }));
        let mut later = Vec::new();
        append(&mut later, &header(LOG_VERSION + 1)).unwrap();
        assert!(matches!(open(&later), LogError::Version { .. }));
    }
}
