//! No file name reaches beyond the upload folder or takes the place of what was there (UP-8).

use checks::cite;
use checks::file::{are_two, is_unchanged};
use checks::upload::{Stored, StoredFile};
use report_model::verdict::Verdict;
use spec::catalogue::Effect;
use spec::ids::Citation;
use spec::wire::Request;

use super::{judge_shape, only, store, uploading};
use crate::ask::file::{self, Fetching, Part};
use crate::case::{Case, Flow, Stuck};
use crate::context::Context;
use crate::session::{Reply, Session};

pub(super) fn cases(context: &Context) -> Vec<Case> {
    vec![
        dangerous_names(context),
        long_names(context),
        names_taken(context),
        names_taken_at_once(context),
        ways_to_a_taken_name(context),
    ]
}

/// Names that mean another place than the upload folder, or no file at all. A quote or a backslash is escaped as quoted strings ask.
const DANGEROUS: [&str; 18] = [
    "..",
    ".",
    "../oktellspec-up.bin",
    "..\\\\..\\\\oktellspec-up.bin",
    "../../../../../../tmp/oktellspec-up.bin",
    "/tmp/oktellspec-absolute.bin",
    "C:\\\\oktellspec-drive.bin",
    "C:oktellspec-drive.bin",
    "\\\\\\\\localhost\\\\C$\\\\oktellspec-share.bin",
    "sub/oktellspec-folder.bin",
    "sub\\\\oktellspec-folder.bin",
    "NUL",
    "con.txt",
    "COM1",
    "oktellspec-stream.bin:hidden",
    "%2e%2e%2foktellspec-encoded.bin",
    "oktellspec\tcontrol.bin",
    " ",
];

fn dangerous_names(context: &Context) -> Case {
    uploading(context, "dangerous_names_are_refused_or_made_harmless").judging([cite::i("UP", 8)]).run(
        async |session, (): &()| {
            let fresh = file::fresh(session).await?;
            let sound = StoredFile { path: Some(fresh.path), ..StoredFile::default() };
            for name in DANGEROUS {
                for form in [file::octet_stream, |part: &Part| file::multipart(std::slice::from_ref(part))] {
                    harmless(session, form(&Part::named(name, b"stray")), name, sound.folder()).await?;
                }
            }
            Ok(())
        },
    )
}

fn long_names(context: &Context) -> Case {
    uploading(context, "a_name_of_300_characters_is_refused_or_shortened").judging([cite::i("UP", 8)]).run(
        async |session, (): &()| {
            for name in
                ["n".repeat(300), format!("{}.bin", "n".repeat(300)), format!("{}.bin", "дн".repeat(150))]
            {
                harmless(session, file::multipart(&[Part::named(&name, b"long")]), &name, None).await?;
            }
            Ok(())
        },
    )
}

/// A file with a dangerous name may be refused with the whole request, or by itself, or be stored under a harmless name.
async fn harmless(session: &mut Session, request: Request, name: &str, folder: Option<&str>) -> Flow {
    let (reply, stored) = file::upload(session, request).await?;
    for file in stored.iter().flat_map(|stored| &stored.files) {
        session.judge(&reply, file.harmless(name, folder));
    }
    if reply.succeeded() && name.is_ascii() { judge_shape(session, &reply) } else { Ok(()) }
}

/// A file that is there, and the answer that gives it.
#[derive(Debug)]
struct Kept {
    file: StoredFile,
    before: Reply,
}

/// Stores a file under a new name and fetches it.
async fn keep(session: &mut Session, fetching: &Fetching) -> Result<Kept, Stuck> {
    let name = format!("{}-kept.bin", fetching.fresh(session).await?.stem);
    let (reply, stored) = store(session, file::octet_stream(&Part::named(&name, b"the first file"))).await?;
    let none = || Stuck(format!("a file is not stored: {}", checks::words::told(reply.response())));
    let file = only(&stored).cloned().ok_or_else(none)?;
    let before = fetching.fetch(session, file.path.as_deref().unwrap_or_default()).await?;
    if before.succeeded() {
        Ok(Kept { file, before })
    } else {
        Err(Stuck("a stored file cannot be fetched".to_owned()))
    }
}

impl Kept {
    async fn is_still_there(&self, session: &mut Session, fetching: &Fetching, citation: Citation) -> Flow {
        let after = fetching.fetch(session, self.file.path.as_deref().unwrap_or_default()).await?;
        session.judge(&after, is_unchanged(citation, self.before.response(), after.response()));
        Ok(())
    }
}

/// UP-4: the document says that a name given is the name kept, and not what becomes of a file that has it already. A file that the
/// answer does not tell replaced is still there.
fn names_taken(context: &Context) -> Case {
    uploading(context, "a_second_file_of_a_name_is_dealt_with")
        .judging([cite::u("UP", 4), cite::i("UP", 7)])
        .touching([Effect::Scripts])
        .given(Fetching::of(&context.profile))
        .run(async |session, fetching: &Fetching| {
            let kept = keep(session, fetching).await?;
            let second = Part::named(&kept.file.name, b"the second");
            let (reply, later) = file::upload(session, file::octet_stream(&second)).await?;
            let at = |file: &StoredFile| file.path == kept.file.path;
            let (reading, is_replaced) = match later.as_ref().and_then(Stored::first_saved) {
                Some(later) if at(later) => ("replaces the first", true),
                Some(_) => ("is stored beside the first", false),
                None => ("is refused", false),
            };
            session.judge(
                &reply,
                Verdict::observed(cite::u("UP", 4), format!("a second file of one name {reading}")),
            );
            if is_replaced { Ok(()) } else { kept.is_still_there(session, fetching, cite::i("UP", 7)).await }
        })
}

/// Each of two files that were stored under one name can be fetched from its own path.
fn names_taken_at_once(context: &Context) -> Case {
    uploading(context, "two_files_of_one_name_in_one_request_are_two_files")
        .judging([cite::i("UP", 8), cite::d("UP", 5)])
        .touching([Effect::Scripts])
        .given(Fetching::of(&context.profile))
        .run(async |session, fetching: &Fetching| {
            let name = format!("{}-twin.bin", fetching.fresh(session).await?.stem);
            let contents: [&[u8]; 2] = [b"one", b"the other"];
            let (reply, stored) =
                store(session, file::multipart(&contents.map(|content| Part::named(&name, content)))).await?;
            session.judge(&reply, stored.describes(contents.len()));
            let mut fetched = Vec::new();
            for file in stored.files.iter().filter(|file| file.saved) {
                fetched.push(fetching.fetch(session, file.path.as_deref().unwrap_or_default()).await?);
            }
            if let [one, other] = fetched.as_slice()
                && one.succeeded()
                && other.succeeded()
            {
                session.judge(other, are_two(one.response(), other.response()));
            }
            Ok(())
        })
}

/// A name that leads back to a file by a way around: the file stays as it was.
fn ways_to_a_taken_name(context: &Context) -> Case {
    uploading(context, "no_way_around_leads_to_a_name_that_is_taken")
        .judging([cite::i("UP", 8)])
        .touching([Effect::Scripts])
        .given(Fetching::of(&context.profile))
        .run(async |session, fetching: &Fetching| {
            let kept = keep(session, fetching).await?;
            let name = &kept.file.name;
            let around = [format!("x/../{name}"), format!("./{name}"), format!("../UploadData/{name}")];
            for way in around.into_iter().chain([format!("{name}.")]) {
                let (reply, later) =
                    file::upload(session, file::multipart(&[Part::named(&way, b"stray")])).await?;
                for later in later.iter().flat_map(|later| &later.files) {
                    session.judge_all(&reply, later.spares(&kept.file));
                }
                kept.is_still_there(session, fetching, cite::i("UP", 8)).await?;
            }
            Ok(())
        })
}
