//! Every file of the profile comes whole, and what is no file is refused (DL-1 to DL-4).

use std::time::Duration;

use checks::cite;
use checks::file::{is_file, refused};
use spec::catalogue::{Carrier, Effect};
use spec::ids::Citation;
use spec::profile::{CodedFile, MissingFact, ProbeScript, Profile, SampleFile};
use spec::wire::{Call, percent_encode};

use crate::ask::file::Fetching;
use crate::ask::script::{output, run, start};
use crate::case::{Case, Flow, draft};
use crate::session::{Session, call};

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    let by_code = |kind: &'static str| {
        move |code: &str| Call::new(format!("/download/{kind}/{}", percent_encode(code)))
    };
    let link = |code: &str| call("downloadrecordbylink").with("recordlink", code);
    let dl = |number| cite::d("DL", number);
    vec![
        every(
            "download",
            "every_recording_comes_whole",
            dl(1),
            &profile.recordings,
            "[[recording]]",
            by_code("rec"),
        ),
        every("download", "every_fax_comes_whole", dl(1), &profile.faxes, "[[fax]]", by_code("fax")),
        every(
            "downloadrecordbylink",
            "every_linked_recording_comes_whole",
            dl(3),
            &profile.record_links,
            "[[record_link]]",
            link,
        ),
        sample(profile),
        script_parameters(profile),
        nearly_codes(
            "download",
            "nearly_a_recordings_code_opens_nothing",
            &profile.recordings,
            "[[recording]]",
            by_code("rec"),
        ),
        nearly_codes(
            "download",
            "nearly_a_fax_code_opens_nothing",
            &profile.faxes,
            "[[fax]]",
            by_code("fax"),
        ),
        nearly_codes(
            "downloadrecordbylink",
            "nearly_a_link_opens_nothing",
            &profile.record_links,
            "[[record_link]]",
            link,
        ),
        no_codes(),
        no_scripts(profile),
    ]
}

/// The files of a kind, if the profile has any.
fn known(files: &[CodedFile], key: &str) -> Result<Vec<CodedFile>, MissingFact> {
    if files.is_empty() { Err(MissingFact::new("file of that kind", key)) } else { Ok(files.to_vec()) }
}

fn every(
    command: &str,
    what: &str,
    rule: Citation,
    files: &[CodedFile],
    key: &str,
    ask: impl Fn(&str) -> Call + 'static,
) -> Case {
    let judged = rule.clone();
    draft("files", command, what).judging([rule]).given(known(files, key)).run(
        async move |session, files: &Vec<CodedFile>| {
            for file in files {
                for carrier in [Carrier::Get, Carrier::PostQuery] {
                    let reply = session.ask(&ask(&file.code).by(carrier)).await?;
                    session.judge(&reply, is_file(judged.clone(), reply.response(), &file.content));
                }
            }
            Ok(())
        },
    )
}

/// A code with something more or something less is another code.
fn nearly_codes(
    command: &str,
    what: &str,
    files: &[CodedFile],
    key: &str,
    ask: impl Fn(&str) -> Call + 'static,
) -> Case {
    let taken: Vec<String> = files.iter().map(|file| file.code.clone()).collect();
    draft("files", command, what).judging([cite::i("DL", 4)]).given(known(files, key)).run(
        async move |session, files: &Vec<CodedFile>| {
            for file in files {
                let shorter: String = file.code.chars().take(file.code.chars().count() - 1).collect();
                let longer = format!("{}0", file.code);
                for code in [shorter, longer].iter().filter(|code| !code.is_empty() && !taken.contains(code))
                {
                    let reply = session.ask(&ask(code)).await?;
                    session.judge(&reply, refused(reply.response(), &format!("the code {code:?}")));
                }
            }
            Ok(())
        },
    )
}

fn no_codes() -> Case {
    draft("files", "download", "without_a_code_there_is_no_file").judging([cite::i("DL", 4)]).run(
        async |session, (): &()| {
            let links = [call("downloadrecordbylink"), call("downloadrecordbylink").with("recordlink", "")];
            let codes = [
                "/download",
                "/download/",
                "/download/rec",
                "/download/rec/",
                "/download/fax",
                "/download/fax/",
            ];
            for call in codes.map(Call::new).into_iter().chain(links) {
                let reply = session.ask(&call).await?;
                session.judge(&reply, refused(reply.response(), &call.request().target));
            }
            Ok(())
        },
    )
}

/// The `path` script and the file that it finds.
fn path_and_sample(profile: &Profile) -> Result<(Fetching, SampleFile), MissingFact> {
    let sample = profile
        .sample
        .clone()
        .ok_or_else(|| MissingFact::new("file that the `path` script finds", "[files] sample"))?;
    Ok((Fetching::of(profile)?, sample))
}

fn sample(profile: &Profile) -> Case {
    draft("files", "download", "the_file_at_a_scripts_path_comes_whole")
        .judging([cite::d("DL", 2)])
        .touching([Effect::Scripts])
        .given(path_and_sample(profile))
        .run(async |session, (fetching, sample): &(Fetching, SampleFile)| {
            for carrier in Carrier::ALL {
                let reply = session.ask(&fetching.by_script(&sample.name).by(carrier)).await?;
                session.judge(&reply, is_file(cite::d("DL", 2), reply.response(), &sample.content));
            }
            Ok(())
        })
}

/// `download/byscript` takes the parameters of `execsvcscript`: other start parameters, and the wait.
fn script_parameters(profile: &Profile) -> Case {
    let sleep = profile.script(ProbeScript::Sleep).map(str::to_owned);
    let facts = path_and_sample(profile).and_then(|(fetching, sample)| Ok((fetching, sample, sleep?)));
    draft("files", "download", "byscript_takes_the_parameters_of_a_script")
        .judging([cite::d("DL", 2), cite::i("DL", 4)])
        .touching([Effect::Scripts])
        .lasting(Duration::from_millis(1400))
        .given(facts)
        .run(async |session, (fetching, sample, sleep): &(Fetching, SampleFile, String)| {
            let Some(path) = output(session, &fetching.path_script, &[&sample.name]).await? else {
                return Ok(());
            };
            let byscript = |time: &str, timeout: &str| {
                let call =
                    start("execsvcscript", sleep, &[time, &path]).with("async", "0").with("timeout", timeout);
                Call { path: "/download/byscript".to_owned(), ..call }
            };
            let waited = session.ask(&byscript("0.2", "10")).await?;
            session.judge(&waited, is_file(cite::d("DL", 2), waited.response(), &sample.content));
            let broken_off = session.ask(&byscript("1.6", "1")).await?;
            session.judge(
                &broken_off,
                refused(broken_off.response(), "a script that has not returned its path in time"),
            );
            Ok(())
        })
}

fn no_scripts(profile: &Profile) -> Case {
    let name = |script| profile.script(script).map(str::to_owned);
    let scripts = name(ProbeScript::Echo)
        .and_then(|echo| Ok([echo, name(ProbeScript::Empty)?, name(ProbeScript::Fail)?]));
    draft("files", "download", "byscript_without_a_path_gives_no_file")
        .judging([cite::i("DL", 4)])
        .touching([Effect::Scripts])
        .given(scripts)
        .run(async |session, [echo, empty, fail]: &[String; 3]| {
            let none = [
                ("oktellspec-nobody", "", "an unknown script"),
                (empty, "", "a script that returns nothing"),
            ];
            let others = [
                (fail.as_str(), "", "a script that fails"),
                (echo, "oktellspec-none.bin", "a path to nothing"),
            ];
            let odd = [
                (echo.as_str(), "no path\r\nat all", "what is no path"),
                (echo, "\u{0}", "a NUL for a path"),
            ];
            for (script, value, what) in none.into_iter().chain(others).chain(odd) {
                refuse(session, script, value, what).await?;
            }
            let unnamed = session.ask(&Call::new("/download/byscript")).await?;
            session.judge(&unnamed, refused(unnamed.response(), "no script at all"));
            Ok(())
        })
}

async fn refuse(session: &mut Session, script: &str, value: &str, what: &str) -> Flow {
    let call = Call { path: "/download/byscript".to_owned(), ..run("execsvcscript", script, &[value]) };
    let reply = session.ask(&call).await?;
    session.judge(&reply, refused(reply.response(), what));
    Ok(())
}
