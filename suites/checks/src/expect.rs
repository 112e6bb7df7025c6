//! Judges the expectations of fixed cases, which are data.

use report_model::verdict::Verdict;
use serde_json::Value;
use spec::catalogue::{Expectation, ExpectedStatus, Test};
use spec::wire::Response;

/// Judges one expectation. Placeholders in it are already filled.
pub fn judge(expectation: &Expectation, response: &Response, value: Option<&Value>) -> Verdict {
    let (met, expected, seen) = match &expectation.test {
        Test::Status(status) => {
            (fits(*status, response.status), wanted_status(*status), format!("status {}", response.status))
        }
        Test::Equals { pointer, text } => {
            let found = text_at(value, pointer);
            (
                found.as_deref() == Some(text),
                format!("`{pointer}` is `{text}`"),
                found_or_nothing(pointer, found),
            )
        }
        Test::EqualsIgnoringCase { pointer, text } => {
            let found = text_at(value, pointer);
            let met = found.as_ref().is_some_and(|found| found.to_lowercase() == text.to_lowercase());
            (met, format!("`{pointer}` is `{text}` in any letter case"), found_or_nothing(pointer, found))
        }
        Test::Matches { pointer, pattern } => {
            let found = text_at(value, pointer);
            let met = found.as_deref().is_some_and(|text| matches_whole(pattern, text));
            (met, format!("`{pointer}` matches `{pattern}`"), found_or_nothing(pointer, found))
        }
        Test::Absent { pointer } => {
            let found = text_at(value, pointer).filter(|text| !text.is_empty());
            (found.is_none(), format!("nothing at `{pointer}`"), found_or_nothing(pointer, found))
        }
        Test::EmptyBody => (
            response.body.is_empty(),
            "no content".to_owned(),
            format!("{} bytes of content", response.body.len()),
        ),
        Test::NonEmptyBody => (!response.body.is_empty(), "some content".to_owned(), "no content".to_owned()),
    };
    let citation = expectation.citation.clone();
    if met { Verdict::holds(citation) } else { Verdict::broken(citation, expected, seen) }
}

fn fits(expected: ExpectedStatus, status: u16) -> bool {
    match expected {
        ExpectedStatus::Code(code) => status == code,
        ExpectedStatus::Class(class) => status / 100 == u16::from(class),
    }
}

fn wanted_status(expected: ExpectedStatus) -> String {
    match expected {
        ExpectedStatus::Code(code) => format!("status {code}"),
        ExpectedStatus::Class(class) => format!("a status of class {class}xx"),
    }
}

/// The value at a pointer as text: strings as they are, everything else as JSON.
fn text_at(value: Option<&Value>, pointer: &str) -> Option<String> {
    match value?.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn found_or_nothing(pointer: &str, found: Option<String>) -> String {
    found.map_or_else(|| format!("nothing at `{pointer}`"), |text| format!("`{text}`"))
}

fn matches_whole(pattern: &str, text: &str) -> bool {
    let schema = serde_json::json!({ "pattern": format!("^(?:{pattern})$") });
    jsonschema::is_valid(&schema, &Value::from(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cite;

    fn met(test: Test, status: u16, body: &str) -> bool {
        let response = Response { status, headers: Vec::new(), body: body.as_bytes().to_vec() };
        let value = json!({ "a": { "b": "text" }, "n": 7, "empty": "" });
        judge(&Expectation { citation: cite::d("EXEC", 3), test }, &response, Some(&value))
            .deviation()
            .is_none()
    }

    #[test]
    fn each_test_is_met_and_missed() {
        let equals = |pointer: &str, text: &str| Test::Equals { pointer: pointer.into(), text: text.into() };
        let matches =
            |pointer: &str, pattern: &str| Test::Matches { pointer: pointer.into(), pattern: pattern.into() };
        let absent = |pointer: &str| Test::Absent { pointer: pointer.into() };
        assert!(met(Test::Status(ExpectedStatus::Class(2)), 204, ""));
        assert!(!met(Test::Status(ExpectedStatus::Class(2)), 302, ""));
        assert!(!met(Test::Status(ExpectedStatus::Code(200)), 201, ""));
        assert!(met(equals("/a/b", "text"), 200, ""));
        assert!(!met(equals("/a/b", "tex"), 200, ""));
        assert!(!met(equals("/a/c", "text"), 200, ""));
        assert!(met(matches("/n", "[0-9]"), 200, ""));
        assert!(!met(matches("/a/b", "tex"), 200, ""));
        assert!(met(absent("/empty"), 200, "") && met(absent("/none"), 200, ""));
        assert!(!met(absent("/a/b"), 200, ""));
        assert!(met(Test::EmptyBody, 200, "") && !met(Test::EmptyBody, 200, "x"));
        assert!(met(Test::NonEmptyBody, 200, "x") && !met(Test::NonEmptyBody, 200, ""));
    }
}
