//! How requests are carried and read, whatever they ask (HTTP-3 to HTTP-8).

use std::rc::Rc;

use checks::carriage::{no_command, same_by};
use checks::cite;
use checks::harm::method_survived;
use report_model::verdict::Verdict;
use spec::catalogue::{Carrier, Command, Effect, Route};
use spec::profile::{MissingFact, ProbeScript, Profile};
use spec::wire::{Call, Method, Request, percent_encode};

use crate::ask::route::{self, NOBODY};
use crate::ask::script::{gives_back, send_by_both};
use crate::case::{Case, Draft, Stuck, draft};
use crate::casting::Casting;
use crate::context::Context;
use crate::session::call;

pub(super) fn cases(context: &Rc<Context>, _casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    // Files travel by POST alone (UP-1).
    let carried = context.catalogue.routes().filter(|(_, route)| route.effect != Effect::Uploads);
    let mut cases: Vec<Case> =
        carried.map(|(command, route)| by_get_and_post(profile, command, route)).collect();
    cases.extend([
        mixed_places(profile),
        form_of_a_charset(profile),
        spellings(profile),
        unknown_paths(),
        letter_case(),
        duplicates(profile),
        other_methods(),
        bytes_without_meaning(profile),
        framing(),
    ]);
    cases
}

fn http(command: &str, what: &str) -> Draft {
    draft("http", command, what)
}

fn echo(profile: &Profile) -> Result<String, MissingFact> {
    profile.script(ProbeScript::Echo).map(str::to_owned)
}

/// The target of an `echo` whose first parameter is spelled as it stands here.
fn spelled(command: &str, script: &str, value: &str) -> String {
    let script = percent_encode(script);
    format!("/{command}?name={script}&async=0&timeout=10&startparam1={value}")
}

/// Commands with effects are asked in the name of nobody: then there is no effect by either method.
fn by_get_and_post(profile: &Profile, command: &Command, route: &Route) -> Case {
    let call = match route.effect {
        Effect::Scripts => route::working(profile, command, route, None),
        Effect::Reads | Effect::State | Effect::Calls | Effect::Uploads => {
            Ok(route::harmless(profile, command, route))
        }
    };
    http(command.name.as_str(), &format!("{}is_accepted_by_get_and_by_post", route::word(command, route)))
        .judging([cite::d("HTTP", 3), cite::i("HTTP", 4)])
        .touching([route.effect])
        .claiming(route::claim(profile, command, route))
        .given(call)
        .run(async |session, call: &Call| {
            let by_get = session.ask(call).await?;
            let by_query = session.ask(&call.clone().by(Carrier::PostQuery)).await?;
            session.judge(&by_query, same_by(Carrier::PostQuery, by_get.response(), by_query.response()));
            // Where POST itself makes a difference, the body is not what makes it.
            if by_query.status() == by_get.status() {
                let by_form = session.ask(&call.clone().by(Carrier::PostForm)).await?;
                session.judge(&by_form, same_by(Carrier::PostForm, by_get.response(), by_form.response()));
            }
            Ok(())
        })
}

fn mixed_places(profile: &Profile) -> Case {
    http("execsvcscriptplain", "a_post_is_read_from_query_and_body_together")
        .judging([cite::i("HTTP", 4)])
        .touching([Effect::Scripts])
        .given(echo(profile))
        .run(async |session, echo: &String| {
            gives_back(session, echo).await?;
            let (reply, outputs) = send_by_both(session, |session, command| {
                let in_body = call(command).with("startparam1", "in-the-body").with("timeout", "10");
                let request = in_body.by(Carrier::PostForm).request().query("name", echo).query("async", "0");
                session.admitted(request)
            })
            .await?;
            session.judge(&reply, outputs.tell(cite::i("HTTP", 4), "in-the-body"));
            Ok(())
        })
}

/// A form stays a form when its media type has a parameter, and its `+` is a blank.
fn form_of_a_charset(profile: &Profile) -> Case {
    const MEDIA_TYPES: [&str; 3] = [
        "application/x-www-form-urlencoded; charset=UTF-8",
        "Application/X-WWW-Form-URLencoded",
        "application/x-www-form-urlencoded",
    ];
    http("execsvcscriptplain", "a_form_is_read_as_forms_are")
        .judging([cite::i("HTTP", 4)])
        .touching([Effect::Scripts])
        .given(echo(profile))
        .run(async |session, echo: &String| {
            gives_back(session, echo).await?;
            for media_type in MEDIA_TYPES {
                let (reply, outputs) = send_by_both(session, |session, command| {
                    let name = percent_encode(echo);
                    let body = format!("name={name}&async=0&timeout=10&startparam1=two+words");
                    let request = Request::post(format!("/{command}")).header("content-type", media_type);
                    session.admitted(request.content(body))
                })
                .await?;
                session.judge(&reply, outputs.tell(cite::i("HTTP", 4), "two words"));
            }
            Ok(())
        })
}

/// One value, encoded in ways that mean the same (RFC 3986, section 2.1).
fn spellings(profile: &Profile) -> Case {
    const SPELLINGS: [(&str, &str); 5] = [
        ("%D0%9F%D1%80%D0%B8", "При"),
        ("%d0%9f%d1%80%d0%b8", "При"),
        ("%61%62%63", "abc"),
        ("a%20b%26c%3Dd%2B%25%23", "a b&c=d+%#"),
        ("%F0%9F%98%80", "😀"),
    ];
    http("execsvcscriptplain", "values_are_percent_decoded_as_utf8")
        .judging([cite::i("HTTP", 5)])
        .touching([Effect::Scripts])
        .given(echo(profile))
        .run(async |session, echo: &String| {
            gives_back(session, echo).await?;
            for (spelling, value) in SPELLINGS {
                let (reply, outputs) = send_by_both(session, |session, command| {
                    session.admitted(Request::get(spelled(command, echo, spelling)))
                })
                .await?;
                session.judge(&reply, outputs.tell(cite::i("HTTP", 5), value));
            }
            Ok(())
        })
}

fn unknown_paths() -> Case {
    const PATHS: [&str; 9] = [
        "/",
        "/oktellspec-no-command",
        "/getlicensefulltext2",
        "/getlicensefullxmls",
        "/getlicense",
        "/wp_",
        "/download/oktellspec-none/x",
        "/oktellspec/getlicensefulltext",
        "/%00",
    ];
    http("any", "what_is_no_command_is_refused").judging([cite::i("HTTP", 6)]).run(
        async |session, (): &()| {
            for path in PATHS {
                for carrier in Carrier::ALL {
                    let reply = session.ask(&Call::new(path).by(carrier)).await?;
                    session.judge(&reply, no_command(reply.response(), path));
                }
            }
            Ok(())
        },
    )
}

fn letter_case() -> Case {
    http("any", "letter_case_of_paths_and_parameters").judging([cite::u("HTTP", 6)]).run(
        async |session, (): &()| {
            let asked = [
                ("the path", Call::new("/GetLicenseInfo").with("detail", "regserial")),
                ("the name of a parameter", call("getlicenseinfo").with("Detail", "regserial")),
            ];
            for (what, call) in asked {
                let reply = session.ask(&call).await?;
                let matters =
                    if reply.succeeded() && !reply.body().is_empty() { "does not matter" } else { "matters" };
                let reading = format!("the letter case of {what} {matters}");
                session.judge(&reply, Verdict::observed(cite::u("HTTP", 6), reading));
            }
            Ok(())
        },
    )
}

fn duplicates(profile: &Profile) -> Case {
    http("execsvcscriptplain", "a_parameter_that_comes_twice")
        .judging([cite::u("HTTP", 8)])
        .touching([Effect::Scripts])
        .given(echo(profile))
        .run(async |session, echo: &String| {
            let twice =
                call("execsvcscriptplain").with("name", echo).with("async", "0").with("timeout", "10");
            let twice = twice.with("startparam1", "first").with("startparam1", "last");
            for (carrier, place) in [(Carrier::Get, "a query"), (Carrier::PostForm, "a form")] {
                let reply = session.ask(&twice.clone().by(carrier)).await?;
                let counts = match reply.text().as_str() {
                    "first" => "the first value counts".to_owned(),
                    "last" => "the last value counts".to_owned(),
                    other => {
                        format!("the answer is status {} and {}", reply.status(), checks::words::quote(other))
                    }
                };
                let reading = format!("of two values of one parameter in {place} {counts}");
                session.judge(&reply, Verdict::observed(cite::u("HTTP", 8), reading));
            }
            let request = twice.by(Carrier::PostForm).request().query("startparam1", "query");
            let reply = session.send(&session.admitted(request)).await?;
            let counts = checks::words::quote(&reply.text());
            let reading = format!(
                "of the values `query` in the query, `first` and `last` in the form {counts} is taken"
            );
            session.judge(&reply, Verdict::observed(cite::u("HTTP", 8), reading));
            Ok(())
        })
}

fn other_methods() -> Case {
    http("any", "other_methods_are_answered").judging([cite::u("HTTP", 8)]).run(async |session, (): &()| {
        for method in ["HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "OKTELL"] {
            let target = format!("/getlicenseinfo?detail=regserial&user={NOBODY}");
            let request = Request { method: Method::Other(method.to_owned()), ..Request::get(target) };
            let request = session.admitted(request);
            let exchange = session.client().send(&request).await.map_err(|error| Stuck(error.to_string()))?;
            let verdict = method_survived(&exchange);
            let status =
                exchange.status().map_or("no answer".to_owned(), |status| format!("status {status}"));
            let index = session.take_in_rude(&exchange);
            session.note(verdict.shown_by(index));
            session.note(Verdict::observed(
                cite::u("HTTP", 8),
                format!("the method {method} is answered with {status}"),
            ));
        }
        Ok(())
    })
}

fn bytes_without_meaning(profile: &Profile) -> Case {
    http("execsvcscriptplain", "bytes_that_are_no_utf8_are_answered")
        .judging([cite::u("HTTP", 8)])
        .touching([Effect::Scripts])
        .given(echo(profile))
        .run(async |session, echo: &String| {
            for value in ["%FF%FE", "%C0%AF", "%ED%A0%80", "%", "%4", "%zz", "%u0041"] {
                let reply = session
                    .send(&session.admitted(Request::get(spelled("execsvcscriptplain", echo, value))))
                    .await?;
                let reading =
                    format!("the value `{value}` is read: {}", checks::words::told(reply.response()));
                session.judge(&reply, Verdict::observed(cite::u("HTTP", 8), reading));
            }
            Ok(())
        })
}

/// How answers are framed, and whether the connection is kept.
fn framing() -> Case {
    http("getlicensefulltext", "how_answers_are_framed").judging([cite::u("HTTP", 7)]).run(
        async |session, (): &()| {
            for command in ["getlicensefulltext", "getlicensefullxml"] {
                let reply = session.ask(&call(command)).await?;
                let header = |name: &str| reply.response().header(name).map(str::to_owned);
                let media_type = header("content-type")
                    .map_or("no media type".to_owned(), |kind| format!("media type `{kind}`"));
                let length =
                    if header("content-length").is_some() { "a stated length" } else { "no stated length" };
                let coding =
                    header("transfer-encoding").map_or(String::new(), |coding| format!(", {coding}"));
                let closes = header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
                let kept = if closes { "closed" } else { "kept" };
                let reading = format!(
                    "{command} answers with {media_type}, {length}{coding}, and the connection is {kept}"
                );
                session.judge(&reply, Verdict::observed(cite::u("HTTP", 7), reading));
            }
            Ok(())
        },
    )
}
