//! Where the password may stand, by which name, and what else is behind the gate (AUTH-1, AUTH-2, AUTH-3, AUTH-5).

use checks::cite;
use checks::gate;
use report_model::verdict::Verdict;
use spec::catalogue::{Carrier, Effect};
use spec::wire::{Call, Request};

use super::{Credential, elsewhere, question, wrong};
use crate::ask::file::{self, Part};
use crate::case::{Case, Draft, draft};
use crate::context::DoorKind;
use crate::session::{Session, call};

/// Paths that are no command.
const BESIDE: [&str; 6] =
    ["/", "/oktellspec-no-command", "/download", "/download/oktellspec-none/x", "/favicon.ico", "/wp_"];

pub(super) fn cases() -> Vec<Case> {
    vec![beside_commands(), other_names(), two_passwords(), beside_the_form(), upload_by_query()]
}

fn gated(command: &str, what: &str) -> Draft {
    draft("gate", command, what).through(DoorKind::Gated)
}

fn beside_commands() -> Case {
    gated("any", "paths_that_are_no_command_are_behind_the_gate").judging([cite::i("AUTH", 2)]).run(
        async |session, (): &()| {
            // A gate that refuses nobody, or refuses otherwise, is AUTH-1's matter.
            let refuses = gate::asks(elsewhere(session, Credential::Absent).await?);
            for path in BESIDE.into_iter().filter(|_| refuses) {
                for carrier in Carrier::ALL {
                    let reply = session.send(&Call::new(path).by(carrier).request()).await?;
                    session.judge(&reply, gate::shut_beside_commands(reply.status()));
                }
            }
            Ok(())
        },
    )
}

fn other_names() -> Case {
    gated("getlicensefulltext", "the_password_under_another_name_opens_nothing")
        .judging([cite::d("AUTH", 1)])
        .run(async |session, (): &()| {
            let Some(password) = session.password().map(str::to_owned) else { return Ok(()) };
            for name in ["pass", "pwd", "password1", "QueryWebServerPassword"] {
                let reply = session.send(&question().with(name, &password).request()).await?;
                session.judge(
                    &reply,
                    gate::shut(reply.status(), &format!("the password under the name `{name}`")),
                );
            }
            Ok(())
        })
}

fn two_passwords() -> Case {
    gated("getlicensefulltext", "a_right_and_a_wrong_password_together").judging([cite::u("AUTH", 3)]).run(
        async |session, (): &()| {
            let Some(right) = session.password().map(str::to_owned) else { return Ok(()) };
            let wrong = wrong(session);
            for (order, first, second) in [("before", &wrong, &right), ("after", &right, &wrong)] {
                let reply = session
                    .send(&question().with("password", first).with("password", second).request())
                    .await?;
                let opens = if reply.succeeded() { "opens" } else { "does not open" };
                let reading = format!("a wrong password {order} the right one {opens} the gate");
                session.judge(&reply, Verdict::observed(cite::u("AUTH", 3), reading));
            }
            Ok(())
        },
    )
}

/// With POST the password is taken from wherever the other parameters are, or may be.
fn beside_the_form() -> Case {
    gated("getlicenseinfo", "with_post_the_password_may_stand_in_query_or_body")
        .judging([cite::i("AUTH", 5)])
        .run(async |session, (): &()| {
            let Some(password) = session.password().map(str::to_owned) else { return Ok(()) };
            let both_in_form = call("getlicenseinfo").with("detail", "regserial").with("password", &password);
            let in_query = call("getlicenseinfo").with("detail", "regserial").by(Carrier::PostForm).request();
            let in_form = call("getlicenseinfo").with("password", &password).by(Carrier::PostForm).request();
            let requests = [
                (both_in_form.clone().by(Carrier::PostForm).request(), "with everything in the body"),
                (both_in_form.by(Carrier::PostQuery).request(), "with everything in the query"),
                (
                    in_query.query("password", &password),
                    "with the password in the query, the rest in the body",
                ),
                (
                    in_form.query("detail", "regserial"),
                    "with the password in the body, the rest in the query",
                ),
            ];
            for (request, how) in requests {
                let reply = session.send(&request).await?;
                let seen = format!("status {}", reply.status());
                let expected = format!("a success to a POST {how}");
                session.expect(&reply, cite::i("AUTH", 5), reply.succeeded(), expected, seen);
            }
            Ok(())
        })
}

fn upload_by_query() -> Case {
    gated("upload", "the_query_carries_the_password_of_an_upload")
        .judging([cite::i("AUTH", 5), cite::d("AUTH", 2), cite::d("AUTH", 1)])
        .touching([Effect::Uploads])
        .run(async |session, (): &()| {
            let part = Part::nameless(b"behind the gate");
            for request in [file::octet_stream(&part), file::multipart(std::slice::from_ref(&part))] {
                refuse_upload(session, &request).await?;
                let (reply, _) = file::upload(session, request).await?;
                // What is let in and then not understood was let in (UP-1).
                let let_in = !gate::asks(reply.status());
                let seen = format!("status {}", reply.status());
                session.expect(&reply, cite::i("AUTH", 5), let_in, "no refusal by the gate", seen);
            }
            Ok(())
        })
}

async fn refuse_upload(session: &mut Session, request: &Request) -> crate::case::Flow {
    for credential in Credential::ALL {
        let request = match credential {
            Credential::Absent => request.clone(),
            Credential::Empty => request.clone().query("password", ""),
            Credential::Wrong => request.clone().query("password", &wrong(session)),
        };
        let reply = session.send(&request).await?;
        let elsewhere = elsewhere(session, credential).await?;
        session.judge_all(&reply, gate::shut_at(reply.status(), elsewhere, credential.words()));
    }
    Ok(())
}
