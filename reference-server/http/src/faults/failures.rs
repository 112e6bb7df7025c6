//! A server that falls over where it should refuse, and that tells or reflects what it should not (R).

use std::time::Duration;

use futures::StreamExt as _;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::{Body as _, Frame};
use tokio::sync::RwLockWriteGuard;
use tokio::time::sleep;

use super::family::family;
use super::gate::Gate;
use super::parameters::Reading;
use super::set::Faults;
use crate::answer::{self, Reply};
use crate::gate::Password;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::routes;
use crate::server::Server;

family! {
    /// What can be wrong under odd requests.
    Failing at 16 {
        /// A NUL in a parameter is a fault of the server.
        Nul500 = "nul-answers-500" Robustness ["R-1"]
            "any command with `%00` in a parameter gets 500",
        /// An apostrophe in a parameter reaches a database as it is.
        Quote500 = "apostrophe-answers-500" Security ["R-1" "R-2"]
            "any command with `'` in a parameter gets 500 with a piece of SQL",
        /// A long parameter is a fault of the server.
        Long500 = "long-value-answers-500" Robustness ["R-1"]
            "any command with a parameter of over 2000 bytes gets 500",
        /// Bytes that are not UTF-8 are a fault of the server.
        Bytes500 = "invalid-utf8-answers-500" Robustness ["R-1"]
            "any command with `%FF` in a parameter gets 500",
        /// An unknown path is a fault of the server.
        Path500 = "unknown-path-answers-500" Robustness ["HTTP-6" "R-1"]
            "an unknown path gets 500",
        /// A missing parameter is a fault of the server.
        Missing500 = "missing-parameter-answers-500" Robustness ["CALL-1" "LIC-8" "R-1"]
            "a command without its parameter gets 500",
        /// A selector of nobody is a fault of the server.
        Selector500 = "unknown-selector-answers-500" Robustness ["WP-3" "R-1"]
            "a `wp_*` command by nobody's name gets 500",
        /// An unknown script is a fault of the server.
        Script500 = "unknown-script-answers-500" Robustness ["EXEC-8" "R-1"]
            "an unknown script gets 500",
        /// An unknown method is a fault of the server.
        Method500 = "unknown-method-answers-500" Robustness ["R-1"]
            "a request by `BREW` gets 500",
        /// A large form is a fault of the server.
        Form500 = "large-form-answers-500" Robustness ["R-1" "R-4"]
            "a form of two mebibytes gets 500",
        /// A template in a parameter makes the server think for ever.
        Hang = "template-hangs" Robustness ["R-1"]
            "a request with `{{` in a parameter is not answered",
        /// A format string in a parameter ends the connection.
        Drop = "format-string-drops-connection" Robustness ["R-1"]
            "a request with `%n` in a parameter is not answered and the connection is closed",
        /// A format string in a parameter takes the server down for a while.
        Crash = "format-string-takes-server-down" Robustness ["R-1"]
            "after a request with `%n` in a parameter nobody is answered for a second",
        /// The end of an answer is not sent.
        Cut = "answers-cut-short" Robustness ["R-1"]
            "`Content-Length` is larger than the body",
        /// A slow form keeps all others waiting.
        SlowBlocks = "slow-form-blocks-the-server" Robustness ["R-1" "R-4"]
            "while a form is on its way nobody else is answered",
        /// Refusals have a stack trace.
        Trace = "stack-trace-in-refusals" Security ["R-2"]
            "the body of a 4xx lists functions and lines",
        /// Refusals tell where the server works.
        Path = "work-folder-in-refusals" Security ["R-2"]
            "the body of a 4xx contains an absolute path",
        /// Refusals tell who there is.
        Users = "users-in-refusals" Security ["R-2"]
            "the body of a 4xx contains logins of users",
        /// Refusals repeat the request as HTML.
        Reflected = "refusals-reflect-markup" Security ["R-3" "R-2"]
            "`<` from the path or a parameter stands in a page of `text/html`",
        /// A line end in a parameter becomes one in a header.
        Header = "header-injection" Security ["R-3"]
            "`%0D%0AX-Injected:%20yes` in a parameter becomes a header of the answer",
        /// JSON strings are not escaped.
        JsonRaw = "json-not-escaped" Security ["R-3" "CHAIN-6"]
            "a quotation mark in a dialled number ends its JSON string",
        /// A script that fails tells its error.
        ScriptError = "script-error-told" Security ["R-1" "R-2"]
            "a script that fails gets 500 with its text",
    }
}

/// The request comes to no answer: the connection is closed.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the connection is closed without an answer")]
pub(crate) struct Dropped;

/// What counts as a long parameter.
const LONG: usize = 2000;

/// For how long [`Failing::Crash`] takes the server down.
const DOWN: Duration = Duration::from_secs(1);

/// How long [`Failing::Hang`] thinks: longer than anybody waits.
const FOR_EVER: Duration = Duration::from_secs(3600);

/// What happens to a request before anybody looks at it; `None` if nothing does.
pub(crate) async fn before(server: &Server, head: &Parts) -> Option<Result<Reply, Dropped>> {
    if server.faults == Faults::none() {
        return None;
    }
    if server.lapses.is_down() {
        return Some(Err(Dropped));
    }
    // Whoever keeps all others waiting holds this.
    drop(server.lapses.alone.read().await);
    let mut parameters = Parameters::default();
    parameters.add(head.uri.query().unwrap_or_default().as_bytes());
    let any = |suits: fn(&str) -> bool| parameters.values().any(suits);
    let on = |fault, suits| server.faults.has(fault) && any(suits);
    if on(Failing::Hang, |value| value.contains("{{")) {
        sleep(FOR_EVER).await;
    }
    if on(Failing::Crash, |value| value.contains("%n")) {
        server.lapses.go_down(DOWN);
        return Some(Err(Dropped));
    }
    if on(Failing::Drop, |value| value.contains("%n")) {
        return Some(Err(Dropped));
    }
    if on(Failing::Quote500, |value| value.contains('\'')) {
        let sql = "syntax error near \"'\": SELECT * FROM A_Users WHERE Login = '";
        return Some(Ok(with_text(StatusCode::INTERNAL_SERVER_ERROR, sql)));
    }
    let fails = on(Failing::Nul500, |value| value.contains('\0'))
        || on(Failing::Long500, |value| value.len() > LONG)
        || on(Failing::Bytes500, |value| value.contains('\u{FFFD}'))
        || (server.faults.has(Failing::Method500) && !is_known(head.method.as_str()));
    fails.then(|| Ok(answer::broken()))
}

fn is_known(method: &str) -> bool {
    ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH"].contains(&method)
}

/// What keeps all others waiting while a form is on its way; `None` if nothing does.
pub(crate) async fn waited_for(server: &Server) -> Option<RwLockWriteGuard<'_, ()>> {
    if server.faults.has(Failing::SlowBlocks) { Some(server.lapses.alone.write().await) } else { None }
}

/// The answer to a refused request.
pub(crate) fn refused(server: &Server, head: &Parts, refusal: &Refusal) -> Reply {
    let sound = answer::refused(refusal);
    if server.faults == Faults::none() {
        return sound;
    }
    let has_fault = |fault| server.faults.has(fault);
    let falls = match refusal {
        Refusal::UnknownPath => has_fault(Failing::Path500),
        Refusal::MissingParameter => has_fault(Failing::Missing500),
        Refusal::UnknownScript => has_fault(Failing::Script500),
        Refusal::Body(_) => has_fault(Failing::Form500),
        Refusal::Exchange(refserver_core::Refusal::UnknownSelector(_)) => has_fault(Failing::Selector500),
        Refusal::Exchange(refserver_core::Refusal::MissingNumber) => has_fault(Failing::Missing500),
        _ => false,
    };
    if falls {
        return answer::broken();
    }
    match refusal {
        Refusal::UnknownPath if server.faults.has(Reading::StrayPathEmpty) => answer::empty(),
        Refusal::WrongPassword if server.faults.has(Gate::Status401) => {
            with_text(StatusCode::UNAUTHORIZED, "Unauthorized")
        }
        Refusal::WrongPassword if server.faults.has(Gate::Status200) => {
            with_text(StatusCode::OK, "Forbidden")
        }
        Refusal::WrongPassword if server.faults.has(Gate::Told) => {
            let password = server.password.as_ref().map_or("", Password::reveal);
            with_text(sound.status(), &format!("the password is {password}"))
        }
        _ => told(server, head, sound),
    }
}

/// The refusal with what it should keep to itself.
fn told(server: &Server, head: &Parts, sound: Reply) -> Reply {
    let status = sound.status();
    if server.faults.has(Failing::Trace) {
        return with_text(
            status,
            "   at Oktell.Web.Handler.Process(Request) in Handler.cs:line 214\n   at Main()",
        );
    }
    if server.faults.has(Failing::Path) {
        return with_text(status, r"not found below C:\Program Files\oktell\Server\WWW");
    }
    if server.faults.has(Failing::Users) {
        let logins = server.exchange.survey(3).users.into_iter().map(|surveyed| surveyed.user.login);
        return with_text(status, &format!("perhaps you mean {}", logins.collect::<Vec<_>>().join(", ")));
    }
    if server.faults.has(Failing::Reflected) {
        let mut parameters = Parameters::default();
        parameters.add(head.uri.query().unwrap_or_default().as_bytes());
        let values: String = parameters.values().collect();
        let page = format!("<html>{} {values}</html>", routes::unpacked(head.uri.path()));
        let mut reply = with_text(status, &page);
        reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        return reply;
    }
    sound
}

/// Any answer on its way out.
pub(crate) fn sent(server: &Server, head: &Parts, mut reply: Reply) -> Reply {
    if server.faults.has(Failing::Header) {
        let mut parameters = Parameters::default();
        parameters.add(head.uri.query().unwrap_or_default().as_bytes());
        for (name, value) in parameters.values().filter_map(injected) {
            reply.headers_mut().insert(name, value);
        }
    }
    if server.faults.has(Failing::Cut) { cut(reply) } else { reply }
}

/// The header that a value with a line end in it smuggles in.
fn injected(value: &str) -> Option<(HeaderName, HeaderValue)> {
    let (_, line) = value.split_once("\r\n")?;
    let (name, value) = line.split("\r\n").next()?.split_once(':')?;
    Some((name.parse().ok()?, value.trim().parse().ok()?))
}

/// The answer with more promised than is sent.
fn cut(reply: Reply) -> Reply {
    let Some(length) = reply.body().size_hint().exact() else { return reply };
    let (mut head, body) = reply.into_parts();
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(length + 10));
    let pieces = body.into_data_stream().map(|piece| piece.map(Frame::data));
    Reply::from_parts(head, StreamBody::new(pieces).boxed_unsync())
}

/// JSON as a faulty server writes it: what had to be escaped is not.
pub(crate) fn json_text(faults: &Faults, json: String) -> String {
    if faults.has(Failing::JsonRaw) { json.replace("\\\"", "\"").replace("\\\\", "\\") } else { json }
}

/// What a script that failed is answered with, if not soundly.
pub(crate) fn script_error(faults: &Faults) -> Option<Reply> {
    let text = r#"Runtime error: "this script always fails" (line 2, position 1) in C:\Oktell\Scripts\fail"#;
    faults.has(Failing::ScriptError).then(|| with_text(StatusCode::INTERNAL_SERVER_ERROR, text))
}

fn with_text(status: StatusCode, text: &str) -> Reply {
    let mut reply = answer::ok(answer::TEXT, text.to_owned());
    *reply.status_mut() = status;
    reply
}
