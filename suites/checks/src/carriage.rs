//! Whether a request is understood however it is carried (HTTP).

use report_model::verdict::Verdict;
use spec::catalogue::Carrier;
use spec::wire::Response;

use crate::cite;
use crate::words::{judged, told};

/// HTTP-3, HTTP-4: a request gets by another carrier what it gets by GET.
pub fn same_by(carrier: Carrier, by_get: &Response, by_other: &Response) -> Verdict {
    let (citation, how) = match carrier {
        Carrier::Get | Carrier::PostQuery => (cite::d("HTTP", 3), "by POST"),
        Carrier::PostForm => (cite::i("HTTP", 4), "by POST with its parameters in the body"),
    };
    let expected = format!("status {} as by GET", by_get.status);
    judged(citation, by_get.status == by_other.status, expected, format!("{how} {}", told(by_other)))
}

/// HTTP-5: a value is the same however its bytes are spelled.
pub fn same_however_spelled(usual: &Response, other: &Response) -> Verdict {
    let same = usual.status == other.status && usual.body == other.body;
    let expected = format!("the answer to the same value in its usual spelling: {}", told(usual));
    judged(cite::i("HTTP", 5), same, expected, told(other))
}

/// HTTP-4: parameters are taken by their names, so neither their order nor others among them make a difference.
pub fn same_whatever_is_beside(plain: &Response, other: &Response) -> Verdict {
    let same = plain.status == other.status && plain.body == other.body;
    let expected =
        format!("the answer to the same parameters alone and in the documented order: {}", told(plain));
    judged(cite::i("HTTP", 4), same, expected, told(other))
}

/// HTTP-6: what is no command is refused.
pub fn no_command(response: &Response, path: &str) -> Verdict {
    judged(cite::i("HTTP", 6), response.status / 100 == 4, format!("a 4xx to `{path}`"), told(response))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::canned::{answer, broken};

    #[test]
    fn another_status_by_post_is_another_answer() {
        let (good, wrong_method) = (answer(200, "x"), answer(405, ""));
        assert!(!broken(&same_by(Carrier::PostQuery, &good, &good)));
        assert!(broken(&same_by(Carrier::PostQuery, &good, &wrong_method)));
        let verdict = same_by(Carrier::PostForm, &good, &wrong_method);
        assert!(broken(&verdict) && verdict.citation == cite::i("HTTP", 4));
    }

    #[test]
    fn a_value_that_is_read_otherwise_in_another_spelling_is_told() {
        assert!(!broken(&same_however_spelled(&answer(200, "x"), &answer(200, "x"))));
        assert!(broken(&same_however_spelled(&answer(200, "x"), &answer(200, "%78"))));
    }

    #[test]
    fn another_answer_in_another_order_is_told() {
        let plain = answer(200, "x");
        assert!(!broken(&same_whatever_is_beside(&plain, &answer(200, "x"))));
        assert!(broken(&same_whatever_is_beside(&plain, &answer(200, "y"))));
        assert!(broken(&same_whatever_is_beside(&plain, &answer(400, "x"))));
    }

    #[test]
    fn what_is_no_command_is_a_4xx() {
        assert!(!broken(&no_command(&answer(404, ""), "/x")));
        assert!(broken(&no_command(&answer(200, ""), "/x")) && broken(&no_command(&answer(302, ""), "/x")));
    }
}
