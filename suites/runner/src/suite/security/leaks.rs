//! Refusals tell nothing of the inside of the server.

use checks::harm::tells_no_path;
use spec::catalogue::Effect;
use spec::profile::{ProbeScript, Profile};
use spec::wire::Call;

use super::security;
use crate::ask::route::NOBODY;
use crate::ask::script::{COMMANDS, run};
use crate::case::{Case, Flow};
use crate::session::{Session, call};

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    vec![nothing_found(), failing_script(profile)]
}

/// Questions for what does not exist.
fn nothing_found() -> Case {
    security("any", "refusals_tell_no_path").run(async |session, (): &()| {
        let selected = |command: &str| call(command).with("user", NOBODY);
        let calls = [
            Call::new("/oktellspec-no-command"),
            Call::new(format!("/download/rec/{NOBODY}")),
            Call::new(format!("/download/fax/{NOBODY}")),
            Call::new("/download/byscript").with("name", NOBODY),
            call("downloadrecordbylink").with("recordlink", NOBODY),
            run("execsvcscript", NOBODY, &[]),
            run("execsvcscriptplain", NOBODY, &[]),
            call("tst_getuserstate").with("iduser", NOBODY),
            call("tst_getintnumberreadyusers").with("number", NOBODY),
            call("getlicenseinfo").with("detail", NOBODY),
            selected("wp_getchaincontent"),
            selected("wp_getabonentinfo"),
            selected("wp_flash"),
            selected("wp_setuserstate").with("userstateid", "1"),
            call("upload"),
        ];
        for call in calls {
            judged(session, &call).await?;
        }
        Ok(())
    })
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
    Ok(())
}
