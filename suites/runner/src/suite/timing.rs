//! How long scripts are waited for: asynchronous runs, timeouts, and late results (EXEC-3, EXEC-4, EXEC-5, PLAIN-3).

use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::script::holds_result;
use checks::timing::{
    Overrun, did_not_wait, empty_or_refused, late_result_is_lost, served_meanwhile, waited, without_result,
};
use futures::future::join;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::{MissingFact, ProbeScript, Profile};
use spec::wire::Call;

use crate::ask;
use crate::ask::script::{COMMANDS, Memory, by_both, gives_back, output_of, run, start};
use crate::case::{Case, Draft, Flow, Stuck, draft};
use crate::casting::Casting;
use crate::context::Context;
use crate::poll;
use crate::session::{Reply, Session};

/// A result that stands in no answer by chance. It is sent with something behind it, so that a last character which the output loses
/// (PLAIN-2) is not missed here.
const LATE: &str = "oktellspec-late-result";
const LATE_AND_MORE: &str = "oktellspec-late-result~";

/// The shortest whole timeout.
const TIMEOUT: Duration = Duration::from_secs(1);

/// How long the target is waited for to run what it has accepted.
const PATIENCE: Duration = Duration::from_secs(8);

/// The target's names of the scripts that timing needs.
#[derive(Debug)]
struct Scripts {
    sleep: String,
    echo: String,
    empty: Option<String>,
}

impl Scripts {
    fn of(profile: &Profile) -> Result<Self, MissingFact> {
        let name = |script| profile.script(script).map(str::to_owned);
        Ok(Self {
            sleep: name(ProbeScript::Sleep)?,
            echo: name(ProbeScript::Echo)?,
            empty: name(ProbeScript::Empty).ok(),
        })
    }

    /// A sleep that is waited for `timeout` seconds.
    fn sleep(&self, command: &str, time: Duration, timeout: Duration) -> Call {
        let time = time.as_secs_f64().to_string();
        let call = start(command, &self.sleep, &[&time, LATE_AND_MORE]);
        call.with("async", "0").with("timeout", timeout.as_secs().to_string())
    }

    /// Makes sure that the `sleep` script gives its result where there is nothing to wait for.
    async fn sleep_works(&self, session: &mut Session) -> Flow {
        let (_, outputs) = by_both(session, &self.sleep, &["0", LATE_AND_MORE]).await?;
        if outputs.any(|output| output.contains(LATE)) || session.is_rehearsal() {
            return Ok(());
        }
        Err(Stuck(format!(
            "the `sleep` script gives no result even without sleeping ({outputs}), so no wait can be judged"
        )))
    }
}

pub(super) fn cases(context: &Rc<Context>, _casting: &Casting<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for command in COMMANDS {
        cases.extend([
            asynchronous_answer(context, command),
            asynchronous_run(&context.profile, command),
            waiting(&context.profile, command),
            breaking_off(context, command),
            late_result(&context.profile, command),
        ]);
    }
    cases.extend([nothing_after_a_timeout(&context.profile), others_are_served(&context.profile)]);
    cases
}

fn timed(command: &str, what: &str, lasting: Duration) -> Draft {
    draft("timing", command, what).touching([Effect::Scripts]).lasting(lasting)
}

/// The rules that an answer without a result can show by its shape.
fn shape(context: &Context, command: &str) -> Vec<Citation> {
    if command == "execsvcscript" { ask::shown_by(context, command) } else { Vec::new() }
}

fn judge_shape(session: &mut Session, command: &str, reply: &Reply) -> Flow {
    if command == "execsvcscript" && reply.succeeded() {
        let route = session.route(command, command)?;
        session.read(reply, &route, &cite::e("EXEC", 6));
    }
    Ok(())
}

fn asynchronous_answer(context: &Context, command: &'static str) -> Case {
    timed(command, "an_asynchronous_answer_does_not_wait", Duration::ZERO)
        .judging(shape(context, command))
        .judging([cite::d("EXEC", 4)])
        .given(Scripts::of(&context.profile))
        .run(async move |session, scripts: &Scripts| {
            let sleep = Duration::from_secs(2);
            let round_trip = round_trip(session, command, scripts).await?;
            let call = start(command, &scripts.sleep, &["2", LATE_AND_MORE]).with("async", "1");
            let reply = session.ask(&call).await?;
            // A target that takes its time for everything does not wait for this script.
            if round_trip < sleep / 4 {
                session.judge(&reply, did_not_wait(reply.elapsed(), sleep));
            }
            judge_shape(session, command, &reply)
        })
}

fn asynchronous_run(profile: &Profile, command: &'static str) -> Case {
    timed(command, "an_asynchronous_script_runs", Duration::ZERO)
        .judging([cite::d("EXEC", 4)])
        .given(Memory::of(profile))
        .run(async move |session, memory: &Memory| {
            let key = format!("oktellspec-async-{:x}", session.seed());
            // By the same command and synchronously it works: else it is not for being asynchronous that it does not.
            memory.keep_before(session, &key).await?;
            session.ask(&run(command, &memory.store, &[&key, "meanwhile"])).await?;
            let (_, meanwhile) = memory.kept(session, &key).await?;
            if !meanwhile.any(|output| output.contains("meanwhile")) && !session.is_rehearsal() {
                return Err(Stuck(format!("{command} does not run the `store` script even synchronously")));
            }
            let reply =
                session.ask(&start(command, &memory.store, &[&key, "after"]).with("async", "1")).await?;
            let ran = poll::until(session, PATIENCE, async |session| {
                let (_, kept) = memory.kept(session, &key).await?;
                Ok(kept.any(|output| output.contains("after")).then_some(()))
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
            scripts.sleep_works(session).await?;
            let patience = Duration::from_secs(10);
            let control = session.ask(&scripts.sleep(command, Duration::ZERO, patience)).await?;
            let reply = session.ask_patiently(&scripts.sleep(command, sleep, patience), patience).await?;
            // Where the parameters do not reach the script by this command, there is nothing to wait for.
            if output_of(command, &control).is_some_and(|output| output.contains(LATE)) {
                session.judge(&reply, waited(reply.elapsed(), sleep));
                session.judge(&reply, holds_result(output_of(command, &reply).as_deref(), LATE));
            }
            Ok(())
        })
}

/// A script much longer than its timeout: the answer comes long before its end.
fn breaking_off(context: &Context, command: &'static str) -> Case {
    timed(command, "the_wait_is_broken_off_at_the_timeout", TIMEOUT)
        .judging(shape(context, command))
        .judging([cite::d("EXEC", 5), cite::i("EXEC", 5)])
        .given(Scripts::of(&context.profile))
        .run(async move |session, scripts: &Scripts| {
            scripts.sleep_works(session).await?;
            let round_trip = round_trip(session, command, scripts).await?;
            let overrun = Overrun { timeout: TIMEOUT, script: Duration::from_secs(4), round_trip };
            let call = scripts.sleep(command, overrun.script, TIMEOUT);
            let reply = session.ask_patiently(&call, overrun.script).await?;
            session.judge_all(&reply, overrun.judge(reply.elapsed()));
            session.judge(&reply, without_result(reply.response(), LATE));
            judge_shape(session, command, &reply)
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
        .hunting_interference()
        .judging([cite::d("EXEC", 5), cite::i("EXEC", 5)])
        .given(Scripts::of(profile))
        .run(async move |session, scripts: &Scripts| {
            let begun = session.client().clock().elapsed();
            let reply = session.ask_patiently(&scripts.sleep(command, sleep, TIMEOUT), sleep).await?;
            session.judge(&reply, without_result(reply.response(), LATE));
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

/// Asks on the kept connection and on a new one; neither answer may hold the late result.
async fn ask_meanwhile(session: &mut Session, command: &str, scripts: &Scripts, round: usize) -> Flow {
    let mark = session.mark();
    let call = run(command, &scripts.echo, &[&format!("own-{round}")]);
    let kept = session.ask(&call).await?;
    session.judge(&kept, late_result_is_lost(kept.response(), LATE, "on the same connection"));
    for fresh in session.ask_together(&[call]).await? {
        session.judge(&fresh, late_result_is_lost(fresh.response(), LATE, "on a new connection"));
    }
    session.forget_since(&mark);
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok(())
}

/// After a timeout the plain answer is as empty as that of a script which returns nothing.
fn nothing_after_a_timeout(profile: &Profile) -> Case {
    timed("execsvcscriptplain", "after_a_timeout_there_is_nothing", TIMEOUT)
        .judging([cite::i("PLAIN", 3)])
        .given(Scripts::of(profile))
        .run(async |session, scripts: &Scripts| {
            let nothing = match &scripts.empty {
                Some(empty) => Some(session.ask(&run("execsvcscriptplain", empty, &[])).await?),
                None => None,
            };
            let reply = session
                .ask_patiently(&scripts.sleep("execsvcscriptplain", Duration::from_secs(2), TIMEOUT), TIMEOUT)
                .await?;
            // Where even nothing is not empty, the output is not bare (PLAIN-2).
            if nothing.is_none_or(|nothing| nothing.body().is_empty()) {
                session.judge(&reply, empty_or_refused(reply.response()));
            }
            Ok(())
        })
}

fn others_are_served(profile: &Profile) -> Case {
    let sleep = Duration::from_secs(1);
    timed("execsvcscript", "others_are_served_while_a_script_is_waited_for", sleep)
        .hunting_interference()
        .given(Scripts::of(profile))
        .run(async move |session, scripts: &Scripts| {
            gives_back(session, &scripts.echo).await?;
            let slow = session.with_password(&scripts.sleep("execsvcscript", sleep, Duration::from_secs(9)));
            let slow = slow.request();
            let mut other = session.another_client();
            let patience = session.context().limits.patience + sleep;
            let (slow, quick) =
                join(other.send_within(&slow, patience), quick_ones(session, scripts, sleep / 2)).await;
            let slow = session.take_in(slow.map_err(|error| Stuck(error.to_string()))?)?;
            let quick = quick?;
            let end = |reply: &Reply| reply.started() + reply.elapsed();
            if slow.elapsed() >= sleep {
                // One that was let wait ends together with the other, so a little before is what counts.
                session.judge(&quick, served_meanwhile(end(&quick), end(&slow).saturating_sub(sleep / 10)));
            }
            Ok(())
        })
}

/// Asks again and again what can be answered at once, for a while. Gives the last answer: by its question the long wait of another has
/// begun for certain.
async fn quick_ones(session: &mut Session, scripts: &Scripts, time: Duration) -> Result<Reply, Stuck> {
    let quick = run("execsvcscript", &scripts.echo, &["quick"]);
    let end = session.client().clock().elapsed() + time;
    loop {
        let mark = session.mark();
        let reply = session.ask(&quick).await?;
        if session.client().clock().elapsed() >= end || session.is_rehearsal() {
            return Ok(reply);
        }
        session.forget_since(&mark);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
