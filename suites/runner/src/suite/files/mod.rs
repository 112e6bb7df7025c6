//! Files that come out of the exchange and files that go in (DL, UP).

mod contents;
mod downloads;
mod names;
mod outside;
mod uploads;

use std::rc::Rc;

use checks::upload::{Stored, StoredFile};
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::wire::Request;

use crate::ask::{self, file};
use crate::case::{Case, Draft, Stuck, draft};
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

/// Sends files and judges the shape of the answer. What cannot be read describes no file.
async fn store(session: &mut Session, request: Request) -> Result<(Reply, Stored), Stuck> {
    let (reply, stored) = file::upload(session, request).await?;
    if reply.succeeded() {
        let route = session.route("upload", "upload")?;
        session.read(&reply, &route, &checks::cite::e("UP", 5));
    }
    Ok((reply, stored.unwrap_or(Stored { count: None, files: Vec::new() })))
}

/// The only file of an answer, if it was stored.
fn only(stored: &Stored) -> Option<&StoredFile> {
    stored.first_saved().filter(|_| stored.files.len() == 1)
}
