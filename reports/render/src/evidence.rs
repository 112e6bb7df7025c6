//! An exchange as lines of plain text: the request, the answer in short, and the way to ask again.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use report_model::record::{BodyRecord, ExchangeRecord, ResponseRecord};

use crate::text::{brief, count, duration};

/// How wide a line of an exchange is at most, in characters.
const WIDTH: usize = 92;
/// How long a URL is shown at most, in characters; the command that repeats the request has the whole of it.
const URL: usize = 200;
/// How many lines of a text are shown.
const LINES: usize = 10;
/// How many bytes of binary content are shown.
const BYTES: usize = 64;
/// How many bytes of binary content stand on one line.
const BYTES_A_LINE: usize = 16;

/// The request and its answer, a line each with the content below; what is long is cut.
pub(crate) fn exchange(record: &ExchangeRecord) -> Vec<String> {
    let mut lines = vec![brief(&format!("{} {}", record.request.method, record.request.url), URL)];
    if !record.request.headers.is_empty() {
        lines.push(brief(&fields(&record.request.headers), WIDTH));
    }
    lines.extend(content(&record.request.body));
    let took = duration(record.elapsed_millis);
    match (&record.response, &record.lapse) {
        (Some(response), _) => lines.extend(answer(response, &took)),
        (None, Some(lapse)) => lines.push(format!("no answer after {took}: {}", brief(lapse, WIDTH))),
        (None, None) => lines.push(format!("no answer after {took}")),
    }
    lines
}

fn answer(response: &ResponseRecord, took: &str) -> Vec<String> {
    let mut lines = vec![format!("{} after {took}", response.status)];
    if !response.headers.is_empty() {
        lines.push(brief(&fields(&response.headers), WIDTH));
    }
    if response.body.length == 0 {
        lines.push("(empty)".to_owned());
    }
    lines.extend(content(&response.body));
    lines
}

fn fields(headers: &[(String, String)]) -> String {
    let fields: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    fields.join("; ")
}

fn content(body: &BodyRecord) -> Vec<String> {
    match (&body.text, &body.base64) {
        (Some(text), _) => text_lines(text, body.length),
        (None, Some(base64)) => hex_lines(&BASE64_STANDARD.decode(base64).unwrap_or_default(), body.length),
        (None, None) => Vec::new(),
    }
}

fn text_lines(text: &str, length: usize) -> Vec<String> {
    let mut lines: Vec<String> =
        text.lines().take(LINES).map(|line| format!("| {}", brief(line, WIDTH))).collect();
    if text.lines().nth(LINES).is_some() || text.len() < length {
        lines.push(format!("| … {} in all", count(length, "byte")));
    }
    lines
}

pub(crate) fn hex_lines(bytes: &[u8], length: usize) -> Vec<String> {
    let shown = &bytes[..bytes.len().min(BYTES)];
    let mut lines: Vec<String> = shown.chunks(BYTES_A_LINE).map(hex_line).collect();
    if shown.len() < length {
        lines.push(format!("| … {} in all", count(length, "byte")));
    }
    lines
}

pub(crate) fn hex_line(bytes: &[u8]) -> String {
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let graphic = |byte: &u8| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' };
    let text: String = bytes.iter().map(graphic).collect();
    format!("| {:<47}  {text}", hex.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_content_is_shown_in_hexadecimal_and_cut() {
        let lines = hex_lines(&[0x1b; 100], 100);
        assert_eq!(lines.len(), 5);
        assert!(lines[0].starts_with("| 1b 1b") && lines[0].ends_with("  ................"), "{lines:?}");
        assert_eq!(lines[4], "| … 100 bytes in all");
    }

    #[test]
    fn a_long_text_is_cut_and_says_how_long_it_is() {
        let text = "x\n".repeat(LINES + 1);
        let lines = text_lines(&text, text.len());
        assert_eq!((lines.len(), lines[LINES].as_str()), (LINES + 1, "| … 22 bytes in all"));
        assert_eq!(text_lines("a\nb", 3), ["| a", "| b"]);
    }
}
