//! A hundred thousand cases with their exchanges: every format in under 10 s and 200 MiB. That many with `--release`; fewer without
//! optimisation, in the same bounds.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use report_model::event::{
    CaseEnding, CaseResult, ClauseFact, Ending, Event, Header, Inputs, LOG_VERSION, PlannedCase, RuleFact,
    Target, Tool,
};
use report_model::log::append;
use report_model::outcome::Strictness;
use report_model::record::{BodyRecord, ExchangeRecord, RequestRecord, ResponseRecord};
use report_model::recording::Recording;
use report_model::verdict::Verdict;
use report_render::Format;
use report_render::html::Reader;
use spec::ids::{Basis, CaseName, Citation, ClauseId};

const CASES: usize = if cfg!(debug_assertions) { 2_500 } else { 100_000 };
const CLAUSES: u32 = 100;

fn cite(number: usize) -> Citation {
    let number = u32::try_from(number).unwrap() % CLAUSES + 1;
    Citation { clause: ClauseId::new("EXEC", number), basis: Basis::D }
}

fn name(number: usize) -> CaseName {
    CaseName::new(format!("property::execsvcscript::a_value_of_startparam1_comes_back_{number:06}"))
}

fn header() -> Header {
    let fact = |number| ClauseFact {
        id: ClauseId::new("EXEC", number),
        section: "execsvcscript".to_owned(),
        rules: vec![RuleFact { basis: Basis::D, text: "The value comes back unchanged.".to_owned() }],
        unobservable: None,
        ruling: None,
    };
    let planned =
        |number| PlannedCase { name: name(number), citations: vec![cite(number), cite(number + 1)] };
    Header {
        version: LOG_VERSION,
        tool: Tool { name: "oktellspec".to_owned(), version: "0.1.0".to_owned() },
        target: Target {
            url: "http://192.0.2.7:4055".to_owned(),
            edition: "2012-09-17".to_owned(),
            embedded: false,
            options: Vec::new(),
        },
        inputs: Inputs::default(),
        seed: 1,
        strictness: Strictness::Lenient,
        started: Timestamp::UNIX_EPOCH,
        clauses: (1..=CLAUSES).map(fact).collect(),
        planned: (0..CASES).map(planned).collect(),
    }
}

/// A case that asks twice and keeps its rules; every tenth breaks one.
fn result(number: usize) -> CaseResult {
    let body = |text: &str| BodyRecord { length: text.len(), text: Some(text.to_owned()), base64: None };
    let exchange = |part: usize| ExchangeRecord {
        request: RequestRecord {
            method: "GET".to_owned(),
            url: format!(
                "http://192.0.2.7:4055/execsvcscript?name=echo&startparam1=value%20{number}&async={part}"
            ),
            headers: vec![("accept".to_owned(), "*/*".to_owned())],
            body: body(""),
        },
        response: Some(ResponseRecord {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/xml; charset=utf-8".to_owned())],
            body: body(&"<property name=\"returnvalue\" value=\"a value of some length\"/>\r\n".repeat(12)),
        }),
        lapse: None,
        curl: format!(
            "curl -sS -i 'http://192.0.2.7:4055/execsvcscript?name=echo&startparam1=value%20{number}'"
        ),
        started_millis: number as u64,
        elapsed_millis: 3,
    };
    let second = if number.is_multiple_of(10) {
        Verdict::broken(cite(number + 1), format!("`value {number}`"), "nothing").shown_by(1)
    } else {
        Verdict::holds(cite(number + 1))
    };
    CaseResult {
        name: name(number),
        ending: CaseEnding::Judged,
        verdicts: vec![Verdict::holds(cite(number)), second],
        exchanges: vec![exchange(0), exchange(1)],
        millis: 6,
        coverage: Vec::new(),
    }
}

fn write_log(path: &Path) {
    let mut log = BufWriter::new(File::create(path).unwrap());
    let mut line = Vec::new();
    let mut tell = |event: &Event| {
        line.clear();
        append(&mut line, event).unwrap();
        log.write_all(&line).unwrap();
    };
    tell(&Event::RunStarted(header()));
    (0..CASES).for_each(|number| tell(&Event::CaseFinished(result(number))));
    tell(&Event::RunFinished { finished: Timestamp::from_second(600).unwrap(), ending: Ending::Completed });
    log.flush().unwrap();
}

/// The most memory that this process has held so far, in MiB, where the system tells it in `/proc`.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// Renders in a process of its own, so that what the log took to be made does not count.
#[test]
fn many_cases_are_written_in_ten_seconds_and_200_mib() {
    if let Some(log) = std::env::var_os("OKTELLSPEC_SCALE_LOG") {
        let format: Format = std::env::var("OKTELLSPEC_SCALE_FORMAT").unwrap().parse().unwrap();
        let begun = Instant::now();
        let recording = Recording::open(File::open(log).unwrap()).unwrap();
        format.write(&recording, Reader::default(), BufWriter::new(tempfile::tempfile().unwrap())).unwrap();
        let (took, memory) = (begun.elapsed(), peak());
        println!("{}: {took:.1?}, {memory:?} MiB", format.name());
        assert!(took < Duration::from_secs(10), "{took:?}");
        assert!(memory.is_none_or(|memory| memory < 200), "{memory:?} MiB");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("run.ndjson");
    write_log(&log);
    for format in Format::ALL {
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "many_cases_are_written_in_ten_seconds_and_200_mib", "--nocapture"])
            .env("OKTELLSPEC_SCALE_LOG", &log)
            .env("OKTELLSPEC_SCALE_FORMAT", format.name())
            .status()
            .unwrap();
        assert!(status.success(), "{}", format.name());
    }
}
