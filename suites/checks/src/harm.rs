//! Whether something hostile did harm: to the answer that reflects it, to what is kept, or to whoever asks next (R).

use report_model::verdict::Verdict;
use serde_json::Value;
use spec::decode::{DecodeError, Decoded, Format, Limits, Note, decode};
use spec::wire::{Exchange, Lapse, Response};

use crate::cite;
use crate::words::{judged, quote, told};

/// Whether bytes that are no well-formed request may be understood all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leniency {
    /// RFC 9112 lets a recipient make sense of them.
    MayBeUnderstood,
    /// How long the content is cannot be known: who answers as if it were takes other people's bytes for content.
    MustBeRefused,
}

/// Statuses that say "not supported" and are a refusal in spite of their class (RFC 9110, sections 15.6.2 and 15.6.6).
pub const NOT_SUPPORTED: [u16; 2] = [501, 505];

/// malformed bytes are refused, dropped or waited out. R-1: and are no reason for a server error.
pub fn refused(exchange: &Exchange, what: &str, leniency: Leniency) -> Verdict {
    let broken = |rule, expected: &str, seen: String| {
        Verdict::broken(cite::r(rule), format!("{expected} to a request with {what}"), seen)
    };
    match &exchange.outcome {
        Ok(response) if response.status >= 500 && !NOT_SUPPORTED.contains(&response.status) => {
            broken(1, "an answer that is no server error", told(response))
        }
        Ok(response)
            if response.status / 100 == 2
                && !response.body.is_empty()
                && leniency == Leniency::MustBeRefused =>
        {
            broken(4, "a refusal or a close", told(response))
        }
        Err(Lapse::Unreachable(reason)) => {
            broken(4, "an answer or a close", format!("no connection: {reason}"))
        }
        Ok(_) | Err(_) => Verdict::holds(cite::r(4)),
    }
}

/// a sound request is answered as it was before.
pub fn unharmed(before: &Response, after: Option<&Response>, after_what: &str) -> Verdict {
    let same = after.is_some_and(|after| after.status == before.status && after.body == before.body);
    let expected =
        format!("after {after_what} the answer to a sound request that came before: {}", told(before));
    judged(cite::r(4), same, expected, after.map_or_else(|| "no answer".to_owned(), told))
}

/// R-1 for methods that the document does not know: an answer that is no server error, or that says so (501).
pub fn method_survived(exchange: &Exchange) -> Verdict {
    let (holds, seen) = match &exchange.outcome {
        Ok(response) => (response.status < 500 || NOT_SUPPORTED.contains(&response.status), told(response)),
        Err(lapse) => (false, lapse.to_string()),
    };
    judged(cite::r(1), holds, "an answer that is no server error, or 501 Not Implemented", seen)
}

/// text of the request stands in a value of the answer, and in nothing else. `kept` picks the values that may hold it;
/// nothing is judged where none does, since the answer then reflects nothing.
pub fn kept_inside(
    format: Format,
    response: &Response,
    sent: &str,
    kept: impl Fn(&Value) -> Vec<String>,
) -> Option<Verdict> {
    let broken =
        |seen: String| Some(Verdict::broken(cite::r(3), format!("{} inside one value", quote(sent)), seen));
    match decode(format, response.content_type(), &response.body, &Limits::default()) {
        Ok(Decoded { value, notes, .. }) => {
            let strange = notes.iter().find(|note| {
                matches!(
                    note,
                    Note::UnknownElement { .. } | Note::StrayText { .. } | Note::DuplicateKey { .. }
                )
            });
            if let Some(note) = strange {
                return broken(note.to_string());
            }
            kept(&value).iter().any(|text| text.contains(sent)).then(|| Verdict::holds(cite::r(3)))
        }
        Err(
            error @ (DecodeError::NotWellFormed { .. }
            | DecodeError::Doctype { .. }
            | DecodeError::Json { .. }),
        ) => broken(error.to_string()),
        // An answer of another kind has nothing broken out of: its shape is another rule's matter.
        Err(_) => None,
    }
}

/// markup of the request does not come back as markup, where a browser would take it for some.
pub fn reflects_no_markup(response: &Response, markup: &str) -> Verdict {
    let plain = response
        .content_type()
        .is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("text/plain"));
    let reflected = !plain && String::from_utf8_lossy(&response.body).contains(markup);
    judged(cite::r(3), !reflected, format!("{} not as markup", quote(markup)), told(response))
}

/// an answer about nobody names nobody. `names` are those of users who were not asked for.
pub fn names_nobody(response: &Response, names: &[String]) -> Verdict {
    let text = String::from_utf8_lossy(&response.body);
    // Short names and bare numbers stand in a text by chance.
    let telling = |name: &&String| name.chars().count() >= 5 && !name.chars().all(|c| c.is_ascii_digit());
    let named = names.iter().filter(telling).find(|name| text.contains(name.as_str()));
    let seen = named.map_or(String::new(), |name| format!("{} in {}", quote(name), told(response)));
    judged(cite::r(2), named.is_none(), "an answer without data of users who were not asked for", seen)
}

/// a refusal tells nothing of where the server keeps its files.
pub fn tells_no_path(response: &Response) -> Verdict {
    let text: String =
        response.body.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let path = ROOTS.iter().find_map(|root| text.find(root)).or_else(|| drive(&text));
    let seen = path.map_or(String::new(), |at| {
        quote(&text.chars().skip(at.saturating_sub(10)).take(60).collect::<String>())
    });
    judged(cite::r(2), path.is_none(), "an answer without a path of the server's file system", seen)
}

/// Where paths of common systems begin.
pub const ROOTS: [&str; 7] = ["/home/", "/root/", "/usr/", "/var/", "/opt/", "/tmp/", "\\\\?\\"];

/// The place of a drive letter with its colon and separator, not within a longer word (as in `http://`).
fn drive(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(2)).find(|&at| {
        let begins = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        begins && bytes[at].is_ascii_alphabetic() && bytes[at + 1] == b':' && bytes[at + 2] == b'\\'
    })
}

/// what was kept before a refused request is kept after it.
pub fn no_effect(what: &str, before: &str, after: &str) -> Verdict {
    judged(cite::r(5), before == after, format!("{what} stays {}", quote(before)), quote(after))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use spec::wire::Asked;

    use super::*;
    use crate::words::canned::{answer, broken};

    fn exchange(outcome: Result<Response, Lapse>) -> Exchange {
        Exchange {
            asked: Asked::Bytes(Vec::new()),
            sent: Vec::new(),
            received: Vec::new(),
            outcome,
            started: Duration::ZERO,
            elapsed: Duration::ZERO,
        }
    }

    #[test]
    fn malformed_bytes_may_be_refused_dropped_or_waited_out() {
        for leniency in [Leniency::MayBeUnderstood, Leniency::MustBeRefused] {
            let waited = Lapse::TimedOut(Duration::from_secs(1));
            for outcome in [Ok(answer(400, "bad")), Ok(answer(501, "")), Err(Lapse::Closed), Err(waited)] {
                assert!(!broken(&refused(&exchange(outcome), "x", leniency)));
            }
            assert!(broken(&refused(&exchange(Ok(answer(500, ""))), "x", leniency)));
            assert!(broken(&refused(&exchange(Err(Lapse::Unreachable("gone".into()))), "x", leniency)));
        }
    }

    #[test]
    fn ambiguous_content_must_not_be_understood() {
        let understood = exchange(Ok(answer(200, "7654321")));
        assert!(broken(&refused(&understood, "x", Leniency::MustBeRefused)));
        assert!(!broken(&refused(&understood, "x", Leniency::MayBeUnderstood)));
    }

    #[test]
    fn the_next_answer_is_the_one_before() {
        assert!(!broken(&unharmed(&answer(200, "a"), Some(&answer(200, "a")), "x")));
        assert!(broken(&unharmed(&answer(200, "a"), Some(&answer(200, "b")), "x")));
        assert!(broken(&unharmed(&answer(200, "a"), None, "x")));
    }

    #[test]
    fn a_strange_method_may_be_unsupported_and_no_more() {
        assert!(!broken(&method_survived(&exchange(Ok(answer(405, ""))))));
        assert!(!broken(&method_survived(&exchange(Ok(answer(501, ""))))));
        assert!(broken(&method_survived(&exchange(Ok(answer(500, ""))))));
        assert!(broken(&method_survived(&exchange(Err(Lapse::Closed)))));
    }

    #[test]
    fn reflected_text_stays_in_its_value() {
        let name = |value: &Value| vec![value["name"].as_str().unwrap_or_default().to_owned()];
        let judge = |body: &str| kept_inside(Format::Group, &answer(200, body), "\"><b/>", name);
        let kept = judge("<group name='&quot;&gt;&lt;b/&gt;' ready='0' busy='0'/>");
        assert_eq!(kept.as_ref().map(broken), Some(false));
        let escaped = judge("<group name=\"\"><b/>\" ready=\"0\" busy=\"0\"></group>");
        assert_eq!(escaped.as_ref().map(broken), Some(true));
        assert_eq!(judge("<group name=\"\"><b/>").as_ref().map(broken), Some(true));
        assert_eq!(judge("<group name=\"other\"/>"), None);
    }

    #[test]
    fn markup_comes_back_as_text_only() {
        let typed = |kind: &str, body: &str| Response {
            headers: vec![("Content-Type".to_owned(), kind.to_owned())],
            ..answer(404, body)
        };
        assert!(broken(&reflects_no_markup(&typed("text/html", "no <b>x</b>"), "<b>x")));
        assert!(broken(&reflects_no_markup(&answer(404, "no <b>x</b>"), "<b>x")));
        assert!(!broken(&reflects_no_markup(&typed("text/plain; charset=utf-8", "no <b>x</b>"), "<b>x")));
        assert!(!broken(&reflects_no_markup(&typed("text/html", "no &lt;b>x"), "<b>x")));
    }

    #[test]
    fn users_who_were_not_asked_for_are_not_named() {
        let names = ["smith-login".to_owned(), "201".to_owned()];
        assert!(broken(&names_nobody(&answer(404, "did you mean smith-login?"), &names)));
        assert!(!broken(&names_nobody(&answer(404, "error 201"), &names)));
    }

    #[test]
    fn paths_are_seen_and_addresses_are_not() {
        assert!(broken(&tells_no_path(&answer(404, "cannot open D:\\Oktell\\scripts\\x"))));
        assert!(broken(&tells_no_path(&answer(404, "cannot open /var/lib/x"))));
        assert!(!broken(&tells_no_path(&answer(404, "see http://192.0.2.1/help: no such file"))));
    }

    #[test]
    fn what_was_kept_is_kept() {
        assert!(
            !broken(&no_effect("what is kept", "a", "a")) && broken(&no_effect("what is kept", "a", "b"))
        );
    }
}
