//! Running service scripts: which script runs, what it is given, what comes back (EXEC, PLAIN).

use std::rc::Rc;

use checks::cite;
use checks::script::{agree, carries, carries_joined, is_output, no_output, not_started};
use report_model::verdict::Verdict;
use spec::catalogue::{Carrier, Effect};
use spec::profile::{MissingFact, ProbeScript, Profile};
use spec::wire::Call;

use crate::ask::script::{COMMANDS, output, report, run, start};
use crate::case::{Case, Draft, Flow, draft};
use crate::casting::Casting;
use crate::context::Context;
use crate::session::{CARRIERS, Session, call};

/// The names of probe scripts on the target.
type Scripts<const N: usize> = [String; N];

/// Values that lose or gain something where they are not carried with care.
const SPECIAL: [&str; 20] = [
    "  two blanks  ",
    "a&b=c",
    "1+1",
    "100%",
    "%41%2B",
    "<b a=\"1\">",
    "it's \"quoted\"",
    "&amp;&#65;",
    "]]>",
    "Съешь ещё",
    "😀👩‍👩‍👧",
    "one\ntwo",
    "one\r\ntwo",
    "\tindented\t",
    "",
    "a;b,c",
    "a#b?c",
    "C:\\dir\\file",
    "no\u{a0}break",
    "e\u{301}",
];

pub(super) fn cases(context: &Rc<Context>, _casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    let mut cases = vec![
        the_named_script_runs(profile),
        five_parameters(profile),
        special_values_arrive(profile),
        special_values_return(profile),
        output_is_bare(profile),
        agreement(profile),
        defaults(profile),
        failure(profile),
    ];
    cases.extend(COMMANDS.map(|command| lone_parameters(profile, command)));
    cases.extend(COMMANDS.map(unknown_scripts));
    cases.extend(COMMANDS.map(|command| overlapping_runs(profile, command)));
    cases
}

fn scripted(command: &str, what: &str) -> Draft {
    draft("scripts", command, what).touching([Effect::Scripts])
}

fn named<const N: usize>(profile: &Profile, scripts: [ProbeScript; N]) -> Result<Scripts<N>, MissingFact> {
    let names = scripts.iter().map(|script| profile.script(*script).map(str::to_owned));
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    names.try_into().map_err(|_| MissingFact::new("such scripts", "[scripts]"))
}

fn the_named_script_runs(profile: &Profile) -> Case {
    scripted("execsvcscript", "a_script_leaves_what_the_next_one_finds")
        .judging([cite::d("EXEC", 1)])
        .given(named(profile, [ProbeScript::Store, ProbeScript::Recall]))
        .run(async |session, [store, recall]: &Scripts<2>| {
            let key = format!("oktellspec-runs-{:x}", session.seed());
            session.ask(&run("execsvcscript", store, &[&key, "first"])).await?;
            let steps = [(store, "second", "first"), (recall, "", "second"), (recall, "", "second")];
            for (script, value, expected) in steps {
                let reply = session.ask(&run("execsvcscript", script, &[&key, value])).await?;
                session.judge(&reply, carries(cite::d("EXEC", 1), report(&reply).as_ref(), expected));
            }
            Ok(())
        })
}

fn five_parameters(profile: &Profile) -> Case {
    scripted("execsvcscript", "parameters_go_by_number_not_by_order")
        .judging([cite::d("EXEC", 2)])
        .given(named(profile, [ProbeScript::Join]))
        .run(async |session, [join]: &Scripts<1>| {
            for (carrier, _) in CARRIERS {
                let shuffled = [("5", "five"), ("3", "three"), ("1", "one"), ("4", "four"), ("2", "two")];
                let base = call("execsvcscript").with("timeout", "10").with("async", "0");
                let asked = shuffled
                    .iter()
                    .fold(base, |call, (number, value)| call.with(format!("startparam{number}"), *value));
                let reply = session.ask(&asked.with("name", join).by(carrier)).await?;
                let joined = report(&reply).map(|report| report.returned).unwrap_or_default();
                session.judge(
                    &reply,
                    carries_joined(cite::d("EXEC", 2), &joined, &["one", "two", "three", "four", "five"]),
                );
            }
            Ok(())
        })
}

/// One parameter alone arrives under its number, and the others are empty.
fn lone_parameters(profile: &Profile, command: &'static str) -> Case {
    scripted(command, "a_parameter_alone_keeps_its_number")
        .judging([cite::d("EXEC", 2)])
        .given(named(profile, [ProbeScript::Join]))
        .run(async move |session, [join]: &Scripts<1>| {
            for place in 0..5 {
                let asked = run(command, join, &[]).with(format!("startparam{}", place + 1), "alone");
                let reply = session.ask(&asked).await?;
                let joined = if command == "execsvcscript" {
                    report(&reply).map(|report| report.returned).unwrap_or_default()
                } else {
                    reply.text()
                };
                let mut expected = [""; 5];
                expected[place] = "alone";
                session.judge(&reply, carries_joined(cite::d("EXEC", 2), &joined, &expected));
            }
            Ok(())
        })
}

fn special_values_arrive(profile: &Profile) -> Case {
    scripted("execsvcscriptplain", "special_values_reach_the_script_unchanged")
        .judging([cite::i("EXEC", 2)])
        .given(named(profile, [ProbeScript::Join]))
        .run(async |session, [join]: &Scripts<1>| {
            for carrier in Carrier::ALL {
                // Each value stands in another place than its neighbours, so that a wrong place shows too.
                for five in SPECIAL.chunks_exact(5) {
                    let reply = session.ask(&run("execsvcscriptplain", join, five).by(carrier)).await?;
                    let sent = [five[0], five[1], five[2], five[3], five[4]];
                    session.judge(&reply, carries_joined(cite::i("EXEC", 2), &reply.text(), &sent));
                }
            }
            Ok(())
        })
}

fn special_values_return(profile: &Profile) -> Case {
    scripted("execsvcscript", "special_values_are_carried_in_xml_without_loss")
        .judging([cite::e("EXEC", 7)])
        .given(named(profile, [ProbeScript::Echo]))
        .run(async |session, [echo]: &Scripts<1>| {
            for value in SPECIAL {
                let reply = session.ask(&run("execsvcscript", echo, &[value])).await?;
                session.judge(&reply, carries(cite::e("EXEC", 7), report(&reply).as_ref(), value));
            }
            Ok(())
        })
}

fn output_is_bare(profile: &Profile) -> Case {
    scripted("execsvcscriptplain", "output_is_the_value_byte_for_byte")
        .judging([cite::d("PLAIN", 2)])
        .given(named(profile, [ProbeScript::Echo]))
        .run(async |session, [echo]: &Scripts<1>| {
            for value in SPECIAL.into_iter().chain(["<?xml version=\"1.0\"?><a/>", "\n", " "]) {
                let reply = session.ask(&run("execsvcscriptplain", echo, &[value])).await?;
                session.judge(&reply, is_output(cite::d("PLAIN", 2), reply.response(), value));
            }
            Ok(())
        })
}

fn agreement(profile: &Profile) -> Case {
    scripted("execsvcscriptplain", "gives_what_execsvcscript_gives")
        .judging([cite::d("PLAIN", 1)])
        .given(named(profile, [ProbeScript::Echo, ProbeScript::Join, ProbeScript::Empty]))
        .run(async |session, scripts: &Scripts<3>| {
            for script in scripts {
                let values = ["v1", "значение 2", "<v3>", "", "5"];
                let wrapped = session.ask(&run("execsvcscript", script, &values)).await?;
                let plain = session.ask(&run("execsvcscriptplain", script, &values)).await?;
                session.judge(&plain, agree(report(&wrapped).as_ref(), plain.response()));
            }
            Ok(())
        })
}

/// Names that no folder of common scripts holds; a missing one is asked for too.
fn unknown_scripts(command: &'static str) -> Case {
    scripted(command, "what_is_no_script_is_not_run").judging([cite::i("EXEC", 8)]).run(
        async move |session, (): &()| {
            let names = ["oktellspec-no-such-script", "", "..\\oktellspec-none", "../oktellspec-none", "CON"];
            let base = || call(command).with("async", "0").with("timeout", "5");
            let asked = names.map(|name| base().with("name", name));
            for call in asked.into_iter().chain([base()]) {
                let reply = session.ask(&call).await?;
                let verdict = match command {
                    "execsvcscript" => not_started(reply.response(), report(&reply).as_ref()),
                    _ => no_output(reply.response()),
                };
                session.judge(&reply, verdict);
            }
            Ok(())
        },
    )
}

/// Runs that overlap for as long as the script sleeps.
fn overlapping_runs(profile: &Profile, command: &'static str) -> Case {
    scripted(command, "runs_at_once_do_not_mix")
        .judging([cite::i("EXEC", 10)])
        .lasting(std::time::Duration::from_millis(300))
        .given(named(profile, [ProbeScript::Sleep, ProbeScript::Join]))
        .run(async move |session, [sleep, join]: &Scripts<2>| {
            let mine = |place: usize| format!("run-{place}");
            let calls: Vec<Call> = (0..8)
                .map(|place| match place % 2 {
                    0 => run(command, sleep, &["0.2", &mine(place)]),
                    _ => run(command, join, &[&mine(place), "", &mine(place)]),
                })
                .collect();
            let replies = session.ask_together(&calls).await?;
            for (place, reply) in replies.iter().enumerate() {
                let expected = if place % 2 == 0 { mine(place) } else { format!("{0}||{0}||", mine(place)) };
                let verdict = match command {
                    "execsvcscript" => carries(cite::i("EXEC", 10), report(reply).as_ref(), &expected),
                    _ => is_output(cite::i("EXEC", 10), reply.response(), &expected),
                };
                session.judge(reply, verdict);
            }
            Ok(())
        })
}

/// What the document leaves open about `async` and `timeout`.
fn defaults(profile: &Profile) -> Case {
    scripted("execsvcscript", "what_is_left_open_is_told")
        .judging([cite::u("EXEC", 9)])
        .given(named(profile, [ProbeScript::Echo]))
        .run(async |session, [echo]: &Scripts<1>| {
            let base = || start("execsvcscript", echo, &["value"]);
            observe(session, "without `async`", &base().with("timeout", "10")).await?;
            observe(session, "without `timeout`", &base().with("async", "0")).await?;
            for timeout in ["0", "-1", "2.5", "soon"] {
                observe(
                    session,
                    &format!("with timeout={timeout}"),
                    &base().with("async", "0").with("timeout", timeout),
                )
                .await?;
            }
            for mode in ["2", "true"] {
                observe(
                    session,
                    &format!("with async={mode}"),
                    &base().with("async", mode).with("timeout", "10"),
                )
                .await?;
            }
            Ok(())
        })
}

async fn observe(session: &mut Session, how: &str, call: &Call) -> Flow {
    let reply = session.ask(call).await?;
    let answer = match report(&reply) {
        Some(report) if report.returned == "value" => "waited for, and the value comes".to_owned(),
        Some(report) if report.started => "started, and no value comes".to_owned(),
        Some(_) => "not started".to_owned(),
        None => format!("answered with status {}", reply.status()),
    };
    session.judge(&reply, Verdict::observed(cite::u("EXEC", 9), format!("{how} a quick script is {answer}")));
    Ok(())
}

fn failure(profile: &Profile) -> Case {
    scripted("execsvcscript", "a_script_that_fails_harms_no_other")
        .judging([cite::u("EXEC", 9), cite::d("EXEC", 3)])
        .given(named(profile, [ProbeScript::Fail, ProbeScript::Echo]))
        .run(async |session, [fail, echo]: &Scripts<2>| {
            observe_failure(session, fail).await?;
            let after = output(session, echo, &["sound"]).await?;
            let reply = session.ask(&run("execsvcscript", echo, &["sound"])).await?;
            session.judge(&reply, carries(cite::d("EXEC", 3), report(&reply).as_ref(), "sound"));
            let seen = format!("{after:?}");
            session.expect(
                &reply,
                cite::d("EXEC", 3),
                after.as_deref() == Some("sound"),
                "the output `sound`",
                seen,
            );
            Ok(())
        })
}

async fn observe_failure(session: &mut Session, fail: &str) -> Flow {
    for command in COMMANDS {
        let reply = session.ask(&run(command, fail, &[])).await?;
        let told = match report(&reply).filter(|_| command == "execsvcscript") {
            Some(report) => format!("started: {}, value {:?}", report.started, report.returned),
            None => format!("status {} with {} bytes", reply.status(), reply.body().len()),
        };
        let reading = format!("a script that ends in an error is told by {command} as {told}");
        session.judge(&reply, Verdict::observed(cite::u("EXEC", 9), reading));
    }
    Ok(())
}
