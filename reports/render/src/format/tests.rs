//! What holds of every format: it is found by its name, tells no secret, and is the same from a log that was killed.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use report_model::event::{CaseEnding, CaseResult, Event};
use report_model::record::ExchangeRecord;
use report_model::secrets::Secrets;
use report_model::verdict::Verdict;
use spec::wire::{Asked, Exchange, Request, Response, percent_encode};

use super::*;
use crate::sample;

const SECRET: &str = "Тайный-ключ+7 &<\"";
const URL: &str = "http://192.0.2.7:4055";

fn written(format: Format, recording: &Recording) -> String {
    let mut bytes = Vec::new();
    format.write(recording, Reader::default(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_format_is_found_by_its_name_and_nothing_else_is() {
    for format in Format::ALL {
        assert_eq!(format.name().parse::<Format>().unwrap(), format);
    }
    assert!("xml".parse::<Format>().unwrap_err().to_string().contains("json, junit, markdown"));
}

fn in_utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// The secret in every form in which the hunt looks for it.
fn forms() -> Vec<Vec<u8>> {
    let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode(SECRET);
    let (little, big) = (in_utf16(SECRET, u16::to_le_bytes), in_utf16(SECRET, u16::to_be_bytes));
    let mut forms = vec![SECRET.as_bytes().to_vec(), cyrillic.into_owned(), little, big];
    let hexadecimal = |bytes: &Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let transferred: Vec<String> = forms
        .iter()
        .flat_map(|bytes| {
            // The last character of base64 may hold bits of what follows.
            let base64 = BASE64_STANDARD.encode(bytes);
            let url_safe = BASE64_URL_SAFE_NO_PAD.encode(bytes);
            let cut = |text: String| text[..bytes.len() * 8 / 6].to_owned();
            [cut(base64), cut(url_safe), hexadecimal(bytes), hexadecimal(bytes).to_uppercase()]
        })
        .collect();
    let quoted = serde_json::to_string(SECRET).unwrap();
    let escaped = quoted[1..quoted.len() - 1].to_owned();
    let texts = [
        percent_encode(SECRET),
        percent_encode(SECRET).to_lowercase(),
        percent_encode(SECRET).replace("%20", "+"),
        percent_encode(&percent_encode(SECRET)),
        escaped,
        SECRET.escape_default().to_string(),
        SECRET.escape_debug().to_string(),
        SECRET.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;"),
        SECRET.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
    ];
    forms.extend(transferred.into_iter().chain(texts).map(String::into_bytes));
    forms
}

/// A case whose target gives the secret back in that form, wherever an answer can.
fn telling(number: usize, form: &[u8], secrets: &Secrets) -> CaseResult {
    let text = String::from_utf8_lossy(form).into_owned();
    let request = Request::post(format!("/upload?password={text}&name=x{text}"))
        .header("x-note", format!("before{text}after"))
        .content([b"<", form, b">"].concat());
    let response = Response {
        status: 500,
        headers: vec![(text.clone(), text.clone()), ("location".to_owned(), format!("/{text}"))],
        body: [b"\xff<", form, b">"].concat(),
    };
    let exchange = Exchange {
        asked: Asked::Request(request),
        sent: Vec::new(),
        received: Vec::new(),
        outcome: Ok(response),
        started: std::time::Duration::ZERO,
        elapsed: std::time::Duration::ZERO,
    };
    let raw = Exchange { asked: Asked::Bytes([b"GET /", form].concat()), ..exchange.clone() };
    let said = secrets.mask(&format!("answer {text}."));
    let citation = sample::header().planned[0].citations[0].clone();
    CaseResult {
        name: sample::header().planned[number].name.clone(),
        ending: CaseEnding::Judged,
        verdicts: vec![Verdict::broken(citation, said.clone(), said)],
        exchanges: [exchange, raw]
            .iter()
            .map(|exchange| ExchangeRecord::of(exchange, URL, secrets))
            .collect(),
        millis: 1,
        coverage: Vec::new(),
    }
}

/// The report, and all that it says behind base64 and behind the escapes of JSON and XML.
fn layers(report: &str) -> Vec<Vec<u8>> {
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    let words = report.split(|c| !is_base64(c)).filter(|word| word.len() >= 8);
    let decoded = words.filter_map(|word| BASE64_STANDARD.decode(word).ok());
    let unescaped = report
        .replace("\\\"", "\"")
        .replace("\\\\", "\\")
        .replace("&lt;", "<")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&amp;", "&");
    decoded.chain([report.as_bytes().to_vec(), unescaped.into_bytes()]).collect()
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn no_format_tells_a_secret_in_any_form() {
    let forms = forms();
    for chunk in forms.chunks(sample::header().planned.len()) {
        let run = |secrets: &Secrets| {
            let cases = chunk
                .iter()
                .enumerate()
                .map(|(number, form)| Event::CaseFinished(telling(number, form, secrets)));
            sample::recorded([Event::RunStarted(sample::header())].into_iter().chain(cases))
        };
        let (masked, told) = (run(&Secrets::new([SECRET])), run(&Secrets::default()));
        let formats = Format::ALL.map(|format| (format.name(), written(format, &masked)));
        let terminal = crate::terminal::summary(&masked, crate::terminal::Style::Plain).unwrap();
        let printed = [("terminal", terminal), ("annotations", crate::annotations::of_run(&masked))];
        for (name, report) in formats.into_iter().chain(printed) {
            let layers = layers(&report);
            for form in &forms {
                let found = layers.iter().any(|layer| contains(layer, form));
                assert!(!found, "{name} tells {}", String::from_utf8_lossy(form));
            }
        }
        // The hunt can find: without masks, the formats that have bodies tell every form.
        let layers = layers(&[Format::Json, Format::Har].map(|format| written(format, &told)).concat());
        for form in chunk {
            assert!(layers.iter().any(|layer| contains(layer, form)), "{}", String::from_utf8_lossy(form));
        }
    }
}

#[test]
fn every_format_names_the_rulings_that_its_run_used() {
    for recording in [sample::all_pass(), sample::many_failures()] {
        let terminal = crate::terminal::summary(&recording, crate::terminal::Style::Plain).unwrap();
        let formats = Format::ALL.map(|format| (format.name(), written(format, &recording)));
        for (name, report) in formats.into_iter().chain([("terminal", terminal)]) {
            let named = report.contains("version 2: STATE-2")
                || report.contains("\"clause\": \"STATE-2\",\n        \"version\": 2");
            assert!(named, "{name}: {report}");
        }
    }
}

#[test]
fn a_log_cut_anywhere_is_rendered_in_every_format() {
    let mut log = Vec::new();
    for event in sample::events() {
        report_model::log::append(&mut log, &event).unwrap();
    }
    let first = log.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let ends = log.iter().enumerate().filter(|(at, byte)| **byte == b'\n' && *at > first).map(|(at, _)| at);
    // Before and after the end of every line, and here and there within one.
    let around: Vec<usize> = ends.flat_map(|at| [at, at + 1]).collect();
    for end in around.into_iter().chain((first..log.len()).step_by(4_001)) {
        let recording = Recording::open(std::io::Cursor::new(log[..end].to_vec())).unwrap();
        for format in Format::ALL {
            assert!(!written(format, &recording).is_empty(), "{} cut at {end}", format.name());
        }
    }
}

#[test]
fn a_log_cut_within_a_line_gives_the_reports_of_what_was_whole() {
    let mut log = Vec::new();
    for event in sample::events().into_iter().take(6) {
        report_model::log::append(&mut log, &event).unwrap();
    }
    let whole = Recording::open(std::io::Cursor::new(log.clone())).unwrap();
    log.extend_from_slice(b"{\"event\":\"case-finished\",\"name\":\"gold");
    let cut = Recording::open(std::io::Cursor::new(log)).unwrap();
    for format in Format::ALL {
        assert_eq!(written(format, &cut), written(format, &whole), "{}", format.name());
    }
}
