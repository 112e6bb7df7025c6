//! What is refused at the gate does nothing: the gate is judged before anything happens (AUTH-2, R-5).

use checks::harm::no_effect;
use checks::look::Look;
use checks::upload::StoredFile;
use checks::{cite, gate};
use report_model::verdict::Verdict;
use spec::catalogue::Effect;
use spec::profile::{Profile, User};
use spec::wire::Call;

use super::Credential;
use crate::ask::file::{self, Fetching, Part};
use crate::ask::script::{Memory, run};
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

/// The same finding under both rules, the gate's (AUTH-2) and that of all refusals. A request that the gate did not refuse has
/// its effect rightly, and is judged where it is asked whether the gate is shut.
fn judge(session: &mut Session, reply: &Reply, verdict: Verdict) {
    if gate::asks(reply.status()) {
        session.judge(reply, Verdict { citation: cite::i("AUTH", 2), ..verdict.clone() });
        session.judge(reply, verdict);
    }
}

fn scripts(profile: &Profile) -> Case {
    refused("execsvcscript", "no_script_runs_before_the_gate")
        .touching([Effect::Scripts])
        .given(Memory::of(profile))
        .run(async |session, memory: &Memory| {
            let key = format!("oktellspec-gate-{:x}", session.seed());
            let paths = ["/execsvcscript", "/execsvcscriptplain", "/download/byscript"];
            for (path, credential) in
                paths.into_iter().flat_map(|path| Credential::ALL.map(|credential| (path, credential)))
            {
                let before = memory.keep_before(session, &key).await?;
                let call =
                    Call { path: path.to_owned(), ..run("execsvcscript", &memory.store, &[&key, "after"]) };
                let request = credential.request(session, &call);
                let reply = session.send(&request).await?;
                let (_, after) = memory.kept(session, &key).await?;
                judge(
                    session,
                    &reply,
                    no_effect("what a script keeps", &before.to_string(), &after.to_string()),
                );
            }
            Ok(())
        })
}

/// A refused upload leaves no file: the upload folder is known from an upload that is not refused.
fn uploads(profile: &Profile) -> Case {
    refused("upload", "no_file_is_stored_before_the_gate")
        .touching([Effect::Uploads, Effect::Scripts])
        .given(Fetching::of(profile))
        .run(async |session, fetching: &Fetching| {
            let fresh = fetching.fresh(session).await?;
            let name = format!("{}-refused.bin", fresh.stem);
            let place = StoredFile { path: Some(fresh.path), ..StoredFile::default() };
            let Some(place) = place.sibling(&name) else { return Ok(()) };
            fetching.finds_nothing(session, &place).await?;
            let request = file::multipart(&[Part::named(&name, b"must not be stored")]);
            let reply = session.send(&request).await?;
            let fetched = fetching.fetch(session, &place).await?;
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
                for credential in Credential::ALL {
                    let before = told(session).await?;
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
        let request = credential.request(session, &dial);
        replies.push(session.send(&request).await?);
    }
    if !replies.iter().all(|reply| gate::asks(reply.status())) {
        // One of them was let through: what is seen may be its call.
        return Ok(());
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
