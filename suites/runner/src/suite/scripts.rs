//! Running service scripts: which script runs, what it is given, what comes back (EXEC, PLAIN).

use std::rc::Rc;
use std::time::Duration;

use checks::cite;
use checks::script::{Outputs, no_output, not_started, placed, unmixed};
use report_model::verdict::Verdict;
use spec::catalogue::Effect;
use spec::profile::{MissingFact, ProbeScript, Profile};
use spec::wire::Call;

use crate::ask::script::{COMMANDS, Memory, by_both, gives_back, output_of, report, run, start};
use crate::case::{Case, Draft, Flow, draft};
use crate::casting::Casting;
use crate::context::Context;
use crate::session::{Session, call};

/// The names of probe scripts on the target.
type Scripts<const N: usize> = [String; N];

/// Values that lose or gain something where they are not carried with care; the last is longer than a careless limit.
const SPECIAL: [&str; 25] = [
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
    "\\u0041\\n",
    "null",
    "2011-07-27 14:41:28",
    "{\"key\": [1, 2]}",
    "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 end",
];

/// What stands in the five places of the `join` script. Each is sent with something behind it, so that a last character which the
/// output loses (PLAIN-2) is not missed here.
const MARKS: [&str; 5] = ["mark-a", "mark-b", "mark-c", "mark-d", "mark-e"];

pub(super) fn cases(context: &Rc<Context>, _casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    let mut cases = vec![
        the_named_script_runs(profile),
        special_values_arrive(profile),
        special_values_return(profile),
        output_is_bare(profile),
        agreement(profile),
        defaults(profile),
        failure(profile),
    ];
    for command in COMMANDS {
        cases.extend([
            shuffled_parameters(profile, command),
            lone_parameters(profile, command),
            unknown_scripts(command),
            overlapping_runs(profile, command),
        ]);
    }
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

/// What one run leaves the next one finds; only the script that was named can do that.
fn the_named_script_runs(profile: &Profile) -> Case {
    let facts = Memory::of(profile).and_then(|memory| Ok((memory, named(profile, [ProbeScript::Echo])?)));
    scripted("execsvcscript", "a_script_leaves_what_the_next_one_finds")
        .judging([cite::d("EXEC", 1)])
        .given(facts)
        .run(async |session, (memory, [echo]): &(Memory, Scripts<1>)| {
            gives_back(session, echo).await?;
            let key = format!("oktellspec-runs-{:x}", session.seed());
            let rule = || cite::d("EXEC", 1);
            session.ask(&run("execsvcscript", &memory.store, &[&key, "first."])).await?;
            let (reply, kept) = memory.kept(session, &key).await?;
            session.judge(&reply, kept.tell(rule(), "first"));
            let reply = session.ask(&run("execsvcscript", &memory.store, &[&key, "second."])).await?;
            let old = Outputs { wrapped: output_of("execsvcscript", &reply), plain: None };
            // A value that cannot be read, or that is not where it should be, is EXEC-6's matter.
            if old.any(|output| !output.is_empty()) {
                session.judge(&reply, old.tell(rule(), "first"));
            }
            let (reply, kept) = memory.kept(session, &key).await?;
            session.judge(&reply, kept.tell(rule(), "second"));
            Ok(())
        })
}

/// The order in which parameters are sent does not matter, their numbers do.
fn shuffled_parameters(profile: &Profile, command: &'static str) -> Case {
    scripted(command, "parameters_go_by_number_not_by_order")
        .judging([cite::d("EXEC", 2)])
        .given(named(profile, [ProbeScript::Join]))
        .run(async move |session, [join]: &Scripts<1>| {
            gives_back(session, join).await?;
            let orders = [[4, 2, 0, 3, 1], [1, 0, 3, 2, 4], [0, 1, 2, 3, 4]];
            for order in orders {
                let places = order.into_iter();
                let asked = places.fold(run(command, join, &[]), mark);
                let reply = session.ask(&asked).await?;
                session.judge_all(&reply, output_of(command, &reply).map(|output| placed(&output, &MARKS)));
            }
            Ok(())
        })
}

fn mark(call: Call, place: usize) -> Call {
    call.with(format!("startparam{}", place + 1), format!("{}~", MARKS[place]))
}

/// One parameter alone arrives under its number, and the others are empty.
fn lone_parameters(profile: &Profile, command: &'static str) -> Case {
    scripted(command, "a_parameter_alone_keeps_its_number")
        .judging([cite::d("EXEC", 2)])
        .given(named(profile, [ProbeScript::Join]))
        .run(async move |session, [join]: &Scripts<1>| {
            gives_back(session, join).await?;
            for place in 0..MARKS.len() {
                let reply = session.ask(&mark(run(command, join, &[]), place)).await?;
                let mut marks = [""; 5];
                marks[place] = MARKS[place];
                session.judge_all(&reply, output_of(command, &reply).map(|output| placed(&output, &marks)));
            }
            Ok(())
        })
}

fn special_values_arrive(profile: &Profile) -> Case {
    scripted("execsvcscriptplain", "special_values_reach_the_script_unchanged")
        .judging([cite::i("EXEC", 2)])
        .given(named(profile, [ProbeScript::Join]))
        .run(async |session, [join]: &Scripts<1>| {
            gives_back(session, join).await?;
            for five in SPECIAL.chunks_exact(5) {
                let (reply, outputs) = by_both(session, join, five).await?;
                if reply.status() < 500 {
                    session.judge(&reply, outputs.arrive(cite::i("EXEC", 2), &five.join("|")));
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
            gives_back(session, echo).await?;
            // That a value comes at all is EXEC-3's matter, that it is read from its place is EXEC-6's.
            let control = session.ask(&run("execsvcscript", echo, &["control"])).await?;
            let carries = output_of("execsvcscript", &control).is_some_and(|output| output == "control");
            for value in SPECIAL.into_iter().filter(|value| carries && !value.is_empty()) {
                let (reply, outputs) = by_both(session, echo, &[value]).await?;
                session.judge_all(&reply, outputs.carried_in_xml(value));
            }
            Ok(())
        })
}

fn output_is_bare(profile: &Profile) -> Case {
    scripted("execsvcscriptplain", "output_is_the_value_byte_for_byte")
        .judging([cite::d("PLAIN", 2)])
        .given(named(profile, [ProbeScript::Echo]))
        .run(async |session, [echo]: &Scripts<1>| {
            gives_back(session, echo).await?;
            for value in SPECIAL.into_iter().chain(["<?xml version=\"1.0\"?><a/>", "\n", " ", "control"]) {
                let (reply, outputs) = by_both(session, echo, &[value]).await?;
                session.judge_all(&reply, outputs.bare(value));
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
                let sent = MARKS.map(|mark| format!("{mark}~"));
                let sent: Vec<&str> = sent.iter().map(String::as_str).collect();
                let (reply, outputs) = by_both(session, script, &sent).await?;
                session.judge_all(&reply, outputs.agree(&MARKS));
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
                session.judge_all(&reply, verdict);
            }
            Ok(())
        },
    )
}

/// Runs that overlap for as long as some of them sleep.
fn overlapping_runs(profile: &Profile, command: &'static str) -> Case {
    scripted(command, "runs_at_once_do_not_mix")
        .judging([cite::i("EXEC", 10)])
        .hunting_interference()
        .lasting(Duration::from_millis(300))
        .given(named(profile, [ProbeScript::Sleep, ProbeScript::Join]))
        .run(async move |session, [sleep, join]: &Scripts<2>| {
            let marks: Vec<String> = (0..8).map(|place| format!("run-{place}-mark")).collect();
            let asked = |(place, mark): (usize, &String)| match place % 2 {
                0 => run(command, sleep, &["0.2", mark]),
                _ => run(command, join, &[mark, "", mark]),
            };
            let calls: Vec<Call> = marks.iter().enumerate().map(asked).collect();
            let replies = session.ask_together(&calls).await?;
            for (mark, reply) in marks.iter().zip(&replies) {
                session
                    .judge_all(reply, output_of(command, reply).map(|output| unmixed(&output, mark, &marks)));
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
                let call = base().with("async", "0").with("timeout", timeout);
                observe(session, &format!("with timeout={timeout}"), &call).await?;
            }
            for mode in ["2", "true"] {
                let call = base().with("async", mode).with("timeout", "10");
                observe(session, &format!("with async={mode}"), &call).await?;
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

/// A script that ends in an error: what is said of it is left open, but not that the next script runs.
fn failure(profile: &Profile) -> Case {
    scripted("execsvcscript", "a_script_that_fails_harms_no_other")
        .judging([cite::u("EXEC", 9), cite::d("EXEC", 1)])
        .given(named(profile, [ProbeScript::Fail, ProbeScript::Echo]))
        .run(async |session, [fail, echo]: &Scripts<2>| {
            gives_back(session, echo).await?;
            for command in COMMANDS {
                let reply = session.ask(&run(command, fail, &[])).await?;
                let told = match report(&reply).filter(|_| command == "execsvcscript") {
                    Some(report) => format!("started: {}, value {:?}", report.started, report.returned),
                    None => format!("status {} with {} bytes", reply.status(), reply.body().len()),
                };
                let reading = format!("a script that ends in an error is told by {command} as {told}");
                session.judge(&reply, Verdict::observed(cite::u("EXEC", 9), reading));
            }
            let (reply, after) = by_both(session, echo, &["sound~"]).await?;
            session.judge(&reply, after.tell(cite::d("EXEC", 1), "sound"));
            Ok(())
        })
}
