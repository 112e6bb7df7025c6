//! What an answer of a script command says: whether the script was started, and what it gave back (EXEC, PLAIN).

use std::fmt;

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

/// What one script gave back by each of the two commands, asked for the same. A fault of one way of carrying it shows in that way
/// only; what is lost on the way in is lost in both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outputs {
    /// `returnvalue` of `execsvcscript`, if the answer is a success and can be read.
    pub wrapped: Option<String>,
    /// The content of `execsvcscriptplain`, if the answer is a success.
    pub plain: Option<String>,
}

impl Outputs {
    /// Whether either output passes a test.
    pub fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        [&self.wrapped, &self.plain].into_iter().flatten().any(|output| test(output))
    }

    /// A rule about what goes into a script: it holds if the value comes back by either command.
    pub fn arrive(&self, citation: Citation, expected: &str) -> Verdict {
        judged(citation, self.any(|output| output == expected), quote(expected), self.to_string())
    }

    /// EXEC-1: the script that was asked for ran, since its answer tells what only it can tell.
    pub fn tell(&self, citation: Citation, expected: &str) -> Verdict {
        let holds = self.any(|output| output.contains(expected));
        judged(citation, holds, format!("an output with {}", quote(expected)), self.to_string())
    }

    /// EXEC-7: the XML carries the value without loss. What is wrong by both commands alike was lost before, and an answer that
    /// cannot be read breaks EXEC-6: then nothing is judged.
    pub fn carried_in_xml(&self, expected: &str) -> Option<Verdict> {
        let wrapped = self.wrapped.as_ref()?;
        let lost_before = wrapped != expected && self.plain.as_ref() == Some(wrapped);
        let expected_text = format!("`returnvalue` is {}", quote(expected));
        (!lost_before).then(|| judged(cite::e("EXEC", 7), wrapped == expected, expected_text, quote(wrapped)))
    }

    /// PLAIN-2: the content is the value and nothing else. What is wrong by both commands alike was lost before.
    pub fn bare(&self, expected: &str) -> Option<Verdict> {
        let plain = self.plain.as_ref()?;
        let lost_before = plain != expected && self.wrapped.as_ref() == Some(plain);
        let expected_text = format!("the bytes of {} and nothing else", quote(expected));
        (!lost_before).then(|| judged(cite::d("PLAIN", 2), plain == expected, expected_text, quote(plain)))
    }

    /// PLAIN-1: each of these marks stands in both outputs or in neither. How the plain one is written is PLAIN-2's matter, and that
    /// the wrapped one carries anything at all is EXEC-3's.
    pub fn agree(&self, marks: &[&str]) -> Option<Verdict> {
        let (wrapped, plain) = (self.wrapped.as_ref()?, self.plain.as_ref()?);
        marks.iter().find(|mark| wrapped.contains(**mark))?;
        let holds = marks.iter().all(|mark| wrapped.contains(mark) == plain.contains(mark));
        let expected = format!("what `execsvcscript` gives, {}", quote(wrapped));
        Some(judged(cite::d("PLAIN", 1), holds, expected, quote(plain)))
    }
}

impl fmt::Display for Outputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |output: &Option<String>| {
            output.as_ref().map_or("nothing readable".to_owned(), |output| quote(output))
        };
        write!(f, "{} wrapped, {} plain", told(&self.wrapped), told(&self.plain))
    }
}

/// EXEC-2: in the output of the `join` script each mark stands in its own place, and an empty mark's place holds no other. What may
/// stand around the whole is another rule's matter.
pub fn placed(output: &str, marks: &[&str; 5]) -> Verdict {
    let parts: Vec<&str> = output.split('|').collect();
    let sent = || marks.iter().copied().filter(|mark| !mark.is_empty());
    let fits = |(part, mark): (&&str, &&str)| {
        part.contains(mark) && sent().filter(|other| other != mark).all(|other| !part.contains(other))
    };
    // An empty last part may have lost its separator with the last character.
    let complete = parts.len() == marks.len() || (parts.len() + 1 == marks.len() && marks[4].is_empty());
    let holds = complete && parts.iter().zip(marks).all(fits);
    judged(
        cite::d("EXEC", 2),
        holds,
        format!("each in its place: {}", quote(&marks.join("|"))),
        quote(output),
    )
}

/// EXEC-10: an answer does not hold what belongs to another run.
pub fn unmixed(output: &str, own: &str, others: &[String]) -> Verdict {
    let foreign = others.iter().find(|other| *other != own && output.contains(other.as_str()));
    let seen = foreign.map_or(String::new(), |_| quote(output));
    judged(
        cite::i("EXEC", 10),
        foreign.is_none(),
        format!("an answer of the run {own} and of no other"),
        seen,
    )
}

/// EXEC-3: the answer holds the result of the script.
pub fn holds_result(output: Option<&str>, result: &str) -> Verdict {
    let holds = output.is_some_and(|output| output.contains(result));
    let seen = output.map_or("no readable output".to_owned(), quote);
    judged(cite::d("EXEC", 3), holds, format!("the result {}", quote(result)), seen)
}

/// EXEC-8 for `execsvcscript`: what does not exist is not reported as started. Server errors are R-1's.
pub fn not_started(response: &Response, report: Option<&RunReport>) -> Option<Verdict> {
    let refused = response.status / 100 == 4;
    let denied = response.status / 100 == 2 && report.is_some_and(|report| !report.started);
    let verdict =
        || judged(cite::i("EXEC", 8), refused || denied, "a 4xx, or `started` other than 1", told(response));
    (response.status < 500).then(verdict)
}

/// EXEC-8 for `execsvcscriptplain`, which can deny by its status only: a success with content is a success of some script.
pub fn no_output(response: &Response) -> Option<Verdict> {
    let denied = response.status / 100 == 4 || response.body.is_empty();
    let verdict = || judged(cite::i("EXEC", 8), denied, "a 4xx, or at least no content", told(response));
    (response.status < 500).then(verdict)
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

    fn outputs(wrapped: &str, plain: &str) -> Outputs {
        Outputs { wrapped: Some(wrapped.to_owned()), plain: Some(plain.to_owned()) }
    }

    #[test]
    fn a_report_is_read_and_what_is_missing_is_empty() {
        assert_eq!(report("1", "x"), RunReport { started: true, returned: "x".to_owned() });
        assert_eq!(RunReport::of(&json!({})), RunReport { started: false, returned: String::new() });
    }

    #[test]
    fn what_arrives_comes_back_by_either_command() {
        let judge = |outputs: Outputs| broken(&outputs.arrive(cite::i("EXEC", 2), " v "));
        assert!(!judge(outputs(" v ", "\" v \"")) && !judge(Outputs { wrapped: None, ..outputs("", " v ") }));
        assert!(judge(outputs("v", "v")) && judge(Outputs::default()));
        assert!(!broken(&outputs("x", "<v>").tell(cite::d("EXEC", 1), "v")));
        assert!(broken(&outputs("x", "w").tell(cite::d("EXEC", 1), "v")));
    }

    #[test]
    fn each_command_is_blamed_for_what_it_alone_loses() {
        let told = |verdict: Option<Verdict>| verdict.as_ref().map(broken);
        assert_eq!(told(outputs(" v ", " v ").carried_in_xml(" v ")), Some(false));
        assert_eq!(told(outputs("v", " v ").carried_in_xml(" v ")), Some(true));
        assert_eq!(told(outputs("v", "v").carried_in_xml(" v ")), None);
        assert_eq!(told(Outputs { wrapped: None, ..outputs("", "v") }.carried_in_xml("v")), None);
        assert_eq!(told(outputs(" v ", " v ").bare(" v ")), Some(false));
        assert_eq!(told(outputs(" v ", " v \n").bare(" v ")), Some(true));
        assert_eq!(told(outputs("v", "v").bare(" v ")), None);
        assert_eq!(told(Outputs { wrapped: None, ..outputs("", "'v'") }.bare("v")), Some(true));
    }

    #[test]
    fn the_two_commands_must_agree() {
        let told = |verdict: Option<Verdict>| verdict.as_ref().map(broken);
        assert_eq!(told(outputs("a|b", "'a|b'").agree(&["a", "b"])), Some(false));
        assert_eq!(told(outputs("a|b", "a|").agree(&["a", "b"])), Some(true));
        assert_eq!(told(Outputs::default().agree(&["a"])), None);
    }

    #[test]
    fn every_joined_value_has_its_own_place() {
        let judge = |output: &str| broken(&placed(output, &["aa", "", "cc", "", "ee"]));
        assert!(!judge("aa~||cc~||ee~") && !judge("'aa||cc||ee'\n"));
        assert!(judge("aa|cc|||ee") && judge("aa||cc|ee") && judge("aa|ee|cc||ee") && judge(""));
    }

    #[test]
    fn a_run_that_tells_of_another_is_mixed_up_with_it() {
        let others = ["run-1".to_owned(), "run-2".to_owned()];
        assert!(!broken(&unmixed("run-1", "run-1", &others)) && !broken(&unmixed("", "run-1", &others)));
        assert!(broken(&unmixed("run-2", "run-1", &others)));
    }

    #[test]
    fn a_result_must_be_there() {
        assert!(!broken(&holds_result(Some("'done'"), "done")));
        assert!(broken(&holds_result(Some(""), "done")) && broken(&holds_result(None, "done")));
    }

    #[test]
    fn what_does_not_exist_is_denied_by_status_or_by_word() {
        let told = |verdict: Option<Verdict>| verdict.as_ref().map(broken);
        assert_eq!(told(not_started(&answer(404, ""), None)), Some(false));
        assert_eq!(told(not_started(&answer(200, ""), Some(&report("0", "")))), Some(false));
        assert_eq!(told(not_started(&answer(200, ""), Some(&report("1", "")))), Some(true));
        assert_eq!(told(not_started(&answer(200, "hello"), None)), Some(true));
        assert_eq!(told(no_output(&answer(404, "no such script"))), Some(false));
        assert_eq!(told(no_output(&answer(200, ""))), Some(false));
        assert_eq!(told(no_output(&answer(200, "value"))), Some(true));
        assert_eq!(told(no_output(&answer(500, "trace"))), None);
    }
}
