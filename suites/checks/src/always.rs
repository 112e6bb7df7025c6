//! What holds for every exchange, whatever was asked.

use report_model::verdict::Verdict;
use spec::wire::{Exchange, Lapse, Response};

use crate::cite;

/// Texts that only the inside of a server knows. Each is a trace of a runtime, not of an application's own words.
pub const TRACES: [(&str, &str); 9] = [
    ("   at System.", "a .NET stack trace"),
    (".cs:line ", "a .NET stack trace"),
    ("System.NullReferenceException", "the name of a .NET exception"),
    ("Traceback (most recent call last)", "a Python stack trace"),
    ("\tat java.", "a Java stack trace"),
    ("goroutine 1 [running]", "a Go stack trace"),
    ("panicked at ", "a Rust panic"),
    ("stack backtrace:", "a Rust stack trace"),
    ("Microsoft OLE DB Provider", "a message of the database driver"),
];

/// Every rule that [`judge`] decides.
pub fn citations() -> [spec::ids::Citation; 3] {
    [cite::r(1), cite::r(2), cite::r(3)]
}

/// Judges an exchange by the rules that bind every one. `secret` is the password of the gate, if there is one.
pub fn judge(exchange: &Exchange, secret: Option<&str>) -> Vec<Verdict> {
    let mut verdicts = vec![answered(exchange)];
    verdicts.extend(judge_answer(exchange, secret));
    verdicts
}

/// The same without R-1, for what need not be answered at all: bytes that are no request.
pub fn judge_answer(exchange: &Exchange, secret: Option<&str>) -> Vec<Verdict> {
    let Some(response) = exchange.response() else { return Vec::new() };
    let mut verdicts = vec![leaks_nothing(response, secret)];
    verdicts.extend(header_is_clean(exchange, response));
    verdicts
}

/// an answer, and none of class 5xx.
fn answered(exchange: &Exchange) -> Verdict {
    let broken = |seen: String| Verdict::broken(cite::r(1), "an answer that is no server error", seen);
    match &exchange.outcome {
        Ok(response) if response.status >= 500 => broken(format!("status {}", response.status)),
        Ok(_) => Verdict::holds(cite::r(1)),
        Err(lapse @ Lapse::TooLong(_)) => broken(format!("{lapse}, and it was cut off there")),
        Err(lapse @ (Lapse::TimedOut(_) | Lapse::Closed)) => {
            broken(format!("{lapse}; {}", so_far(&exchange.received)))
        }
        Err(lapse) => broken(lapse.to_string()),
    }
}

/// How much had come of an answer that is not complete: a server that hangs is another one than a server that drips.
fn so_far(received: &[u8]) -> String {
    match received {
        [] => "not a byte of it came".to_owned(),
        [_] => "one byte of it came".to_owned(),
        some => format!("{} bytes of it came", some.len()),
    }
}

/// no stack trace, not the gate's password.
fn leaks_nothing(response: &Response, secret: Option<&str>) -> Verdict {
    let text = String::from_utf8_lossy(&response.body);
    let trace = TRACES.iter().find(|(trace, _)| text.contains(trace)).map(|(_, what)| (*what).to_owned());
    // A short password may stand in an answer by chance; a long one does not.
    let secret = secret.filter(|secret| secret.chars().count() >= 6);
    let told = |secret: &str| {
        text.contains(secret) || response.headers.iter().any(|(_, value)| value.contains(secret))
    };
    let password = secret.filter(|secret| told(secret)).map(|_| "the password of the gate".to_owned());
    match trace.or(password) {
        Some(leak) => Verdict::broken(
            cite::r(2),
            "an answer without anything of the server's inside",
            format!("{leak} in the answer"),
        ),
        None => Verdict::holds(cite::r(2)),
    }
}

/// The field by which the suite tries to smuggle a header into an answer; no target sends it of itself.
pub const SMUGGLED_FIELD: &str = "x-oktellspec-smuggled";

/// R-3, header part: nothing that was sent has become a field of its own. Holds only where something was sent that could.
fn header_is_clean(exchange: &Exchange, response: &Response) -> Option<Verdict> {
    if let Some(value) = response.header(SMUGGLED_FIELD) {
        let seen = format!("the field `{SMUGGLED_FIELD}: {value}`");
        return Some(Verdict::broken(cite::r(3), "no header field made of what was sent", seen));
    }
    let sent = String::from_utf8_lossy(&exchange.sent).to_ascii_lowercase();
    sent.contains(SMUGGLED_FIELD).then(|| Verdict::holds(cite::r(3)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use spec::wire::{Asked, Request};

    use super::*;

    fn exchange(outcome: Result<Response, Lapse>) -> Exchange {
        Exchange {
            asked: Asked::Request(Request::get("/")),
            sent: Vec::new(),
            received: Vec::new(),
            outcome,
            started: Duration::ZERO,
            elapsed: Duration::ZERO,
        }
    }

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Exchange {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        exchange(Ok(Response { status, headers, body: body.as_bytes().to_vec() }))
    }

    fn broken(exchange: &Exchange) -> Vec<String> {
        let verdicts = judge(exchange, Some("s3cret-word"));
        verdicts
            .iter()
            .filter(|verdict| verdict.deviation().is_some())
            .map(|verdict| verdict.citation.clause.to_string())
            .collect()
    }

    #[test]
    fn a_plain_answer_breaks_nothing() {
        assert!(broken(&answer(404, &[], "no such thing")).is_empty());
        assert!(broken(&answer(200, &[("x-other", "1")], "")).is_empty());
    }

    #[test]
    fn server_errors_and_silence_break_r_1() {
        assert_eq!(broken(&answer(500, &[], "")), ["R-1"]);
        assert_eq!(broken(&exchange(Err(Lapse::Closed))), ["R-1"]);
        assert_eq!(broken(&exchange(Err(Lapse::TimedOut(Duration::from_secs(1))))), ["R-1"]);
    }

    #[test]
    fn traces_and_the_password_break_r_2() {
        assert_eq!(broken(&answer(400, &[], "thread 'main' panicked at src/x.rs")), ["R-2"]);
        assert_eq!(broken(&answer(403, &[], "expected s3cret-word")), ["R-2"]);
        assert_eq!(broken(&answer(403, &[("x-hint", "s3cret-word")], "")), ["R-2"]);
    }

    #[test]
    fn a_smuggled_field_breaks_r_3() {
        assert_eq!(broken(&answer(200, &[("X-Oktellspec-Smuggled", "1")], "")), ["R-3"]);
    }
}
