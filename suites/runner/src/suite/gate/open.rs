//! A gate without a password stands open, and a password sent all the same changes nothing (AUTH-4).

use checks::cite;
use spec::wire::Call;

use crate::case::{Case, Flow, draft};
use crate::context::DoorKind;
use crate::session::{Session, call};

pub(super) fn cases() -> Vec<Case> {
    let detail = call("getlicenseinfo").with("detail", "regserial");
    [call("getlicensefulltext"), call("getlicensefullxml"), detail].into_iter().map(open).collect()
}

fn open(question: Call) -> Case {
    let command = question.path.trim_start_matches('/').to_owned();
    draft("gate", &command, "is_open_where_no_password_is_set")
        .judging([cite::d("AUTH", 4), cite::i("AUTH", 4)])
        .through(DoorKind::Open)
        .run(async move |session, (): &()| asked_with_and_without(session, &question).await)
}

async fn asked_with_and_without(session: &mut Session, question: &Call) -> Flow {
    let without = session.send(&question.request()).await?;
    let seen = format!("status {}", without.status());
    session.expect(&without, cite::d("AUTH", 4), without.succeeded(), "a success without a password", seen);
    for password in ["superfluous", ""] {
        let with = session.send(&question.clone().with("password", password).request()).await?;
        let same = with.status() == without.status() && with.body() == without.body();
        let seen = checks::words::told(with.response());
        session.expect(&with, cite::i("AUTH", 4), same, "the answer that comes without a password", seen);
    }
    Ok(())
}
