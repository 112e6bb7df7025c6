//! Whether an answer is the file that was meant, and nothing that was not (DL).

use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::profile::{Content, Sha256};
use spec::wire::Response;

use crate::cite;
use crate::words::{judged, told};

/// What only files outside a telephone exchange's own hold: where systems keep them, every one begins or is filled with this.
pub const OUTSIDE: [(&str, &str); 5] = [
    ("root:x:0:0:", "the list of users of a Unix system"),
    ("root:*:0:0:", "the list of users of a Unix system"),
    ("; for 16-bit app support", "win.ini of a Windows system"),
    ("[boot loader]", "boot.ini of a Windows system"),
    ("QueryWebServerPassword", "the configuration of the server"),
];

/// The answer is a success with exactly this file.
pub fn is_file(citation: Citation, response: &Response, content: &Content) -> Verdict {
    let expected = format!("a success with {} bytes of SHA-256 {}", content.bytes, content.sha256);
    let seen = format!(
        "status {}, {} bytes of SHA-256 {}",
        response.status,
        response.body.len(),
        Sha256::of(&response.body)
    );
    judged(citation, response.status / 100 == 2 && is_content(response, content), expected, seen)
}

/// The same for a file that the suite made itself.
pub fn is_bytes(citation: Citation, response: &Response, bytes: &[u8]) -> Verdict {
    is_file(citation, response, &Content { bytes: bytes.len() as u64, sha256: Sha256::of(bytes) })
}

/// The answer is not this file: for what the script had no time to say (DL-2).
pub fn is_not_file(citation: Citation, response: &Response, content: &Content) -> Verdict {
    let holds = !is_content(response, content);
    judged(
        citation,
        holds,
        "no file of a script that has not ended in time",
        "the file that the script names",
    )
}

/// DL-4: where no file is meant the answer is a refusal. Server errors are R-1's.
pub fn refused(response: &Response, what: &str) -> Option<Verdict> {
    let verdict =
        || judged(cite::i("DL", 4), response.status / 100 == 4, format!("a 4xx to {what}"), told(response));
    (response.status < 500).then(verdict)
}

/// UP-7, UP-8: what is fetched from a place is what was fetched there before.
pub fn is_unchanged(citation: Citation, before: &Response, after: &Response) -> Verdict {
    let holds = before.status == after.status && before.body == after.body;
    judged(citation, holds, format!("the file that was there before: {}", told(before)), told(after))
}

/// UP-8: what is fetched from the paths of two different files is not one and the same.
pub fn are_two(one: &Response, other: &Response) -> Verdict {
    let seen = format!("both are {}", told(one));
    judged(cite::i("UP", 8), one.body != other.body, "two different files behind two answers", seen)
}

/// DL-5 for codes: a spelling that leaves the folder opens nothing, or one of the files that may be opened anyway. `nothing` is how
/// the target answers to a code that it does not know.
pub fn opens_nothing_else(
    response: &Response,
    spelling: &str,
    nothing: &Response,
    offered: &[Content],
) -> Verdict {
    let offered = offered.iter().any(|content| is_content(response, content));
    let unknown = response.status == nothing.status && response.body == nothing.body;
    let holds = response.status / 100 != 2 || offered || unknown;
    judged(cite::i("DL", 5), holds, format!("no file behind the code {spelling}"), told(response))
}

/// DL-5 for paths that a script computes: nothing of the system outside.
pub fn holds_nothing_outside(response: &Response, spelling: &str) -> Verdict {
    let text = String::from_utf8_lossy(&response.body);
    let leak = OUTSIDE.iter().find(|(mark, _)| response.status / 100 == 2 && text.contains(mark));
    let seen = leak.map_or("", |(_, what)| what);
    judged(cite::i("DL", 5), leak.is_none(), format!("nothing of the system outside behind {spelling}"), seen)
}

fn is_content(response: &Response, content: &Content) -> bool {
    response.body.len() as u64 == content.bytes && Sha256::of(&response.body) == content.sha256
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::canned::{answer, broken};

    #[test]
    fn a_file_is_compared_whole() {
        let judge = |response: &Response| broken(&is_bytes(cite::d("DL", 1), response, b"content"));
        assert!(!judge(&answer(200, "content")));
        assert!(
            judge(&answer(200, "content\n"))
                && judge(&answer(200, "Content"))
                && judge(&answer(404, "content"))
        );
    }

    #[test]
    fn only_a_4xx_is_a_refusal() {
        let told = |status| refused(&answer(status, ""), "x").as_ref().map(broken);
        assert_eq!([404, 200, 302, 500].map(told), [Some(false), Some(true), Some(true), None]);
    }

    #[test]
    fn a_place_keeps_its_file() {
        assert!(!broken(&is_unchanged(cite::i("UP", 8), &answer(200, "a"), &answer(200, "a"))));
        assert!(broken(&is_unchanged(cite::i("UP", 8), &answer(200, "a"), &answer(200, "b"))));
        assert!(broken(&is_unchanged(cite::i("UP", 8), &answer(200, "a"), &answer(404, "a"))));
        assert!(!broken(&are_two(&answer(200, "a"), &answer(200, "b"))));
        assert!(broken(&are_two(&answer(200, "a"), &answer(200, "a"))));
        let file = Content { bytes: 1, sha256: Sha256::of(b"a") };
        assert!(!broken(&is_not_file(cite::d("DL", 2), &answer(404, ""), &file)));
        assert!(broken(&is_not_file(cite::d("DL", 2), &answer(200, "a"), &file)));
    }

    #[test]
    fn a_spelling_may_lead_to_an_offered_file_and_to_no_other() {
        let offered = [Content { bytes: 3, sha256: Sha256::of(b"rec") }];
        let judge = |response, nothing| broken(&opens_nothing_else(&response, "../x", &nothing, &offered));
        assert!(!judge(answer(404, ""), answer(404, "")) && !judge(answer(200, "rec"), answer(404, "")));
        assert!(
            judge(answer(200, "secret"), answer(404, "")) && judge(answer(200, "secret"), answer(200, ""))
        );
        assert!(!judge(answer(200, ""), answer(200, "")));
    }

    #[test]
    fn files_of_the_system_are_known_by_their_marks() {
        assert!(broken(&holds_nothing_outside(
            &answer(200, "root:x:0:0:root:/root:/bin/sh\n"),
            "/etc/passwd"
        )));
        assert!(!broken(&holds_nothing_outside(&answer(200, "a recording"), "sample")));
        assert!(!broken(&holds_nothing_outside(&answer(404, "root:x:0:0:"), "/etc/passwd")));
    }
}
