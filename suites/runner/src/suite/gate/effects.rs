//! What is refused at the gate does nothing: the gate is judged before anything happens (AUTH-2, R-5).

use checks::cite;
use checks::harm::no_effect;
use checks::look::Look;
use checks::upload::{Stored, StoredFile};
use report_model::verdict::Verdict;
use spec::catalogue::{Carrier, Effect};
use spec::profile::{ProbeScript, Profile, User};
use spec::wire::Call;

use super::Credential;
use crate::ask::file::{self, Fetching, Part};
use crate::ask::script::{COMMANDS, output, run};
use crate::ask::{line, stage, user};
use crate::case::{Case, Draft, Flow, Stuck, draft};
use crate::casting::{Casting, Role};
use crate::context::DoorKind;
use crate::session::{Reply, Session};

pub(super) fn cases(profile: &Profile, casting: &Casting<'_>) -> Vec<Case> {
    vec![scripts(profile), uploads(profile), states(casting), calls(casting)]
}

fn refused(command: &str, what: &str) -> Draft {
    draft("gate", command, what).judging([cite::i("AUTH", 2), cite::r(5)]).through(DoorKind::Gated)
}

/// The same finding under both rules: the gate's (AUTH-2), and that of all refusals if this was one.
fn judge(session: &mut Session, reply: &Reply, verdict: Verdict) {
    let of_gate = Verdict { citation: cite::i("AUTH", 2), ..verdict.clone() };
    session.judge(reply, of_gate);
    if reply.refused() {
        session.judge(reply, verdict);
    }
}

fn scripts(profile: &Profile) -> Case {
    let name = |script| profile.script(script).map(str::to_owned);
    let scripts = name(ProbeScript::Store).and_then(|store| Ok((store, name(ProbeScript::Recall)?)));
    refused("execsvcscript", "no_script_runs_before_the_gate").touching([Effect::Scripts]).given(scripts).run(
        async |session, (store, recall): &(String, String)| {
            let key = format!("oktellspec-gate-{:x}", session.seed());
            output(session, store, &[&key, "before"]).await?;
            let paths = COMMANDS.map(|command| format!("/{command}"));
            for path in paths.iter().map(String::as_str).chain(["/download/byscript"]) {
                for credential in Credential::ALL {
                    let call = run("execsvcscript", store, &[&key, "after"]);
                    let call = Call { path: path.to_owned(), ..call };
                    let request = credential.request(session, &call.by(Carrier::PostForm));
                    let reply = session.send(&request).await?;
                    let kept = output(session, recall, &[&key]).await?.unwrap_or_default();
                    judge(session, &reply, no_effect("what a script keeps", "before", &kept));
                }
            }
            Ok(())
        },
    )
}

/// A refused upload leaves no file: the upload folder is known from an upload that is not refused.
fn uploads(profile: &Profile) -> Case {
    refused("upload", "no_file_is_stored_before_the_gate")
        .touching([Effect::Uploads, Effect::Scripts])
        .given(Fetching::of(profile))
        .run(async |session, fetching: &Fetching| {
            let stem = file::fresh_stem(session).await?;
            let sound = file::octet_stream(&Part::named(&format!("{stem}-sound.bin"), b"sound"));
            let (_, stored) = file::upload(session, sound).await?;
            let stored = stored.as_ref().and_then(Stored::first_saved);
            let Some(place) = stored.and_then(|file| file.path.clone()) else { return Ok(()) };
            let separator = if place.contains('\\') { '\\' } else { '/' };
            let Some(folder) = stored.and_then(StoredFile::folder) else { return Ok(()) };
            let name = format!("{stem}-refused.bin");
            let request = file::multipart(&[Part::named(&name, b"must not be stored")]);
            let reply = session.send(&request).await?;
            let fetched = fetching.fetch(session, &format!("{folder}{separator}{name}")).await?;
            let there = if fetched.succeeded() { "a file" } else { "nothing" };
            judge(session, &reply, no_effect("what lies at the path of the refused file", "nothing", there));
            Ok(())
        })
}

fn states(casting: &Casting<'_>) -> Case {
    refused("wp_setuserstate", "no_state_changes_before_the_gate")
        .touching([Effect::State])
        .starring(casting.cast([Role::Answers]))
        .run(async |session, users: &[User; 1]| {
            stage::play(session, users, async |session, _| {
                let [user] = users;
                let told = async |session: &mut Session| -> Result<String, Stuck> {
                    let (_, state) = user::state(session, user).await?;
                    Ok(state.map_or("unreadable".to_owned(), |state| state.to_string()))
                };
                let before = told(session).await?;
                for credential in Credential::ALL {
                    let change = user::change(user).with("userstateid", "5");
                    let request = credential.request(session, &change);
                    let reply = session.send(&request).await?;
                    let after = told(session).await?;
                    judge(session, &reply, no_effect("the user's state", &before, &after));
                }
                Ok(())
            })
            .await
        })
}

fn calls(casting: &Casting<'_>) -> Case {
    refused("wp_autocallstart", "no_call_starts_before_the_gate")
        .touching([Effect::State, Effect::Calls])
        .lasting(stage::WATCH)
        .starring(casting.cast([Role::Answers, Role::Silent]))
        .run(async |session, users: &[User; 2]| {
            stage::play(session, users, async |session, idle| watch_refused_call(session, users, idle).await)
                .await
        })
}

async fn watch_refused_call(session: &mut Session, users: &[User; 2], idle: &[Look; 2]) -> Flow {
    let [caller, called] = users;
    let mut replies = Vec::new();
    for credential in Credential::ALL {
        let dial = line::dial("wp_autocallstart", caller, called.number.as_str());
        let request = credential.request(session, &dial.by(Carrier::PostForm));
        replies.push(session.send(&request).await?);
    }
    stage::pause(session, stage::WATCH).await;
    for (user, idle) in users.iter().zip(idle) {
        let now = line::look(session, user).await?.look;
        let after = if now.is_touched(idle) { "in a call" } else { "idle" };
        for reply in &replies {
            judge(session, reply, no_effect("the line", "idle", after));
        }
    }
    Ok(())
}
