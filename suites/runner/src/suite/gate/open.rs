//! A gate without a password stands open, and a password sent all the same changes nothing (AUTH-4).

use checks::cite;
use spec::catalogue::{Carrier, Effect};
use spec::profile::{ProbeScript, Profile};
use spec::wire::Call;

use crate::ask::script::run;
use crate::case::{Case, Flow, draft};
use crate::context::DoorKind;
use crate::session::{Session, call};

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    let reading = [
        call("getlicensefulltext"),
        call("getlicensefullxml"),
        call("getlicenseinfo").with("detail", "regserial"),
    ];
    let mut cases: Vec<Case> = reading.into_iter().map(open).collect();
    cases.push(open_to_scripts(profile));
    cases
}

fn open(question: Call) -> Case {
    let command = question.path.trim_start_matches('/').to_owned();
    draft("gate", &command, "is_open_where_no_password_is_set")
        .judging([cite::d("AUTH", 4), cite::i("AUTH", 4)])
        .through(DoorKind::Open)
        .run(async move |session, (): &()| asked_with_and_without(session, &question).await)
}

fn open_to_scripts(profile: &Profile) -> Case {
    let question = profile.script(ProbeScript::Echo).map(|echo| run("execsvcscript", echo, &["open"]));
    draft("gate", "execsvcscript", "is_open_where_no_password_is_set")
        .judging([cite::d("AUTH", 4), cite::i("AUTH", 4)])
        .touching([Effect::Scripts])
        .through(DoorKind::Open)
        .given(question)
        .run(async |session, question: &Call| asked_with_and_without(session, question).await)
}

async fn asked_with_and_without(session: &mut Session, question: &Call) -> Flow {
    for carrier in Carrier::ALL {
        let without = session.send(&question.clone().by(carrier).request()).await?;
        let seen = format!("status {}", without.status());
        session.expect(
            &without,
            cite::d("AUTH", 4),
            without.succeeded(),
            "a success without a password",
            seen,
        );
        for password in ["superfluous", ""] {
            let with =
                session.send(&question.clone().with("password", password).by(carrier).request()).await?;
            let same = with.status() == without.status() && with.body() == without.body();
            let seen = checks::words::told(with.response());
            session.expect(&with, cite::i("AUTH", 4), same, "the answer that comes without a password", seen);
        }
    }
    Ok(())
}
