//! Files that come out of the exchange and files that go in (DL, UP).

mod contents;
mod downloads;
mod frames;
mod names;
mod outside;
mod uploads;

use std::rc::Rc;

use checks::upload::{Stored, StoredFile};
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::wire::Request;

use crate::ask::{self, file};
use crate::case::{Case, Draft, Flow, Stuck, draft};
use crate::casting::Casting;
use crate::context::Context;
use crate::session::{Reply, Session};

pub(super) fn cases(context: &Rc<Context>, _casting: &Casting<'_>) -> Vec<Case> {
    [
        downloads::cases(&context.profile),
        outside::cases(&context.profile),
        uploads::cases(context),
        names::cases(context),
        contents::cases(context),
        frames::cases(context),
    ]
    .concat()
}

/// A case about stored files; the shape of their answers is judged with it.
fn uploading(context: &Context, what: &str) -> Draft {
    draft("files", "upload", what).judging(shape(context)).touching([Effect::Uploads])
}

fn shape(context: &Context) -> Vec<Citation> {
    ask::shown_by(context, "upload")
}

/// Sends files and judges the shape of the answer.
///
/// # Errors
/// If the request is refused (UP-1), or what became of the files cannot be read (UP-5): then nothing more can be said of them.
async fn store(session: &mut Session, request: Request) -> Result<(Reply, Stored), Stuck> {
    let (reply, stored) = file::upload(session, request).await?;
    if reply.succeeded() {
        judge_shape(session, &reply)?;
    }
    let unread =
        || Stuck(format!("with status {} nothing is told of the files that were sent", reply.status()));
    let stored = stored.ok_or_else(unread)?;
    Ok((reply, stored))
}

fn judge_shape(session: &mut Session, reply: &Reply) -> Flow {
    let route = session.route("upload", "upload")?;
    session.read(reply, &route, &checks::cite::e("UP", 5));
    Ok(())
}

/// The only file of an answer, if it was stored.
fn only(stored: &Stored) -> Option<&StoredFile> {
    stored.first_saved().filter(|_| stored.files.len() == 1)
}
