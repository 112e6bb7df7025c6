//! What is sent and comes back stays inside the value that holds it (R-3).

use std::time::Duration;

use checks::always::SMUGGLED_FIELD;
use checks::harm::{kept_inside, reflects_no_markup};
use report_model::verdict::Verdict;
use serde_json::Value;
use spec::catalogue::Effect;
use spec::decode::Format;
use spec::profile::{MissingFact, ProbeScript, Profile, User};
use spec::wire::{Call, percent_encode};

use super::security;
use crate::ask::file::{self, Part};
use crate::ask::script::run;
use crate::ask::{self, line, stage};
use crate::case::{Case, Claim, Flow};
use crate::casting::{Casting, Role};
use crate::session::{Reply, Session, call};

/// Text that would end an attribute, an element, a section or a comment if it were not escaped.
const MARKUP: [&str; 6] = [
    "\"/><element name=\"999\"/>",
    "' onload='x",
    "</group></data></oktellxmlmapper>",
    "]]><property_simple key=\"x\"/>",
    "<!-- &unknown; -->",
    "&lt;&#60;%3C",
];

pub(super) fn cases(profile: &Profile, casting: &Casting<'_>) -> Vec<Case> {
    vec![
        return_value(profile),
        group_name(),
        file_names(),
        header_fields(profile),
        file_headers(),
        refusals(),
        dialled_number(profile, casting),
    ]
}

/// Every text at any place of a canonical value.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

fn return_value(profile: &Profile) -> Case {
    security("execsvcscript", "markup_stays_inside_the_return_value")
        .touching([Effect::Scripts])
        .given(profile.script(ProbeScript::Echo).map(str::to_owned))
        .run(async |session, echo: &String| {
            reflected(session, |text| run("execsvcscript", echo, &[text]), Format::Mapper).await
        })
}

/// A number of nobody may come back as the group's name, or be refused.
fn group_name() -> Case {
    security("tst_getintnumberreadyusers", "markup_stays_inside_the_name_of_the_group").run(
        async |session, (): &()| {
            reflected(session, |text| call("tst_getintnumberreadyusers").with("number", text), Format::Group)
                .await
        },
    )
}

/// Judges an answer to markup if the answer to plain text, put in its place, is sound: else it is not markup that breaks it.
async fn reflected(session: &mut Session, ask: impl Fn(&str) -> Call, format: Format) -> Flow {
    let control = session.ask(&ask("plain-text")).await?;
    let sound = |verdict: &Verdict| verdict.deviation().is_none();
    if !kept_inside(format, control.response(), "plain-text", texts).as_ref().is_none_or(sound) {
        return Ok(());
    }
    for text in MARKUP {
        let reply = session.ask(&ask(text)).await?;
        if reply.succeeded() {
            session.judge_all(&reply, kept_inside(format, reply.response(), text, texts));
        }
    }
    Ok(())
}

/// Refusals that repeat what was asked do so as text, not as markup.
fn refusals() -> Case {
    let effects = [Effect::Scripts, Effect::State];
    security("any", "refusals_reflect_no_markup").touching(effects).run(async |session, (): &()| {
        const TEXT: &str = "<b id=oktellspec>x</b>";
        let code = percent_encode(TEXT);
        let calls = [
            Call::new(format!("/{code}")),
            Call::new(format!("/download/rec/{code}")),
            Call::new("/download/byscript").with("name", TEXT),
            call("downloadrecordbylink").with("recordlink", TEXT),
            call("execsvcscriptplain").with("name", TEXT),
            call("tst_getuserstate").with("iduser", TEXT),
            call("tst_getintnumberreadyusers").with("number", TEXT),
            call("getlicenseinfo").with("detail", TEXT),
            call("wp_getchaincontent").with("user", TEXT),
            call("wp_getabonentinfo").with("line", TEXT),
            call("wp_setuserstate").with("wp", TEXT),
        ];
        for call in calls {
            let reply = session.ask(&call).await?;
            if reply.refused() {
                session.judge(&reply, reflects_no_markup(reply.response(), TEXT));
            }
        }
        Ok(())
    })
}

/// A number outside with a quote behind it: what is told of the call is still JSON.
fn dialled_number(profile: &Profile, casting: &Casting<'_>) -> Case {
    let number = profile.calls.outside_number.clone();
    let number = number.ok_or_else(|| MissingFact::new("number outside", "[calls] outside_number"));
    let cast = casting.cast([Role::Answers, Role::Answers]);
    let claims: Vec<Claim> = cast.iter().flatten().map(Claim::user).collect();
    security("wp_autocallstart", "a_quote_in_a_number_stays_inside_its_json_string")
        .touching([Effect::State, Effect::Calls])
        .claiming(claims)
        .given(cast.and_then(|users| Ok((users, number?))))
        .run(async |session, (users, number): &([User; 2], String)| {
            stage::play(session, users, async |session, _| {
                let [user, other] = users;
                let quoted = format!("{number}\"\\");
                for (user, number) in [(user, &quoted), (other, number)] {
                    let dial = line::dial("wp_autocallstart", user, number).with("direction", "city");
                    session.ask(&dial).await?;
                }
                for _ in 0..3 {
                    for command in ["wp_getchaincontent", "wp_getabonentinfo"] {
                        quoted_in_json(session, &line::of(command, user), &quoted, &line::of(command, other))
                            .await?;
                    }
                    stage::pause(session, Duration::from_millis(50)).await;
                }
                Ok(())
            })
            .await
        })
}

/// Judges what is told of a call to a quoted number where the same about a plain one is sound JSON.
async fn quoted_in_json(session: &mut Session, ask: &Call, quoted: &str, control: &Call) -> Flow {
    let plain = session.ask(control).await?;
    let reply = session.ask(ask).await?;
    // An idle line may be told by nothing at all (CHAIN-6, ABON-6).
    let tells = |reply: &Reply| reply.succeeded() && !reply.body().is_empty();
    if tells(&reply) && tells(&plain) && ask::value(&plain, Format::Json).is_some() {
        session.judge_all(&reply, kept_inside(Format::Json, reply.response(), quoted, texts));
    }
    Ok(())
}

/// Names that are legal in a quoted string and would break an attribute.
fn file_names() -> Case {
    security("upload", "markup_stays_inside_the_name_of_a_file").touching([Effect::Uploads]).run(
        async |session, (): &()| {
            for name in ["a&b.bin", "a'b.bin", "a<b>c.bin", "a&lt;b.bin", "a]]>b.bin"] {
                let request = file::multipart(&[Part::named(name, b"markup")]);
                let (reply, _) = file::upload(session, request).await?;
                if reply.succeeded() {
                    session.judge_all(&reply, kept_inside(Format::Upload, reply.response(), name, texts));
                }
            }
            Ok(())
        },
    )
}

/// A line end and a field behind it, in every value that a server may put into a field of its own.
fn header_fields(profile: &Profile) -> Case {
    let echo = profile.script(ProbeScript::Echo).map(str::to_owned);
    security("any", "a_line_end_in_a_value_makes_no_header_field")
        .touching([Effect::Scripts])
        .given(echo)
        .run(async |session, echo: &String| {
            for end in ["\r\n", "\n", "\r", "\u{560d}\u{560a}"] {
                let text = format!("a{end}{SMUGGLED_FIELD}: 1{end}{end}");
                let code = percent_encode(&text);
                let calls = [
                    Call::new(format!("/download/rec/{code}")),
                    Call::new(format!("/download/fax/{code}")),
                    Call::new(format!("/{code}")),
                    call("downloadrecordbylink").with("recordlink", &text),
                    call("tst_getintnumberreadyusers").with("number", &text),
                    call("tst_getuserstate").with("iduser", &text),
                    call("wp_getchaincontent").with("user", &text),
                    call("getlicenseinfo").with("detail", &text),
                    run("execsvcscript", &text, &[]),
                    run("execsvcscriptplain", echo, &[&text]),
                    Call { path: "/download/byscript".to_owned(), ..run("execsvcscript", echo, &[&text]) },
                ];
                for call in calls {
                    session.ask(&call).await?;
                }
            }
            Ok(())
        })
}

/// The same for a file's name, which may come back in the fields of its download.
fn file_headers() -> Case {
    security("upload", "a_line_end_in_a_file_name_makes_no_header_field").touching([Effect::Uploads]).run(
        async |session, (): &()| {
            for end in ["%0d%0a", "%0a", "\\r\\n"] {
                let line = format!("a{end}{SMUGGLED_FIELD}:%201{end}");
                for disposition in [format!("; filename*=UTF-8''{line}"), format!("; filename=\"{line}\"")] {
                    let part = Part { disposition, ..Part::nameless(b"field") };
                    file::upload(session, file::octet_stream(&part)).await?;
                    file::upload(session, file::multipart(&[part])).await?;
                }
            }
            Ok(())
        },
    )
}
