//! No file name reaches beyond the upload folder or takes the place of what was there (UP-8).

use checks::cite;
use checks::file::is_bytes;
use checks::upload::StoredFile;
use spec::catalogue::Effect;

use super::{only, store, uploading};
use crate::ask::file::{self, Fetching, Part};
use crate::case::{Case, Flow};
use crate::context::Context;
use crate::session::Session;

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
            let stem = file::fresh_stem(session).await?;
            let (_, sound) =
                store(session, file::octet_stream(&Part::named(&format!("{stem}.bin"), b"sound"))).await?;
            let folder = only(&sound).and_then(StoredFile::folder).map(str::to_owned);
            for name in DANGEROUS {
                for form in [file::octet_stream, |part: &Part| file::multipart(std::slice::from_ref(part))] {
                    let (reply, stored) = store(session, form(&Part::named(name, b"stray"))).await?;
                    for file in &stored.files {
                        session.judge(&reply, file.harmless(name, folder.as_deref()));
                    }
                }
            }
            Ok(())
        },
    )
}

fn long_names(context: &Context) -> Case {
    uploading(context, "a_name_of_300_characters_is_refused_or_shortened").judging([cite::i("UP", 8)]).run(
        async |session, (): &()| {
            for name in ["n".repeat(300), format!("{}.bin", "д".repeat(300))] {
                let (reply, stored) = store(session, file::multipart(&[Part::named(&name, b"long")])).await?;
                for file in &stored.files {
                    session.judge(&reply, file.harmless(&name, None));
                }
            }
            Ok(())
        },
    )
}

/// The same name twice: the first file is still there.
fn names_taken(context: &Context) -> Case {
    uploading(context, "a_second_file_of_a_name_leaves_the_first")
        .judging([cite::i("UP", 8)])
        .touching([Effect::Scripts])
        .given(Fetching::of(&context.profile))
        .run(async |session, fetching: &Fetching| {
            let name = format!("{}-taken.bin", file::fresh_stem(session).await?);
            let (_, first) =
                store(session, file::octet_stream(&Part::named(&name, b"the first file"))).await?;
            let Some(first) = only(&first).cloned() else { return Ok(()) };
            let second = Part::named(&name, b"the second");
            for request in [file::octet_stream(&second), file::multipart(&[second])] {
                let (reply, later) = store(session, request).await?;
                for later in &later.files {
                    session.judge(&reply, later.spares(&first));
                }
                still_there(session, fetching, &first, b"the first file").await?;
            }
            Ok(())
        })
}

async fn still_there(session: &mut Session, fetching: &Fetching, file: &StoredFile, content: &[u8]) -> Flow {
    let fetched = fetching.fetch(session, file.path.as_deref().unwrap_or_default()).await?;
    session.judge(&fetched, is_bytes(cite::i("UP", 8), fetched.response(), content));
    Ok(())
}

fn names_taken_at_once(context: &Context) -> Case {
    uploading(context, "two_files_of_one_name_in_one_request_are_two_files")
        .judging([cite::i("UP", 8), cite::d("UP", 5)])
        .run(async |session, (): &()| {
            let name = format!("{}-twin.bin", file::fresh_stem(session).await?);
            let twins = [Part::named(&name, b"one"), Part::named(&name, b"other")];
            let (reply, stored) = store(session, file::multipart(&twins)).await?;
            session.judge(&reply, stored.describes(2));
            if let [first, second] = stored.files.as_slice()
                && first.saved
            {
                session.judge(&reply, second.spares(first));
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
            let name = format!("{}-kept.bin", file::fresh_stem(session).await?);
            let (_, kept) = store(session, file::octet_stream(&Part::named(&name, b"kept"))).await?;
            let Some(kept) = only(&kept).cloned() else { return Ok(()) };
            let ways = [
                format!("x/../{name}"),
                format!("./{name}"),
                format!("../UploadData/{name}"),
                format!("{name}."),
                name.to_uppercase(),
            ];
            for way in ways {
                store(session, file::multipart(&[Part::named(&way, b"stray")])).await?;
                still_there(session, fetching, &kept, b"kept").await?;
            }
            Ok(())
        })
}
