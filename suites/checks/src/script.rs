//! What an answer of a script command says: whether the script was started, and what it gave back (EXEC, PLAIN).

use report_model::verdict::Verdict;
use serde_json::Value;
use spec::ids::Citation;
use spec::wire::Response;

use crate::cite;
use crate::words::{judged, quote, told};

/// What `execsvcscript` tells of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunReport {
    /// Whether `started` is 1.
    pub started: bool,
    /// The text of `returnvalue`, empty where there is none: the document lets both stand for nothing (EXEC-9).
    pub returned: String,
}

impl RunReport {
    /// Reads the canonical form of a mapper document.
    pub fn of(value: &Value) -> Self {
        let property = |pointer: &str| value.pointer(&format!("/data/property_sets/0/properties/{pointer}"));
        let text = |pointer: &str| property(pointer).and_then(Value::as_str).unwrap_or_default();
        Self { started: text("started/value") == "1", returned: text("returnvalue/name").to_owned() }
    }
}

/// The answer carries exactly this value.
pub fn carries(citation: Citation, report: Option<&RunReport>, expected: &str) -> Verdict {
    let holds = report.is_some_and(|report| report.returned == expected);
    let seen =
        report.map_or_else(|| "an answer that cannot be read".to_owned(), |report| quote(&report.returned));
    judged(citation, holds, format!("`returnvalue` is {}", quote(expected)), seen)
}

/// The five values of the `join` script, each judged by its own place.
pub fn carries_joined(citation: Citation, output: &str, sent: &[&str; 5]) -> Verdict {
    let came: Vec<&str> = output.split('|').collect();
    let expected = quote(&sent.join("|"));
    if came.len() != sent.len() {
        return Verdict::broken(
            citation,
            expected,
            format!("{}, which are {} parts", quote(output), came.len()),
        );
    }
    let wrong = sent.iter().zip(&came).position(|(sent, came)| sent != came);
    match wrong {
        None => Verdict::holds(citation),
        Some(place) => Verdict::broken(
            citation,
            format!("startparam{} arrives as {}", place + 1, quote(sent[place])),
            quote(came[place]),
        ),
    }
}

/// PLAIN-2 and whoever leans on it: the content is these bytes and nothing else.
pub fn is_output(citation: Citation, response: &Response, expected: &str) -> Verdict {
    let holds = response.status / 100 == 2 && response.body == expected.as_bytes();
    judged(
        citation,
        holds,
        format!("a success with the bytes of {} and nothing else", quote(expected)),
        told(response),
    )
}

/// PLAIN-1: both commands give the same value of the same script.
pub fn agree(report: Option<&RunReport>, plain: &Response) -> Verdict {
    let returned = report.map(|report| report.returned.as_str());
    let holds = plain.status / 100 == 2 && returned.is_some_and(|returned| returned.as_bytes() == plain.body);
    let expected = returned.map_or("a value from execsvcscript to compare with".to_owned(), |returned| {
        format!("{} as `execsvcscript` gives it", quote(returned))
    });
    judged(cite::d("PLAIN", 1), holds, expected, told(plain))
}

/// EXEC-8 for `execsvcscript`: what does not exist is not reported as started.
pub fn not_started(response: &Response, report: Option<&RunReport>) -> Verdict {
    let refused = response.status / 100 == 4;
    let denied = response.status / 100 == 2 && report.is_some_and(|report| !report.started);
    judged(cite::i("EXEC", 8), refused || denied, "a 4xx, or `started` other than 1", told(response))
}

/// EXEC-8 for `execsvcscriptplain`, which can deny by its status only: a success with content is a success of some script.
pub fn no_output(response: &Response) -> Verdict {
    let denied = response.status / 100 == 4 || response.body.is_empty();
    judged(cite::i("EXEC", 8), denied, "a 4xx, or at least no content", told(response))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::words::canned::{answer, broken};

    fn report(started: &str, returned: &str) -> RunReport {
        let properties = json!({ "started": { "value": started }, "returnvalue": { "name": returned } });
        RunReport::of(&json!({ "data": { "property_sets": [{ "properties": properties }] } }))
    }

    #[test]
    fn a_report_is_read_and_what_is_missing_is_empty() {
        assert_eq!(report("1", "x"), RunReport { started: true, returned: "x".to_owned() });
        assert_eq!(RunReport::of(&json!({})), RunReport { started: false, returned: String::new() });
    }

    #[test]
    fn only_the_very_value_is_carried() {
        let rule = || cite::d("EXEC", 3);
        assert!(!broken(&carries(rule(), Some(&report("1", "abc")), "abc")));
        assert!(broken(&carries(rule(), Some(&report("1", "abc ")), "abc")));
        assert!(broken(&carries(rule(), None, "")));
    }

    #[test]
    fn every_joined_value_has_its_own_place() {
        let judge = |output: &str| carries_joined(cite::d("EXEC", 2), output, &["a", "", "c", "", "e"]);
        assert!(!broken(&judge("a||c||e")));
        assert!(broken(&judge("a|c|||e")));
        assert!(broken(&judge("a||c|e")));
        assert_eq!(judge("a||x||e").deviation().map(|told| told.seen.clone()), Some("\"x\"".to_owned()));
    }

    #[test]
    fn plain_output_is_compared_byte_for_byte() {
        let rule = || cite::d("PLAIN", 2);
        assert!(!broken(&is_output(rule(), &answer(200, " a "), " a ")));
        assert!(broken(&is_output(rule(), &answer(200, " a \n"), " a ")));
        assert!(broken(&is_output(rule(), &answer(404, " a "), " a ")));
    }

    #[test]
    fn the_two_commands_must_agree() {
        assert!(!broken(&agree(Some(&report("1", "v")), &answer(200, "v"))));
        assert!(broken(&agree(Some(&report("1", "v")), &answer(200, "w"))));
        assert!(broken(&agree(None, &answer(200, ""))));
    }

    #[test]
    fn what_does_not_exist_is_denied_by_status_or_by_word() {
        assert!(!broken(&not_started(&answer(404, ""), None)));
        assert!(!broken(&not_started(&answer(200, ""), Some(&report("0", "")))));
        assert!(broken(&not_started(&answer(200, ""), Some(&report("1", "")))));
        assert!(broken(&not_started(&answer(200, "hello"), None)));
        assert!(!broken(&no_output(&answer(404, "no such script"))) && !broken(&no_output(&answer(200, ""))));
        assert!(broken(&no_output(&answer(200, "value"))));
    }
}
