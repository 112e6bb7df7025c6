//! Every file of the profile comes whole, and what is no file is refused (DL-1 to DL-4).

use std::time::Duration;

use checks::cite;
use checks::file::{is_file, is_not_file, refused};
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::profile::{CodedFile, MissingFact, ProbeScript, Profile, SampleFile};
use spec::wire::{Call, percent_encode};

use crate::ask::file::Fetching;
use crate::ask::script::{by_both, run_for_file, start};
use crate::case::{Case, Flow, Stuck, draft};
use crate::session::{Session, call};

/// The kinds of files that are known by a code.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Recording,
    Fax,
    Link,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Recording, Self::Fax, Self::Link];

    fn command(self) -> &'static str {
        match self {
            Self::Recording | Self::Fax => "download",
            Self::Link => "downloadrecordbylink",
        }
    }

    /// Its word in the names of cases.
    fn word(self) -> &'static str {
        match self {
            Self::Recording => "recording",
            Self::Fax => "fax",
            Self::Link => "link",
        }
    }

    fn rule(self) -> Citation {
        match self {
            Self::Recording | Self::Fax => cite::d("DL", 1),
            Self::Link => cite::d("DL", 3),
        }
    }

    /// The files of this kind, if the profile has any.
    fn known(self, profile: &Profile) -> Result<Vec<CodedFile>, MissingFact> {
        let (files, key) = match self {
            Self::Recording => (&profile.recordings, "[[recording]]"),
            Self::Fax => (&profile.faxes, "[[fax]]"),
            Self::Link => (&profile.record_links, "[[record_link]]"),
        };
        if files.is_empty() { Err(MissingFact::new(self.word(), key)) } else { Ok(files.clone()) }
    }

    fn ask(self, code: &str) -> Call {
        match self {
            Self::Recording => Call::new(format!("/download/rec/{}", percent_encode(code))),
            Self::Fax => Call::new(format!("/download/fax/{}", percent_encode(code))),
            Self::Link => call("downloadrecordbylink").with("recordlink", code),
        }
    }
}

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    let mut cases: Vec<Case> =
        Kind::ALL.into_iter().flat_map(|kind| [every(profile, kind), nearly(profile, kind)]).collect();
    cases.extend([no_codes(), sample(profile), script_parameters(profile), no_paths(profile)]);
    cases
}

fn every(profile: &Profile, kind: Kind) -> Case {
    draft("files", kind.command(), &format!("every_{}_comes_whole", kind.word()))
        .judging([kind.rule()])
        .given(kind.known(profile))
        .run(async move |session, files: &Vec<CodedFile>| {
            for file in files {
                let reply = session.ask(&kind.ask(&file.code)).await?;
                session.judge(&reply, is_file(kind.rule(), reply.response(), &file.content));
            }
            Ok(())
        })
}

/// A code with something more or something less is another code.
fn nearly(profile: &Profile, kind: Kind) -> Case {
    draft("files", kind.command(), &format!("nearly_the_code_of_a_{}_opens_nothing", kind.word()))
        .judging([cite::i("DL", 4)])
        .given(kind.known(profile))
        .run(async move |session, files: &Vec<CodedFile>| {
            for file in files {
                let shorter: String = file.code.chars().take(file.code.chars().count() - 1).collect();
                let longer = ["0", "\0.wav", "::$DATA"].map(|more| format!("{}{more}", file.code));
                let taken = |code: &String| files.iter().any(|file| file.code == *code);
                for code in
                    longer.into_iter().chain([shorter]).filter(|code| !code.is_empty() && !taken(code))
                {
                    let reply = session.ask(&kind.ask(&code)).await?;
                    session.judge_all(&reply, refused(reply.response(), &format!("the code {code:?}")));
                }
            }
            Ok(())
        })
}

fn no_codes() -> Case {
    draft("files", "download", "without_a_code_there_is_no_file").judging([cite::i("DL", 4)]).run(
        async |session, (): &()| {
            let links = [call("downloadrecordbylink"), call("downloadrecordbylink").with("recordlink", "")];
            let codes = [Call::new("/download/rec/"), Call::new("/download/fax/")];
            // Where any path at all is answered, these are no different (HTTP-6).
            let unknown = session.ask(&Call::new("/oktellspec-no-command")).await?;
            for call in codes.into_iter().filter(|_| unknown.refused()).chain(links) {
                let reply = session.ask(&call).await?;
                session.judge_all(&reply, refused(reply.response(), &call.request().target));
            }
            Ok(())
        },
    )
}

/// The `path` script and the file that it finds.
fn path_and_sample(profile: &Profile) -> Result<(Fetching, SampleFile), MissingFact> {
    let none = || MissingFact::new("file that the `path` script finds", "[files] sample");
    let sample = profile.sample.clone().ok_or_else(none)?;
    Ok((Fetching::of(profile)?, sample))
}

fn sample(profile: &Profile) -> Case {
    draft("files", "download", "the_file_at_a_scripts_path_comes_whole")
        .judging([cite::d("DL", 2)])
        .touching([Effect::Scripts])
        .given(path_and_sample(profile))
        .run(async |session, (fetching, sample): &(Fetching, SampleFile)| {
            let reply = session.ask(&fetching.by_script(&sample.name)).await?;
            session.judge(&reply, is_file(cite::d("DL", 2), reply.response(), &sample.content));
            Ok(())
        })
}

/// `download/byscript` takes the parameters of `execsvcscript`: the second start parameter, and how long to wait.
fn script_parameters(profile: &Profile) -> Case {
    let sleep = profile.script(ProbeScript::Sleep).map(str::to_owned);
    let facts = path_and_sample(profile).and_then(|(fetching, sample)| Ok((fetching, sample, sleep?)));
    draft("files", "download", "byscript_takes_the_parameters_of_a_script")
        .judging([cite::d("DL", 2)])
        .touching([Effect::Scripts])
        .lasting(Duration::from_millis(1400))
        .given(facts)
        .run(async |session, (fetching, sample, sleep): &(Fetching, SampleFile, String)| {
            let Some(path) = path_of(session, fetching, sample, sleep).await? else { return Ok(()) };
            let byscript = |time: &str, timeout: &str| {
                let call = start("execsvcscript", sleep, &[time, &path]);
                Call {
                    path: "/download/byscript".to_owned(),
                    ..call.with("async", "0").with("timeout", timeout)
                }
            };
            let rule = || cite::d("DL", 2);
            let waited = session.ask(&byscript("0.2", "10")).await?;
            session.judge(&waited, is_file(rule(), waited.response(), &sample.content));
            let broken_off = session.ask_patiently(&byscript("1.6", "1"), Duration::from_secs(2)).await?;
            session.judge(&broken_off, is_not_file(rule(), broken_off.response(), &sample.content));
            Ok(())
        })
}

/// The path of the sample file, if the scripts tell it undistorted and the `sleep` script hands it on.
async fn path_of(
    session: &mut Session,
    fetching: &Fetching,
    sample: &SampleFile,
    sleep: &str,
) -> Result<Option<String>, Stuck> {
    let (_, found) = by_both(session, &fetching.path_script, &[&sample.name]).await?;
    let Some(path) = found.plain.filter(|plain| !plain.is_empty() && found.wrapped.as_ref() == Some(plain))
    else {
        return Ok(None);
    };
    let (_, handed_on) = by_both(session, sleep, &["0", &path]).await?;
    Ok((handed_on.wrapped.as_ref() == Some(&path)).then_some(path))
}

fn no_paths(profile: &Profile) -> Case {
    let name = |script| profile.script(script).map(str::to_owned);
    let scripts = name(ProbeScript::Echo)
        .and_then(|echo| Ok([echo, name(ProbeScript::Empty)?, name(ProbeScript::Fail)?]));
    draft("files", "download", "byscript_without_a_path_gives_no_file")
        .judging([cite::i("DL", 4)])
        .touching([Effect::Scripts])
        .given(scripts)
        .run(async |session, [echo, empty, fail]: &[String; 3]| {
            let scripts = [
                ("oktellspec-nobody", "", "an unknown script"),
                (empty, "", "a script that returns nothing"),
                (fail, "", "a script that fails"),
                (echo, "oktellspec-none.bin", "a path to nothing"),
                (echo, "no path\r\nat all", "what is no path"),
                (echo, "\0", "a NUL for a path"),
            ];
            for (script, value, what) in scripts {
                refuse(session, &run_for_file(script, &[value]), what).await?;
            }
            refuse(session, &Call::new("/download/byscript"), "no script at all").await
        })
}

async fn refuse(session: &mut Session, call: &Call, what: &str) -> Flow {
    let reply = session.ask(call).await?;
    session.judge_all(&reply, refused(reply.response(), what));
    Ok(())
}
