//! Whether the gate opens to the right password and to nothing else (AUTH).

use report_model::verdict::Verdict;
use serde::{Deserialize, Serialize};
use spec::wire::Response;

use crate::cite;
use crate::words::{judged, told};

/// What the document answers to a request without the password.
const FORBIDDEN: u16 = 403;

/// Statuses by which a server asks for something that the request lacks, the documented one among them.
const ASKING: [u16; 3] = [401, FORBIDDEN, 407];

/// AUTH-1: a request without the right password gets exactly the documented refusal.
pub fn shut(status: u16, with: &str) -> Verdict {
    judged(
        cite::d("AUTH", 1),
        status == FORBIDDEN,
        format!("403 Forbidden to a request with {with}"),
        seen(status),
    )
}

/// AUTH-2: a command stands behind the gate, and AUTH-1: it refuses as the document says. `elsewhere` is how another command answers
/// with the same in the place of the password: where that one is open too, it is the gate that fails, not the command.
pub fn shut_at(status: u16, elsewhere: u16, with: &str) -> Vec<Verdict> {
    if asks(status) {
        return vec![Verdict::holds(cite::d("AUTH", 2)), shut(status, with)];
    }
    let expected = format!("403 Forbidden to a request with {with}");
    let rule = if asks(elsewhere) { 2 } else { 1 };
    vec![Verdict::broken(cite::d("AUTH", rule), expected, seen(status))]
}

/// Whether a status says that the request lacks something, as the documented one does.
pub fn asks(status: u16) -> bool {
    ASKING.contains(&status)
}

/// AUTH-2, inferred part: what is no command stands behind the gate too.
pub fn shut_beside_commands(status: u16) -> Verdict {
    judged(cite::i("AUTH", 2), asks(status), "403 Forbidden to a request without the password", seen(status))
}

/// AUTH-3: what is nearly the password does not open.
pub fn near_miss_refused(status: u16, miss: NearMiss) -> Verdict {
    let expected = format!("403 Forbidden to the password {}", miss.words());
    judged(cite::i("AUTH", 3), asks(status), expected, seen(status))
}

/// AUTH-1: a request without the password is not given what the command answers to those who have it, however it is written. Any other
/// answer to a request that is written oddly is the target's own matter.
pub fn no_way_around(response: Option<&Response>, answer: &[u8], how: &str) -> Verdict {
    let is_given = |response: &Response| {
        response.status / 100 == 2 && response.body.windows(answer.len().max(1)).any(|part| part == answer)
    };
    judged(
        cite::d("AUTH", 1),
        !response.is_some_and(is_given),
        format!("no answer of the command to a request with {how} and without the password"),
        response.map_or_else(String::new, told),
    )
}

/// AUTH-1: the right password opens.
pub fn open(status: u16) -> Verdict {
    judged(
        cite::d("AUTH", 1),
        status != FORBIDDEN,
        "no 403 to a request with the right password",
        seen(status),
    )
}

fn seen(status: u16) -> String {
    format!("status {status}")
}

/// The ways in which a text can nearly be the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NearMiss {
    /// The same letters in the other case.
    OtherCase,
    /// Its beginning.
    Beginning,
    /// Its end.
    End,
    /// The password and more.
    Longer,
    /// More and the password.
    Preceded,
    /// A blank in front.
    BlankBefore,
    /// A blank behind.
    BlankBehind,
    /// A NUL behind, at which some comparisons stop.
    NulBehind,
    /// Its bytes as `%XX`, which a server that decodes twice makes the password of.
    EncodedTwice,
    /// Nothing.
    Empty,
}

impl NearMiss {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::OtherCase,
        Self::Beginning,
        Self::End,
        Self::Longer,
        Self::Preceded,
        Self::BlankBefore,
        Self::BlankBehind,
        Self::NulBehind,
        Self::EncodedTwice,
        Self::Empty,
    ];

    /// The text, or nothing where this password has no such near miss.
    pub fn of(self, password: &str) -> Option<String> {
        let swap = |c: char| if c.is_uppercase() { c.to_lowercase().next() } else { c.to_uppercase().next() };
        let count = password.chars().count();
        let miss: String = match self {
            Self::OtherCase => password.chars().filter_map(swap).collect(),
            Self::Beginning => password.chars().take(count.saturating_sub(1)).collect(),
            Self::End => password.chars().skip(1).collect(),
            Self::Longer => format!("{password}x"),
            Self::Preceded => format!("x{password}"),
            Self::BlankBefore => format!(" {password}"),
            Self::BlankBehind => format!("{password} "),
            Self::NulBehind => format!("{password}\0"),
            Self::EncodedTwice => password.bytes().map(|byte| format!("%{byte:02X}")).collect(),
            Self::Empty => String::new(),
        };
        (miss != password).then_some(miss)
    }

    fn words(self) -> &'static str {
        match self {
            Self::OtherCase => "in the other letter case",
            Self::Beginning => "without its last character",
            Self::End => "without its first character",
            Self::Longer => "with a character behind it",
            Self::Preceded => "with a character before it",
            Self::BlankBefore => "with a blank before it",
            Self::BlankBehind => "with a blank behind it",
            Self::NulBehind => "with a NUL behind it",
            Self::EncodedTwice => "percent-encoded twice",
            Self::Empty => "left empty",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::canned::{answer, broken};

    #[test]
    fn only_403_is_the_documented_refusal() {
        assert!(!broken(&shut(403, "no password")));
        assert!(
            broken(&shut(401, "no password")) && broken(&shut(200, "no password")) && broken(&shut(404, ""))
        );
        assert!(broken(&shut_beside_commands(404)) && !broken(&shut_beside_commands(403)));
    }

    #[test]
    fn a_command_outside_the_gate_and_another_refusal_are_told_apart() {
        let told = |status| {
            let verdicts = shut_at(status, 403, "no password").into_iter();
            verdicts.map(|verdict| (verdict.citation.to_string(), broken(&verdict))).collect::<Vec<_>>()
        };
        let of = |text: &str, broken| (text.to_owned(), broken);
        assert_eq!(told(403), [of("AUTH-2 (D)", false), of("AUTH-1 (D)", false)]);
        assert_eq!(told(401), [of("AUTH-2 (D)", false), of("AUTH-1 (D)", true)]);
        assert_eq!(told(400), [of("AUTH-2 (D)", true)]);
        assert_eq!(told(200), [of("AUTH-2 (D)", true)]);
        let gate_itself = shut_at(200, 200, "no password");
        assert_eq!(gate_itself.first().map(|verdict| verdict.citation.clone()), Some(cite::d("AUTH", 1)));
    }

    #[test]
    fn the_right_password_opens() {
        assert!(!broken(&open(200)) && !broken(&open(404)) && broken(&open(403)));
    }

    #[test]
    fn near_misses_are_never_the_password() {
        for password in ["abc", "123", "A", "Пароль+1", " "] {
            let misses = NearMiss::ALL.into_iter().filter_map(|miss| miss.of(password));
            assert!(misses.clone().all(|miss| miss != password));
            assert!(misses.count() >= 7);
        }
        assert_eq!(NearMiss::OtherCase.of("123"), None);
        assert!(broken(&near_miss_refused(200, NearMiss::OtherCase)));
        assert!(!broken(&near_miss_refused(403, NearMiss::Empty)));
    }

    #[test]
    fn nothing_but_the_answer_of_the_command_shows_a_way_around() {
        let is_broken = |response: Option<&Response>| broken(&no_way_around(response, b"1234567", "a slash"));
        assert!(is_broken(Some(&answer(200, "7\r\n1234567\r\n0\r\n\r\n"))));
        assert!(!is_broken(Some(&answer(200, "welcome"))) && !is_broken(Some(&answer(404, "1234567"))));
        assert!(!is_broken(None));
    }
}
