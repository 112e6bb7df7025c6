//! One request from its first byte to its answer: parameters, the gate, the path, the method, the command.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures::FutureExt as _;
use http::header::EXPECT;
use http::request::Parts;
use http::{Method, Request};
use hyper::body::{Body as _, Incoming};
use tracing::info;

use crate::answer::{self, Reply};
use crate::body::{self, Body, BodyFault};
use crate::commands::Ask;
use crate::gate;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::routes::{self, Command};
use crate::server::Server;

/// Answers a request, whatever it is, and writes one line about it to the log.
pub(crate) async fn handle(server: Arc<Server>, request: Request<Incoming>) -> Result<Reply, Infallible> {
    let began = Instant::now();
    let (head, incoming) = request.into_parts();
    let mut body = Body::new(incoming, head.headers.contains_key(EXPECT), &server.limits);
    // A panic is a fault of the server, but it is that request's alone.
    let answered = AssertUnwindSafe(answer(&server, &head, &mut body)).catch_unwind().await;
    let reply = match answered {
        Ok(Ok(reply)) => reply,
        Ok(Err(refusal)) => answer::refused(&refusal),
        Err(_) => answer::broken(),
    };
    let reply = server.dialect.framed(reply);
    body.drain().await;
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

async fn answer(server: &Server, head: &Parts, body: &mut Body) -> Result<Reply, Refusal> {
    let route = routes::find(head.uri.path());
    let mut parameters = Parameters::default();
    parameters.add(head.uri.query().unwrap_or_default().as_bytes());
    let form = if has_form(head, route.as_ref()) {
        form_into(&mut parameters, body, server.limits.form_bytes).await
    } else {
        Ok(())
    };
    // The gate is judged before all else (AUTH-2), with what could be read: a form that could not holds no password.
    if !gate::admits(server.password.as_ref(), parameters.first("password")) {
        return Err(Refusal::WrongPassword);
    }
    form?;
    if parameters.count() > server.limits.parameters {
        return Err(Refusal::TooManyParameters);
    }
    let (command, code) = route.ok_or(Refusal::UnknownPath)?;
    command.accept(&head.method)?;
    command.answer(server, &mut Ask { parameters: &parameters, code, headers: &head.headers, body }).await
}

/// Whether the body holds parameters (HTTP-4); that of an upload holds files (AUTH-5).
fn has_form(head: &Parts, route: Option<&(Command, String)>) -> bool {
    let is_upload = route.is_some_and(|(command, _)| *command == Command::Upload);
    let media_type = body::media_type(&head.headers);
    head.method == Method::POST
        && !is_upload
        && media_type.eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
}

async fn form_into(parameters: &mut Parameters, body: &mut Body, most: u64) -> Result<(), BodyFault> {
    body.grant(most)?;
    parameters.add(&body.whole().await?);
    Ok(())
}
