//! How long scripts are waited for: asynchronous runs, timeouts, and late results (EXEC-3, EXEC-4, EXEC-5, PLAIN-3).

use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::script::{carries, is_output};
use checks::timing::{
    Overrun, did_not_wait, empty_or_refused, late_result_is_lost, served_meanwhile, waited, without_result,
};
use spec::catalogue::Effect;
use spec::profile::{MissingFact, ProbeScript, Profile};
use spec::wire::Call;

use crate::ask::script::{COMMANDS, output, report, run, start};
use crate::case::{Case, Draft, Flow, Stuck, draft};
use crate::casting::Casting;
use crate::context::Context;
use crate::poll;
use crate::session::{Reply, Session};

/// A result that stands in no answer by chance.
const LATE: &str = "oktellspec-late-result";

/// The shortest whole timeout.
const TIMEOUT: Duration = Duration::from_secs(1);

/// How long the target is waited for to run what it has accepted.
const PATIENCE: Duration = Duration::from_secs(8);

/// The target's names of the scripts that timing needs.
#[derive(Debug)]
struct Scripts {
    sleep: String,
    echo: String,
}

impl Scripts {
    fn of(profile: &Profile) -> Result<Self, MissingFact> {
        let name = |script| profile.script(script).map(str::to_owned);
        Ok(Self { sleep: name(ProbeScript::Sleep)?, echo: name(ProbeScript::Echo)? })
    }

    /// A sleep that is waited for `timeout` seconds.
    fn sleep(&self, command: &str, time: Duration, timeout: Duration) -> Call {
        let time = time.as_secs_f64().to_string();
        let call = start(command, &self.sleep, &[&time, LATE]);
        call.with("async", "0").with("timeout", timeout.as_secs().to_string())
    }
}

pub(super) fn cases(context: &Rc<Context>, _casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    let mut cases = Vec::new();
    for command in COMMANDS {
        cases.extend([
            asynchronous_answer(profile, command),
            asynchronous_run(profile, command),
            waiting(profile, command),
            breaking_off(profile, command),
            late_result(profile, command),
        ]);
    }
    cases.push(others_are_served(profile));
    cases
}

fn timed(command: &str, what: &str, lasting: Duration) -> Draft {
    draft("timing", command, what).touching([Effect::Scripts]).lasting(lasting)
}

fn asynchronous_answer(profile: &Profile, command: &'static str) -> Case {
    timed(command, "an_asynchronous_answer_does_not_wait", Duration::ZERO)
        .judging([cite::d("EXEC", 4)])
        .given(Scripts::of(profile))
        .run(async move |session, scripts: &Scripts| {
            let sleep = Duration::from_secs(2);
            let call = start(command, &scripts.sleep, &["2", LATE]).with("async", "1");
            let reply = session.ask(&call).await?;
            session.judge(&reply, did_not_wait(reply.elapsed(), sleep));
            Ok(())
        })
}

fn asynchronous_run(profile: &Profile, command: &'static str) -> Case {
    let name = |script| profile.script(script).map(str::to_owned);
    let scripts = name(ProbeScript::Store).and_then(|store| Ok((store, name(ProbeScript::Recall)?)));
    timed(command, "an_asynchronous_script_runs", Duration::ZERO)
        .judging([cite::d("EXEC", 4)])
        .given(scripts)
        .run(async move |session, (store, recall): &(String, String)| {
            let key = format!("oktellspec-async-{:x}", session.seed());
            output(session, store, &[&key, "before"]).await?;
            let reply = session.ask(&start(command, store, &[&key, "after"]).with("async", "1")).await?;
            let ran = poll::until(session, PATIENCE, async |session| {
                Ok(output(session, recall, &[&key]).await?.filter(|kept| kept == "after"))
            })
            .await?;
            let seen = format!("after {} s what it should change is unchanged", PATIENCE.as_secs());
            session.expect(&reply, cite::d("EXEC", 4), ran.is_some(), "the script runs", seen);
            Ok(())
        })
}

fn waiting(profile: &Profile, command: &'static str) -> Case {
    let sleep = Duration::from_millis(400);
    timed(command, "a_script_shorter_than_its_timeout_is_waited_for", sleep)
        .judging([cite::d("EXEC", 3)])
        .given(Scripts::of(profile))
        .run(async move |session, scripts: &Scripts| {
            let patience = Duration::from_secs(10);
            let reply = session.ask_patiently(&scripts.sleep(command, sleep, patience), patience).await?;
            session.judge(&reply, waited(reply.elapsed(), sleep));
            let rule = cite::d("EXEC", 3);
            let result = match command {
                "execsvcscript" => carries(rule, report(&reply).as_ref(), LATE),
                _ => is_output(rule, reply.response(), LATE),
            };
            session.judge(&reply, result);
            Ok(())
        })
}

/// A script much longer than its timeout: the answer comes long before its end.
fn breaking_off(profile: &Profile, command: &'static str) -> Case {
    timed(command, "the_wait_is_broken_off_at_the_timeout", TIMEOUT)
        .judging([cite::d("EXEC", 5), cite::i("EXEC", 5)])
        .given(Scripts::of(profile))
        .run(async move |session, scripts: &Scripts| {
            let round_trip = round_trip(session, command, scripts).await?;
            let overrun = Overrun { timeout: TIMEOUT, script: Duration::from_secs(4), round_trip };
            let call = scripts.sleep(command, overrun.script, TIMEOUT);
            let reply = session.ask_patiently(&call, overrun.script).await?;
            session.judge_all(&reply, overrun.judge(reply.elapsed()));
            session.judge(&reply, without_result(reply.response(), LATE));
            Ok(())
        })
}

/// The slowest of three requests that have nothing to wait for.
async fn round_trip(session: &mut Session, command: &str, scripts: &Scripts) -> Result<Duration, Stuck> {
    let mut slowest = Duration::ZERO;
    for _ in 0..3 {
        slowest = slowest.max(session.ask(&run(command, &scripts.echo, &["quick"])).await?.elapsed());
    }
    Ok(slowest)
}

/// A script a little longer than its timeout: its result comes too late for everybody.
fn late_result(profile: &Profile, command: &'static str) -> Case {
    let sleep = Duration::from_millis(1600);
    timed(command, "a_late_result_is_given_to_nobody", sleep + Duration::from_millis(400))
        .judging([cite::d("EXEC", 5), cite::i("EXEC", 5), cite::i("PLAIN", 3), cite::i("EXEC", 10)])
        .given(Scripts::of(profile))
        .run(async move |session, scripts: &Scripts| {
            let begun = session.client().clock().elapsed();
            let reply = session.ask_patiently(&scripts.sleep(command, sleep, TIMEOUT), sleep).await?;
            session.judge(&reply, without_result(reply.response(), LATE));
            if command == "execsvcscriptplain" {
                session.judge(&reply, empty_or_refused(reply.response()));
            }
            // Asked until the script has ended for certain, and a little longer: then the result would come.
            let end = begun + sleep + Duration::from_millis(300);
            let mut round = 0;
            while round < 2 || (session.client().clock().elapsed() < end && !session.is_rehearsal()) {
                ask_meanwhile(session, command, scripts, round).await?;
                round += 1;
            }
            Ok(())
        })
}

/// Asks on the kept connection and on a new one; each answer must be one's own.
async fn ask_meanwhile(session: &mut Session, command: &str, scripts: &Scripts, round: usize) -> Flow {
    let mark = session.mark();
    let mine = format!("own-{round}");
    let call = run(command, &scripts.echo, &[&mine]);
    let kept = session.ask(&call).await?;
    let fresh = session.ask_together(&[call]).await?;
    for (reply, place) in [(&kept, "on the same connection")]
        .into_iter()
        .chain(fresh.iter().map(|reply| (reply, "on a new connection")))
    {
        session.judge(reply, late_result_is_lost(reply.response(), LATE, place));
        session.judge(reply, own(command, reply, &mine));
    }
    session.forget_since(&mark);
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok(())
}

fn own(command: &str, reply: &Reply, mine: &str) -> report_model::verdict::Verdict {
    match command {
        "execsvcscript" => carries(cite::i("EXEC", 10), report(reply).as_ref(), mine),
        _ => is_output(cite::i("EXEC", 10), reply.response(), mine),
    }
}

fn others_are_served(profile: &Profile) -> Case {
    let sleep = Duration::from_secs(1);
    timed("execsvcscript", "others_are_served_while_a_script_is_waited_for", sleep)
        .given(Scripts::of(profile))
        .run(async move |session, scripts: &Scripts| {
            let quick = run("execsvcscript", &scripts.echo, &["quick"]);
            let slow = scripts.sleep("execsvcscript", sleep, Duration::from_secs(9));
            let calls = [slow.clone(), slow, quick];
            let replies = session.ask_together(&calls).await?;
            let end = |reply: &Reply| reply.started() + reply.elapsed();
            if let [slow, _, quick] = replies.as_slice()
                && !session.is_rehearsal()
            {
                session.judge(quick, served_meanwhile(end(quick), end(slow)));
            }
            Ok(())
        })
}
