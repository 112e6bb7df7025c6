//! What is refused has no effect.

use std::time::Duration;

use checks::cite;
use checks::harm::no_effect;
use checks::look::Look;
use checks::script::Outputs;
use spec::catalogue::{Carrier, Effect};
use spec::profile::{Profile, User};
use spec::wire::{Exchange, Method, Request, percent_encode};

use super::security;
use crate::ask::script::{Memory, run};
use crate::ask::{line, stage};
use crate::case::{Case, Flow, Stuck};
use crate::casting::{Casting, Role};
use crate::session::Session;

/// How long the answer to malformed bytes is waited for.
const PATIENCE: Duration = Duration::from_millis(300);

pub(super) fn cases(profile: &Profile, casting: &Casting<'_>) -> Vec<Case> {
    vec![refused_methods(profile), refused_bytes(profile), refused_calls(casting)]
}

/// A start of a call that is refused for a parameter that makes no sense: nobody is called.
fn refused_calls(casting: &Casting<'_>) -> Case {
    security("wp_autocallstart", "a_refused_start_calls_nobody")
        .judging([cite::r(5)])
        .touching([Effect::State, Effect::Calls])
        .lasting(stage::WATCH * 2)
        .starring(casting.cast([Role::Answers, Role::Silent]))
        .run(async |session, users: &[User; 2]| {
            stage::play(session, users, async |session, idle| {
                for (name, value) in [("direction", "sideways"), ("sequence", "inside-out")] {
                    call_refused(session, users, idle, name, value).await?;
                }
                Ok(())
            })
            .await
        })
}

async fn call_refused(
    session: &mut Session,
    users: &[User; 2],
    idle: &[Look; 2],
    name: &str,
    value: &str,
) -> Flow {
    let [caller, called] = users;
    let dial = line::dial("wp_autocallstart", caller, called.number.as_str()).with(name, value);
    let reply = session.ask(&dial).await?;
    if reply.refused() {
        stage::pause(session, stage::WATCH).await;
        for (user, idle) in users.iter().zip(idle) {
            let touched = line::look(session, user).await?.look.is_touched(idle);
            let after = if touched { "in a call" } else { "idle" };
            session.judge(&reply, no_effect("the line", "idle", after));
        }
    }
    Ok(())
}

fn refused_methods(profile: &Profile) -> Case {
    security("execsvcscript", "a_refused_method_runs_nothing")
        .judging([cite::r(5)])
        .touching([Effect::Scripts])
        .given(Memory::of(profile))
        .run(async |session, memory: &Memory| {
            let key = key_of(session, "method");
            for method in ["PUT", "DELETE", "PATCH", "OKTELL"] {
                let before = memory.keep_before(session, &key).await?;
                let asked = run("execsvcscript", &memory.store, &[&key, "after"]).request();
                let request = session.admitted(Request { method: Method::Other(method.to_owned()), ..asked });
                let exchange =
                    session.client().send(&request).await.map_err(|error| Stuck(error.to_string()))?;
                judge(session, memory, &key, &before, exchange).await?;
            }
            Ok(())
        })
}

/// A request whose content nobody can know, for something that would show.
fn refused_bytes(profile: &Profile) -> Case {
    security("execsvcscript", "a_refused_request_of_two_lengths_runs_nothing")
        .judging([cite::r(5)])
        .touching([Effect::Scripts])
        .given(Memory::of(profile))
        .run(async |session, memory: &Memory| {
            let key = key_of(session, "bytes");
            let host = session.another_client().endpoint().authority();
            let call = session.with_password(&run("execsvcscript", &memory.store, &[&key, "after"]));
            let form = String::from_utf8_lossy(&call.by(Carrier::PostForm).request().body.0).into_owned();
            let conflicting = format!(
                "POST /execsvcscript HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Content-Length: {}\r\nContent-Length: 3\r\n\r\n{form}",
                form.len()
            );
            let chunked = format!(
                "POST /execsvcscript HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
                 Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{form}\r\nnot a size\r\n\r\n",
                form.len()
            );
            let cut = format!("GET /execsvcscript?{form}&last={}", percent_encode("cut off"));
            for bytes in [conflicting, chunked, cut] {
                let before = memory.keep_before(session, &key).await?;
                let exchange = session.another_client().send_bytes(bytes.as_bytes(), PATIENCE).await;
                judge(session, memory, &key, &before, exchange).await?;
            }
            Ok(())
        })
}

/// A key of this case.
fn key_of(session: &Session, what: &str) -> String {
    format!("oktellspec-{what}-{:x}", session.seed())
}

/// What was accepted may have its effect; what was not must not.
async fn judge(
    session: &mut Session,
    memory: &Memory,
    key: &str,
    before: &Outputs,
    exchange: Exchange,
) -> Flow {
    let accepted = exchange.succeeded();
    let index = session.take_in_rude(&exchange);
    if !accepted {
        let (_, after) = memory.kept(session, key).await?;
        let verdict = no_effect("what a script keeps", &before.to_string(), &after.to_string());
        session.note(verdict.shown_by(index));
    }
    Ok(())
}
