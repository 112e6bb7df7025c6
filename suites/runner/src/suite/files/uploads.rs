//! How files are sent: both media types, one and several at once, and what is told of each (UP-1, UP-2, UP-3, UP-5, UP-6).

use checks::cite;
use checks::upload::{Stored, StoredFile};

use super::{only, store, uploading};
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
    ]
}

/// The media types that the document names.
#[derive(Debug, Clone, Copy)]
enum Form {
    OctetStream,
    Multipart,
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
        let name = format!("{}.bin", file::fresh_stem(session).await?);
        let part = Part::named(&name, b"one file");
        let (reply, stored) = match form {
            Form::OctetStream => store(session, file::octet_stream(&part)).await?,
            Form::Multipart => store(session, file::multipart(&[part])).await?,
        };
        // A request of this media type, with the fields that it must have, is understood: its file is stored.
        for rule in [cite::d("UP", 1), cite::d("UP", 2)] {
            session.judge(&reply, stored.all_saved(rule, 1));
        }
        session.judge(&reply, stored.describes(1));
        session.judge(&reply, stored.named(&[&name]));
        if let Some(file) = only(&stored) {
            judge_place(session, &reply, file);
            session.judge(&reply, file.sized(b"one file".len()));
        }
        Ok(())
    })
}

fn judge_place(session: &mut Session, reply: &Reply, file: &StoredFile) {
    session.judge(reply, file.path_ends_in_name());
    session.judge(reply, file.lies_in_upload_folder());
}

fn several_files(context: &Context) -> Case {
    let rules = [cite::d("UP", 3), cite::i("UP", 2), cite::d("UP", 4), cite::d("UP", 5), cite::e("UP", 6)];
    uploading(context, "several_files_in_one_request").judging(rules).run(async |session, (): &()| {
        let stem = file::fresh_stem(session).await?;
        for count in [2, 3, 12] {
            let names: Vec<String> = (1..=count).map(|place| format!("{stem}-{count}-{place}.txt")).collect();
            several(session, &names).await?;
        }
        Ok(())
    })
}

/// Each file is longer than the one before, so that a mix-up shows in the sizes.
async fn several(session: &mut Session, names: &[String]) -> Flow {
    let contents: Vec<String> = (1..=names.len()).map(|length| "x".repeat(length * 7)).collect();
    let named = names.iter().zip(&contents);
    let parts: Vec<Part> =
        named.clone().map(|(name, content)| Part::named(name, content.as_bytes())).collect();
    let (reply, stored) = store(session, file::multipart(&parts)).await?;
    session.judge(&reply, stored.all_saved(cite::d("UP", 3), names.len()));
    session.judge(&reply, stored.describes(names.len()));
    session.judge(&reply, stored.named(&names.iter().map(String::as_str).collect::<Vec<_>>()));
    for (name, content) in named {
        if let Some(file) = stored.files.iter().find(|file| file.saved && file.name == *name) {
            judge_place(session, &reply, file);
            session.judge(&reply, file.sized(content.len()));
        }
    }
    Ok(())
}

/// Files without a name get one at random: different ones in one request and in several.
fn some_without_name(context: &Context) -> Case {
    let rules = [cite::i("UP", 4), cite::d("UP", 4), cite::d("UP", 5), cite::e("UP", 6)];
    uploading(context, "files_without_a_name_get_different_ones").judging(rules).run(
        async |session, (): &()| {
            let name = format!("{}.bin", file::fresh_stem(session).await?);
            let parts = [Part::nameless(b"first"), Part::named(&name, b"second"), Part::nameless(b"third")];
            let (mixed_reply, mixed) = store(session, file::multipart(&parts)).await?;
            session.judge(&mixed_reply, mixed.describes(3));
            session.judge(&mixed_reply, mixed.named(&[&name]));
            let mut nameless: Vec<StoredFile> =
                saved(&mixed).filter(|file| file.name != name).cloned().collect();
            let (reply, more) = unnamed(session).await?;
            nameless.extend(more);
            for file in &nameless {
                judge_place(session, &reply, file);
            }
            let expected = "files without a name are stored too";
            let seen = format!("{} of 4 stored", nameless.len());
            session.expect(&reply, cite::d("UP", 4), nameless.len() == 4, expected, seen);
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
    Ok((reply, saved(&first).chain(saved(&second)).cloned().collect()))
}
