//! Whether an answer is the file that was meant, and nothing that was not (DL).

use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::profile::{Content, Sha256};
use spec::wire::Response;

use crate::cite;
use crate::words::{judged, told};

/// What only files outside a telephone exchange's own hold: where systems keep them, every one begins or is filled with this.
const OUTSIDE: [(&str, &str); 5] = [
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

/// DL-4: where no file is meant the answer is a refusal.
pub fn refused(response: &Response, what: &str) -> Verdict {
    judged(cite::i("DL", 4), response.status / 100 == 4, format!("a 4xx to {what}"), told(response))
}

/// DL-5 for codes: a spelling that leaves the folder opens nothing, or one of the files that may be opened anyway.
pub fn opens_nothing_else(response: &Response, spelling: &str, offered: &[Content]) -> Verdict {
    let offered = offered.iter().any(|content| is_content(response, content));
    let holds = response.status / 100 != 2 || offered;
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
        assert!(!broken(&refused(&answer(404, ""), "x")));
        assert!(broken(&refused(&answer(200, ""), "x")) && broken(&refused(&answer(302, ""), "x")));
    }

    #[test]
    fn a_spelling_may_lead_to_an_offered_file_and_to_no_other() {
        let offered = [Content { bytes: 3, sha256: Sha256::of(b"rec") }];
        assert!(!broken(&opens_nothing_else(&answer(404, ""), "../x", &offered)));
        assert!(!broken(&opens_nothing_else(&answer(200, "rec"), "../rec/x", &offered)));
        assert!(broken(&opens_nothing_else(&answer(200, "secret"), "../x", &offered)));
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
