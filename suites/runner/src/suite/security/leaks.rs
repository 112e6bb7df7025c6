//! Refusals tell nothing of the inside of the server.

use checks::harm::{names_nobody, tells_no_path};
use spec::catalogue::Effect;
use spec::profile::{ProbeScript, Profile, User};
use spec::wire::Call;

use super::security;
use crate::ask::route::NOBODY;
use crate::ask::script::{COMMANDS, run};
use crate::case::{Case, Flow};
use crate::session::{Session, call};

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    vec![nothing_found(), nothing_to_act_on(), failing_script(profile)]
}

/// Questions for what does not exist, which only read.
fn nothing_found() -> Case {
    security("any", "refusals_tell_no_path").run(async |session, (): &()| {
        let selected = |command: &str| call(command).with("user", NOBODY);
        let calls = [
            Call::new("/oktellspec-no-command"),
            Call::new(format!("/download/rec/{NOBODY}")),
            Call::new(format!("/download/fax/{NOBODY}")),
            call("downloadrecordbylink").with("recordlink", NOBODY),
            call("tst_getuserstate").with("iduser", NOBODY),
            call("tst_getintnumberreadyusers").with("number", NOBODY),
            call("getlicenseinfo").with("detail", NOBODY),
            selected("wp_getchaincontent"),
            selected("wp_getabonentinfo"),
        ];
        all_judged(session, &calls).await
    })
}

/// Requests of commands that do something, which here find nothing to do it to.
fn nothing_to_act_on() -> Case {
    security("any", "refusals_of_commands_that_act_tell_no_path")
        .touching([Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads])
        .run(async |session, (): &()| {
            let selected = |command: &str| call(command).with("user", NOBODY);
            let calls = [
                Call::new("/download/byscript").with("name", NOBODY),
                run("execsvcscript", NOBODY, &[]),
                run("execsvcscriptplain", NOBODY, &[]),
                selected("wp_flash"),
                selected("wp_setuserstate").with("userstateid", "1"),
                call("upload"),
            ];
            all_judged(session, &calls).await
        })
}

async fn all_judged(session: &mut Session, calls: &[Call]) -> Flow {
    for call in calls {
        judged(session, call).await?;
    }
    Ok(())
}

fn failing_script(profile: &Profile) -> Case {
    security("execsvcscript", "a_failing_script_tells_no_path")
        .touching([Effect::Scripts])
        .given(profile.script(ProbeScript::Fail).map(str::to_owned))
        .run(async |session, fail: &String| {
            for command in COMMANDS {
                judged(session, &run(command, fail, &[])).await?;
            }
            Ok(())
        })
}

async fn judged(session: &mut Session, call: &Call) -> Flow {
    let reply = session.ask(call).await?;
    session.judge(&reply, tells_no_path(reply.response()));
    let profile = &session.context().profile;
    let names: Vec<String> = profile.users.iter().flat_map(names_of).collect();
    session.judge(&reply, names_nobody(reply.response(), &names));
    Ok(())
}

/// By what a user could be recognised.
fn names_of(user: &User) -> Vec<String> {
    let selectors = user.selectors().into_iter().map(|selector| selector.value);
    selectors.filter(|value| !value.is_empty()).collect()
}
