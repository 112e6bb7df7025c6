//! One request from its first byte to its answer: parameters, the gate, the path, the method, the command.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures::FutureExt as _;
use http::header::{CONNECTION, EXPECT, TRANSFER_ENCODING};
use http::request::Parts;
use http::{HeaderValue, Method, Request};
use hyper::body::{Body as _, Incoming};
use tracing::info;

use crate::answer::{self, Reply};
use crate::body::{self, Body, BodyFault};
use crate::commands::Ask;
use crate::faults::Visit;
use crate::faults::failures::{self, Dropped};
use crate::faults::gate::{self as gate_faults, Knock};
use crate::faults::parameters as reading;
use crate::gate;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::routes::{self, Command};
use crate::server::Server;

/// Answers a request of a visit, whatever it is, and writes one line about it to the log.
pub(crate) async fn handle(
    server: Arc<Server>,
    visit: Arc<Visit>,
    request: Request<Incoming>,
) -> Result<Reply, Dropped> {
    let began = Instant::now();
    let (head, incoming) = request.into_parts();
    if let Some(stumbled) = failures::before(&server, &head).await {
        return stumbled;
    }
    let mut body = Body::new(incoming, head.headers.contains_key(EXPECT), &server.limits);
    let answered = contained(answer(&server, &visit, &head, &mut body), |refusal| {
        failures::refused(&server, &head, refusal)
    });
    let mut reply = failures::sent(&server, &head, server.dialect.framed(answered.await));
    body.drain().await;
    // Beside a length of its own, which nobody is shown here, this could be one half of a smuggled request.
    if head.headers.contains_key(TRANSFER_ENCODING) {
        reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    if let Some(journal) = &server.journal {
        journal.note(began, &head.method, head.uri.path(), reply.status());
    }
    // The path without its query: the password may stand there.
    info!(
        method = %head.method,
        path = head.uri.path(),
        status = reply.status().as_u16(),
        ms = began.elapsed().as_secs_f64() * 1000.0,
        bytes = reply.body().size_hint().exact(),
        "answered"
    );
    Ok(reply)
}

/// The reply of a request's own. A panic is a fault of the server, but it is that request's alone.
pub(crate) async fn contained(
    answer: impl Future<Output = Result<Reply, Refusal>>,
    refused: impl FnOnce(&Refusal) -> Reply,
) -> Reply {
    match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(Ok(reply)) => reply,
        Ok(Err(refusal)) => refused(&refusal),
        Err(_) => answer::broken(),
    }
}

async fn answer(server: &Server, visit: &Visit, head: &Parts, body: &mut Body) -> Result<Reply, Refusal> {
    let path = head.uri.path();
    let route = routes::find(path)
        .or_else(|| reading::stray(&server.faults, path, routes::find))
        .or_else(|| gate_faults::in_other_letters(&server.faults, path));
    let command = route.as_ref().map(|(command, _)| *command);
    let mut parameters = Parameters::at_most(server.limits.parameters);
    let form = read(server, head, command, &mut parameters, body).await;
    // The gate is judged before all else (AUTH-2), with what could be read: a form that could not holds no password.
    let offered = parameters.first("password");
    let admitted = gate::admits(server.password.as_ref(), offered);
    if !gate_faults::judged(server, &Knock { head, command, offered, visit }, admitted) {
        if let Some((command, code)) = route.filter(|(command, _)| gate_faults::acts_first(server, *command))
        {
            let ask = &mut Ask { parameters: &parameters, code, headers: &head.headers, body };
            drop(command.answer(server, ask).await);
        }
        return Err(Refusal::WrongPassword);
    }
    form?;
    within_lines(head, server.limits.line_bytes)?;
    if parameters.count() > server.limits.parameters {
        return Err(Refusal::TooManyParameters);
    }
    let (command, code) = route.ok_or(Refusal::UnknownPath)?;
    command.accept(&head.method, &server.faults)?;
    command.answer(server, &mut Ask { parameters: &parameters, code, headers: &head.headers, body }).await
}

/// Refuses a line of the head that is longer than granted.
fn within_lines(head: &Parts, most: usize) -> Result<(), Refusal> {
    if head.uri.path_and_query().is_some_and(|target| target.as_str().len() > most) {
        return Err(Refusal::LongTarget);
    }
    if head.headers.values().any(|value| value.len() > most) { Err(Refusal::LongHeader) } else { Ok(()) }
}

/// Reads the parameters of the query, and those of a form where there is one (HTTP-4).
async fn read(
    server: &Server,
    head: &Parts,
    command: Option<Command>,
    parameters: &mut Parameters,
    body: &mut Body,
) -> Result<(), BodyFault> {
    let has_form = has_form(head, command);
    if !(has_form && reading::passes_over_query(&server.faults)) {
        parameters.read(head.uri.query().unwrap_or_default().as_bytes(), &server.faults);
    }
    if has_form && !reading::passes_over_form(&server.faults, command) {
        let _others_wait = failures::waited_for(server).await;
        body.grant(server.limits.form_bytes)?;
        parameters.read(&body.whole().await?, &server.faults);
    }
    Ok(())
}

/// Whether the body holds parameters (HTTP-4); that of an upload holds files (AUTH-5).
fn has_form(head: &Parts, command: Option<Command>) -> bool {
    let media_type = body::media_type(&head.headers);
    head.method == Method::POST
        && command != Some(Command::Upload)
        && media_type.eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}
