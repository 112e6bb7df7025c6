//! What goes into a script and comes out of it arrives unchanged, whatever it is (EXEC-2, EXEC-7, PLAIN-2).

use checks::cite;
use proptest::prelude::*;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::{ProbeScript, Profile};
use spec::wire::Call;

use super::values;
use crate::case::{Case, Flow, draft};
use crate::generate::for_all;
use crate::session::{Session, call};

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    let mut cases: Vec<Case> = (0..5).map(|index| start_parameter(profile, index)).collect();
    cases.extend([plain_output(profile), any_timeout(profile), unknown_names(profile)]);
    cases
}

/// The script's value in a mapper document.
const RETURN_VALUE: &str = "/data/property_sets/0/properties/returnvalue/name";

fn run(script: &str) -> Call {
    call("execsvcscript").with("name", script).with("async", "0").with("timeout", "10")
}

fn start_parameter(profile: &Profile, index: usize) -> Case {
    let number = index + 1;
    draft("property", "execsvcscript", &format!("startparam{number}_arrives_unchanged"))
        .judging([cite::i("EXEC", 2), cite::e("EXEC", 7), cite::e("EXEC", 6), cite::u("HTTP", 7)])
        .touching([Effect::Scripts])
        .given(profile.script(ProbeScript::Join).map(str::to_owned))
        .run(async move |session, script: &String| {
            let mark = session.mark();
            joined(session, script, index, "plain", &cite::e("EXEC", 6)).await?;
            if session.broken_since(&mark) {
                return Ok(());
            }
            for_all(session, &values::xml_text(), async |session, value: &String| {
                joined(session, script, index, value, &cite::e("EXEC", 7)).await
            })
            .await
        })
}

/// Gives one of the five parameters a value. `otherwise` is what an answer breaks that cannot be read: where a simple value can be
/// read, the value is what stands in the way.
async fn joined(
    session: &mut Session,
    script: &str,
    index: usize,
    value: &str,
    otherwise: &Citation,
) -> Flow {
    let parts: Vec<&str> = (0..5).map(|place| if place == index { value } else { "" }).collect();
    let with_parts =
        |call: Call, (place, part): (usize, &&str)| call.with(format!("startparam{}", place + 1), *part);
    let reply = session.ask(&parts.iter().enumerate().fold(run(script), with_parts)).await?;
    let route = session.route("execsvcscript", "execsvcscript")?;
    let answer = session.read(&reply, &route, otherwise);
    let returned =
        answer.as_ref().and_then(|answer| answer.pointer(RETURN_VALUE)).and_then(|value| value.as_str());
    let expected = parts.join("|");
    let verdict_text = format!("the five values joined: {expected:?}");
    session.expect(
        &reply,
        cite::i("EXEC", 2),
        returned == Some(&expected),
        verdict_text,
        format!("{returned:?}"),
    );
    Ok(())
}

fn plain_output(profile: &Profile) -> Case {
    draft("property", "execsvcscriptplain", "output_is_undistorted")
        .judging([cite::d("PLAIN", 2)])
        .touching([Effect::Scripts])
        .given(profile.script(ProbeScript::Echo).map(str::to_owned))
        .run(async |session, script: &String| {
            for_all(session, &values::text(), async |session, value: &String| {
                let call =
                    call("execsvcscriptplain").with("name", script).with("async", "0").with("timeout", "10");
                let reply = session.ask(&call.with("startparam1", value)).await?;
                let expected = format!("the bytes of {value:?} and nothing else");
                let same = reply.succeeded() && reply.body() == value.as_bytes();
                let seen = format!("status {}, {:?}", reply.status(), reply.text());
                session.expect(&reply, cite::d("PLAIN", 2), same, expected, seen);
                Ok(())
            })
            .await
        })
}

fn any_timeout(profile: &Profile) -> Case {
    draft("property", "execsvcscript", "any_timeout_waits_for_a_quick_script")
        .judging([cite::d("EXEC", 3)])
        .touching([Effect::Scripts])
        .given(profile.script(ProbeScript::Echo).map(str::to_owned))
        .run(async |session, script: &String| {
            for_all(session, &(5_u32..=3600), async |session, seconds: &u32| {
                let asked = call("execsvcscript")
                    .with("name", script)
                    .with("startparam1", "ready")
                    .with("async", "0");
                let reply = session.ask(&asked.with("timeout", seconds.to_string())).await?;
                let route = session.route("execsvcscript", "execsvcscript")?;
                let reading =
                    session.context().reader().read(&route.answer, reply.response(), &cite::d("EXEC", 3));
                let returned = reading.value.as_ref().and_then(|answer| answer.pointer(RETURN_VALUE));
                let carries = returned.and_then(|value| value.as_str()) == Some("ready");
                let seen = format!("status {}, returned {returned:?}", reply.status());
                session.expect(
                    &reply,
                    cite::d("EXEC", 3),
                    carries,
                    "the value `ready` that the script returns at once",
                    seen,
                );
                Ok(())
            })
            .await
        })
}

fn unknown_names(profile: &Profile) -> Case {
    let known: Vec<String> = profile.scripts.values().cloned().collect();
    draft("property", "execsvcscript", "no_other_name_runs_a_script")
        .judging([cite::i("EXEC", 8)])
        .touching([Effect::Scripts])
        .run(async move |session, (): &()| {
            let unknown = values::text().prop_map(|text| format!("oktellspec-no-such-script{text}"));
            let unknown = unknown.prop_filter("a known script", |name| !known.contains(name));
            for_all(session, &unknown, async |session, name: &String| {
                let reply = session.ask(&run(name)).await?;
                let route = session.route("execsvcscript", "execsvcscript")?;
                let reading =
                    session.context().reader().read(&route.answer, reply.response(), &cite::i("EXEC", 8));
                let started = reading.value.as_ref().and_then(|answer| answer.pointer(STARTED));
                let success = reply.succeeded() && started.and_then(|value| value.as_str()) == Some("1");
                let seen = format!("status {} and `started` {started:?}", reply.status());
                session.expect(
                    &reply,
                    cite::i("EXEC", 8),
                    !success,
                    "no success for a script that does not exist",
                    seen,
                );
                Ok(())
            })
            .await
        })
}

/// Whether the script was started, in a mapper document.
const STARTED: &str = "/data/property_sets/0/properties/started/value";
