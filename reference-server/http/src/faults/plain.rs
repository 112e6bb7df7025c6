//! The plain answer distorted, and what goes wrong only there and in downloads by script (PLAIN, DL-2).

use std::time::Duration;

use encoding_rs::WINDOWS_1251;

use super::family::{Deeds, family};
use super::set::Faults;
use crate::commands::{By, Mode, Run};
use crate::scripts::Ending;

family! {
    /// What can be wrong with a plain answer.
    Plain at 4 {
        /// The plain answer stands in XML.
        InXml = "plain-in-xml" Conformance ["PLAIN-2" "PLAIN-1" "PLAIN-3"]
            "`execsvcscriptplain` answers with an element around the value",
        /// The plain answer loses the blanks around it.
        Trimmed = "plain-trimmed" Conformance ["PLAIN-2" "PLAIN-1"]
            "blanks at the ends of the value are gone",
        /// The plain answer is escaped as in XML.
        Escaped = "plain-escaped" Conformance ["PLAIN-2" "PLAIN-1"]
            "`<` in the value comes back as `&lt;`",
        /// The plain answer is encoded in windows-1251.
        Reencoded = "plain-in-windows-1251" Conformance ["PLAIN-2" "PLAIN-1"]
            "Cyrillic letters come back as one byte each",
        /// The plain answer gets a line end.
        Newline = "plain-with-newline" Conformance ["PLAIN-2" "PLAIN-3" "PLAIN-1"]
            "the body ends in a line feed that the script did not give",
        /// The plain answer begins with a byte order mark.
        Mark = "plain-with-bom" Conformance ["PLAIN-2" "PLAIN-3" "PLAIN-1"]
            "the body begins with EF BB BF",
        /// Line feeds become CR LF.
        LineEnds = "plain-with-crlf" Conformance ["PLAIN-2" "PLAIN-1"]
            "a line feed in the value comes back as two bytes",
        /// The plain answer stands in quotation marks.
        Quoted = "plain-quoted" Conformance ["PLAIN-2" "PLAIN-1" "PLAIN-3"]
            "the body is a JSON string",
        /// The plain answer ends at a NUL.
        CutAtNul = "plain-cut-at-nul" Conformance ["PLAIN-2" "PLAIN-1"]
            "what follows a NUL in the value is gone",
        /// The last byte of the plain answer is missing.
        LastByte = "plain-last-byte-missing" Conformance ["PLAIN-2" "PLAIN-1"]
            "the body is a byte shorter than the value",
        /// After a timeout the plain answer says so.
        SaysTimeout = "plain-tells-timeout" Conformance ["PLAIN-3"]
            "a run that is broken off answers 200 with the word timeout",
        /// The plain command does not look at `timeout`.
        NoTimeout = "plain-timeout-ignored" Conformance ["PLAIN-1" "PLAIN-3" "EXEC-5"]
            "`execsvcscriptplain` answers with the value past the timeout",
        /// The plain command does not look at `async`.
        NoAsync = "plain-async-ignored" Conformance ["PLAIN-1" "EXEC-4"]
            "`execsvcscriptplain` with `async=1` waits and gives the value",
        /// The plain command hands on the first start parameter alone.
        NoParameters = "plain-startparams-dropped" Conformance ["PLAIN-1" "EXEC-2"]
            "startparam2 to startparam5 are empty in the script",
        /// Downloads by script do not look at `timeout`.
        DownloadNoTimeout = "byscript-timeout-ignored" Conformance ["DL-2" "EXEC-5"]
            "`download/byscript` waits past the timeout",
        /// Downloads by script hand on no start parameter but the second.
        DownloadNoParameters = "byscript-startparam-dropped" Conformance ["DL-2" "EXEC-2" "UP-7"]
            "startparam1 is empty in the script of `download/byscript`",
    }
}

/// Spoils the run where it is asked for by one command only.
pub(super) fn bend(faults: &Faults, by: By, run: &mut Run) {
    let on = |wanted, fault| by == wanted && faults.has(fault);
    if on(By::Plain, Plain::NoTimeout) || on(By::Download, Plain::DownloadNoTimeout) {
        run.wait = Duration::MAX;
    }
    if on(By::Plain, Plain::NoAsync) {
        run.mode = Mode::Synchronous;
    }
    if on(By::Plain, Plain::NoParameters) {
        run.parameters.0[1..].iter_mut().for_each(String::clear);
    }
    if on(By::Download, Plain::DownloadNoParameters) {
        run.parameters.0[0].clear();
    }
}

/// The body that carries a plain answer.
pub(crate) fn body(faults: &Faults, ending: Option<&Ending>, sound: String) -> Vec<u8> {
    if !faults.has_any::<Plain>() {
        return sound.into_bytes();
    }
    if ending == Some(&Ending::BrokenOff) && faults.has(Plain::SaysTimeout) {
        return b"timeout".to_vec();
    }
    const BENDS: Deeds<Plain, fn(String) -> String> = &[
        (Plain::InXml, |value| format!("<result>{}</result>", escaped(&value))),
        (Plain::Trimmed, |value| value.trim().to_owned()),
        (Plain::Escaped, |value| escaped(&value)),
        (Plain::Newline, |value| value + "\n"),
        (Plain::Mark, |value| format!("\u{FEFF}{value}")),
        (Plain::LineEnds, |value| value.replace('\n', "\r\n")),
        (Plain::Quoted, |value| serde_json::Value::String(value).to_string()),
        (Plain::CutAtNul, |value| value.split('\0').next().unwrap_or_default().to_owned()),
        (Plain::LastByte, |mut value| {
            value.pop();
            value
        }),
    ];
    let value = faults.deeds(BENDS).into_iter().fold(sound, |value, bend| bend(value));
    if faults.has(Plain::Reencoded) { WINDOWS_1251.encode(&value).0.into_owned() } else { value.into_bytes() }
}

fn escaped(value: &str) -> String {
    quick_xml::escape::escape(value).into_owned()
}
