//! How files are sent: both media types, one and several at once, and what is told of each (UP-1, UP-2, UP-3, UP-5, UP-6).

use checks::cite;
use checks::upload::{Stored, StoredFile};
use spec::ids::Citation;
use spec::wire::Request;

use super::{judge_shape, only, store, uploading};
use crate::ask::file::{self, Part};
use crate::case::{Case, Flow, Stuck};
use crate::context::Context;
use crate::session::{Reply, Session};

pub(super) fn cases(context: &Context) -> Vec<Case> {
    vec![
        one_file(context, Form::OctetStream),
        one_file(context, Form::Multipart),
        several_files(context),
        some_without_name(context),
        some_that_cannot_be_stored(context),
    ]
}

/// The media types that the document names.
#[derive(Debug, Clone, Copy)]
enum Form {
    OctetStream,
    Multipart,
}

impl Form {
    fn request(self, part: Part) -> Request {
        match self {
            Self::OctetStream => file::octet_stream(&part),
            Self::Multipart => file::multipart(&[part]),
        }
    }
}

fn one_file(context: &Context, form: Form) -> Case {
    let word = match form {
        Form::OctetStream => "one_file_as_octet_stream",
        Form::Multipart => "one_file_as_multipart",
    };
    let rules = [
        cite::d("UP", 1),
        cite::d("UP", 2),
        cite::i("UP", 2),
        cite::d("UP", 4),
        cite::d("UP", 5),
        cite::e("UP", 6),
    ];
    uploading(context, word).judging(rules).run(async move |session, (): &()| {
        let name = format!("{}.bin", file::fresh(session).await?.stem);
        understood(session, cite::d("UP", 1), form.request(Part::nameless(b"one file"))).await?;
        let (reply, stored) = store(session, form.request(Part::named(&name, b"one file"))).await?;
        // It has both fields that a file must come with.
        session.judge(&reply, stored.all_saved(cite::d("UP", 2)));
        session.judge(&reply, stored.describes(1));
        session.judge_all(&reply, stored.named(&[(&name, b"one file".len())]));
        if let Some(file) = only(&stored) {
            judge_place(session, &reply, file);
            session.judge_all(&reply, file.sized(b"one file".len()));
        }
        Ok(())
    })
}

/// A request of a documented form is a success; server errors are R-1's.
async fn understood(session: &mut Session, rule: Citation, request: Request) -> Flow {
    let (reply, _) = file::upload(session, request).await?;
    if reply.status() < 500 {
        let seen = checks::words::told(reply.response());
        session.expect(&reply, rule, reply.succeeded(), "a success", seen);
    }
    Ok(())
}

fn judge_place(session: &mut Session, reply: &Reply, file: &StoredFile) {
    session.judge_all(reply, file.path_ends_in_name());
    session.judge_all(reply, file.lies_in_upload_folder());
}

fn several_files(context: &Context) -> Case {
    let rules = [cite::d("UP", 3), cite::i("UP", 2), cite::d("UP", 4), cite::d("UP", 5), cite::e("UP", 6)];
    uploading(context, "several_files_in_one_request").judging(rules).run(async |session, (): &()| {
        let stem = file::fresh(session).await?.stem;
        let pair = [Part::nameless(b"one"), Part::nameless(b"other")];
        understood(session, cite::d("UP", 3), file::multipart(&pair)).await?;
        for count in [2, 3, 12] {
            let names: Vec<String> = (1..=count).map(|place| format!("{stem}-{count}-{place}.txt")).collect();
            several(session, &names).await?;
        }
        Ok(())
    })
}

/// Each file is longer than the one before, so that a mix-up shows in the sizes.
async fn several(session: &mut Session, names: &[String]) -> Flow {
    let sent: Vec<(&str, usize)> =
        names.iter().zip(1..).map(|(name, place)| (name.as_str(), place * 7)).collect();
    let part = |(name, length): &(&str, usize)| Part::named(name, "x".repeat(*length).as_bytes());
    let parts: Vec<Part> = sent.iter().map(part).collect();
    let (reply, stored) = store(session, file::multipart(&parts)).await?;
    session.judge(&reply, stored.all_saved(cite::d("UP", 3)));
    session.judge(&reply, stored.describes(names.len()));
    let named = stored.named(&sent);
    let sound = named.as_ref().is_some_and(|verdict| verdict.deviation().is_none());
    session.judge_all(&reply, named);
    for (name, length) in sent.into_iter().filter(|_| sound) {
        if let Some(file) = stored.files.iter().find(|file| file.saved && file.name == name) {
            judge_place(session, &reply, file);
            session.judge_all(&reply, file.sized(length));
        }
    }
    Ok(())
}

/// Files without a name get one at random: different ones in one request and in several.
fn some_without_name(context: &Context) -> Case {
    let rules = [cite::i("UP", 4), cite::d("UP", 4), cite::d("UP", 5), cite::e("UP", 6)];
    uploading(context, "files_without_a_name_get_different_ones").judging(rules).run(
        async |session, (): &()| {
            let name = format!("{}.bin", file::fresh(session).await?.stem);
            let parts = [Part::nameless(b"first"), Part::named(&name, b"second"), Part::nameless(b"third")];
            let (mixed_reply, mixed) = store(session, file::multipart(&parts)).await?;
            session.judge(&mixed_reply, mixed.describes(3));
            session.judge(&mixed_reply, mixed.all_saved(cite::d("UP", 4)));
            let described = mixed.files.len() == parts.len();
            let named = mixed.named(&[(&name, b"second".len())]).filter(|_| described);
            session.judge_all(&mixed_reply, named);
            let mut nameless: Vec<StoredFile> =
                saved(&mixed).filter(|file| file.name != name).cloned().collect();
            let (reply, more) = unnamed(session).await?;
            nameless.extend(more);
            for file in &nameless {
                judge_place(session, &reply, file);
            }
            session.judge(&reply, Stored::differently_named(&nameless.iter().collect::<Vec<_>>()));
            Ok(())
        },
    )
}

fn saved(stored: &Stored) -> impl Iterator<Item = &StoredFile> {
    stored.files.iter().filter(|file| file.saved)
}

/// Two requests of the same file without a name.
async fn unnamed(session: &mut Session) -> Result<(Reply, Vec<StoredFile>), Stuck> {
    let part = Part::nameless(b"the same content");
    let (_, first) = store(session, file::octet_stream(&part)).await?;
    let (reply, second) = store(session, file::octet_stream(&part)).await?;
    session.judge(&reply, second.all_saved(cite::d("UP", 4)));
    Ok((reply, saved(&first).chain(saved(&second)).cloned().collect()))
}

/// What cannot be decoded may be refused with the whole request or by itself; each file is described all the same.
fn some_that_cannot_be_stored(context: &Context) -> Case {
    uploading(context, "what_cannot_be_stored_is_described_too").judging([cite::d("UP", 5)]).run(
        async |session, (): &()| {
            let stem = file::fresh(session).await?.stem;
            let part = |place: usize| Part::named(&format!("{stem}-bad-{place}.bin"), b"sound");
            let bad = [
                part(1).encoded("base64", "@@@ no base64 @@@"),
                part(2).encoded("x-oktellspec-unknown", "sound"),
                Part { disposition: "; filename=\"..\"".to_owned(), ..part(3) },
            ];
            for bad in bad {
                let (reply, stored) = file::upload(session, file::multipart(&[part(4), bad])).await?;
                if reply.succeeded() {
                    judge_shape(session, &reply)?;
                    session.judge_all(&reply, stored.map(|stored| stored.describes(2)));
                }
            }
            Ok(())
        },
    )
}
