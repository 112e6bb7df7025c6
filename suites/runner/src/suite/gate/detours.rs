//! Ways around the gate: what a command tells whoever has the password it tells nobody else, however the request is written and
//! whatever went before it (AUTH-1: every request carries the password).

use std::time::Duration;

use checks::cite;
use checks::gate;
use driver::Endpoint;
use futures::future::join_all;
use spec::catalogue::{Command, Effect, Route, ValueType};
use spec::wire::Call;

use super::{Credential, question};
use crate::ask::route;
use crate::case::{Case, draft};
use crate::context::{Context, DoorKind};
use crate::session::Session;

/// How long an answer to an odd request is waited for; none is owed.
const PATIENCE: Duration = Duration::from_secs(1);

/// The shortest answer by which a command is known again, in bytes.
const TELLING: usize = 4;

/// A way to write the same request; a target that takes it for another, or for none, does nothing wrong.
struct Detour {
    how: &'static str,
    /// The request line, with `{path}`, `{query}` and `{host}` left open.
    line: &'static str,
    /// How the path is spelled.
    spelled: fn(&str) -> String,
    /// A header field more.
    field: &'static str,
}

const PLAIN: Detour =
    Detour { how: "", line: "GET {path}{query} HTTP/1.1", spelled: str::to_owned, field: "" };

const DETOURS: [Detour; 16] = [
    Detour { how: "its path in capital letters", spelled: str::to_uppercase, ..PLAIN },
    Detour { how: "the first letter of its path encoded", spelled: first_letter_encoded, ..PLAIN },
    Detour { how: "two slashes before its path", line: "GET /{path}{query} HTTP/1.1", ..PLAIN },
    Detour { how: "`/.` before its path", line: "GET /.{path}{query} HTTP/1.1", ..PLAIN },
    Detour { how: "`/x/..` before its path", line: "GET /x/..{path}{query} HTTP/1.1", ..PLAIN },
    Detour { how: "a slash behind its path", line: "GET {path}/{query} HTTP/1.1", ..PLAIN },
    Detour { how: "a dot behind its path", line: "GET {path}.{query} HTTP/1.1", ..PLAIN },
    Detour { how: "a path parameter", line: "GET {path};a=b{query} HTTP/1.1", ..PLAIN },
    Detour { how: "the method PUT", line: "PUT {path}{query} HTTP/1.1", ..PLAIN },
    Detour { how: "the method DELETE", line: "DELETE {path}{query} HTTP/1.1", ..PLAIN },
    Detour { how: "the method get", line: "get {path}{query} HTTP/1.1", ..PLAIN },
    Detour { how: "the version HTTP/1.0", line: "GET {path}{query} HTTP/1.0", ..PLAIN },
    Detour { how: "a whole URL as its target", line: "GET http://{host}{path}{query} HTTP/1.1", ..PLAIN },
    Detour { how: "`X-Forwarded-For: 127.0.0.1`", field: "X-Forwarded-For: 127.0.0.1\r\n", ..PLAIN },
    Detour { how: "`X-Real-IP: 127.0.0.1`", field: "X-Real-IP: 127.0.0.1\r\n", ..PLAIN },
    Detour {
        how: "its path in `X-Original-URL`",
        line: "GET / HTTP/1.1",
        field: "X-Original-URL: {path}{query}\r\n",
        ..PLAIN
    },
];

fn first_letter_encoded(path: &str) -> String {
    let Some((slash, rest)) = path.split_at_checked(1) else { return path.to_owned() };
    let Some(first) = rest.bytes().next() else { return path.to_owned() };
    format!("{slash}%{first:02X}{}", &rest[1..])
}

impl Detour {
    fn bytes(&self, call: &Call, endpoint: &Endpoint) -> Vec<u8> {
        let (host, target) = (endpoint.authority(), call.request().target);
        let path = format!("{}{}", endpoint.prefix(), (self.spelled)(&call.path));
        let query = target.strip_prefix(&call.path).unwrap_or_default();
        let message = format!(
            "{}\r\nHost: {host}\r\n{}Content-Length: 0\r\nConnection: close\r\n\r\n",
            self.line, self.field
        );
        message.replace("{path}", &path).replace("{query}", query).replace("{host}", &host).into_bytes()
    }
}

pub(super) fn cases(context: &Context) -> Vec<Case> {
    // What tells of calls changes with them, and cannot be known again.
    let tells = |(command, route): &(&Command, &Route)| {
        let of_a_line =
            command.parameters_of(route).any(|parameter| matches!(parameter.value, ValueType::Selector));
        route.effect == Effect::Reads && !of_a_line
    };
    let around =
        context.catalogue.routes().filter(tells).map(|(command, route)| around(context, command, route));
    around.chain([one_request_alone()]).collect()
}

fn around(context: &Context, command: &Command, route: &Route) -> Case {
    let call = route::harmless(&context.profile, command, route);
    draft("gate", command.name.as_str(), &format!("{}has_no_way_around", route::word(command, route)))
        .judging([cite::d("AUTH", 1)])
        .touching([route.effect])
        .through(DoorKind::Gated)
        .lasting(PATIENCE)
        .run(async move |session, (): &()| {
            let answer = session.ask(&call).await?;
            let open = session.send(&call.request()).await?.succeeded();
            // Where the gate itself stands open, nobody needs a way around it.
            if open || !answer.succeeded() || answer.response().body.len() < TELLING {
                return Ok(());
            }
            let client = session.another_client();
            let endpoint = client.endpoint();
            let sent: Vec<Vec<u8>> = DETOURS.iter().map(|detour| detour.bytes(&call, endpoint)).collect();
            let exchanges = join_all(sent.iter().map(|bytes| client.send_bytes(bytes, PATIENCE))).await;
            for (detour, exchange) in DETOURS.iter().zip(exchanges) {
                let verdict = gate::no_way_around(exchange.response(), &answer.response().body, detour.how);
                let index = session.take_in_rude(&exchange);
                session.note(verdict.shown_by(index));
            }
            Ok(())
        })
}

/// The right password opens for the request that carries it, not for those behind it on the connection.
fn one_request_alone() -> Case {
    draft("gate", "any", "a_right_password_opens_for_one_request_alone")
        .judging([cite::d("AUTH", 1)])
        .through(DoorKind::Gated)
        .run(async |session, (): &()| {
            for credential in Credential::ALL {
                opened_before(session, credential).await?;
            }
            Ok(())
        })
}

async fn opened_before(session: &mut Session, credential: Credential) -> crate::case::Flow {
    session.ask(&question()).await?;
    let request = credential.request(session, &question());
    let reply = session.send(&request).await?;
    let with = format!("{} behind one with the right password", credential.words());
    session.judge(&reply, gate::shut(reply.status(), &with));
    Ok(())
}
