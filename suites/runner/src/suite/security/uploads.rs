//! Uploads that are no uploads: answered, and without an effect where they are refused.

use checks::cite;
use checks::harm::no_effect;
use checks::upload::StoredFile;
use spec::catalogue::Effect;
use spec::profile::Profile;
use spec::wire::Request;

use super::security;
use crate::ask::file::Fetching;
use crate::case::{Case, Flow};
use crate::session::Session;

/// Bodies of a multipart request that are not as they should be, each with a name for its file left open.
const BODIES: [&str; 12] = [
    "",
    "--b",
    "--b--\r\n",
    "no boundary at all",
    "--b\r\n\r\nno fields\r\n--b--\r\n",
    "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}\"\r\nContent-Transfer-Encoding: binary\r\n\r\nno last boundary",
    "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}\"\r\nContent-Transfer-Encoding: binary\r\n\r\nhalf\r\n--b\r\nContent-Dis",
    "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}\r\nContent-Transfer-Encoding: binary\r\n\r\nopen quote\r\n--b--\r\n",
    "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}\"\r\nno colon\r\n\r\nbad field\r\n--b--\r\n",
    "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}\"\r\n\r\nno transfer encoding\r\n--b--\r\n",
    "--b\r\nContent-Transfer-Encoding: binary\r\n\r\nno disposition\r\n--b--\r\n",
    "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"{name}\"\r\nContent-Transfer-Encoding: binary\r\n\r\nfirst\r\n--b\r\nContent-Transfer-Encoding: binary\r\n\r\nsecond without disposition\r\n--b--\r\n",
];

pub(super) fn cases(profile: &Profile) -> Vec<Case> {
    vec![odd_forms(), odd_bodies(profile)]
}

/// Media types and fields that say nothing, or too much.
fn odd_forms() -> Case {
    security("upload", "odd_forms_of_upload_do_no_harm").touching([Effect::Uploads]).run(
        async |session, (): &()| {
            let types = [
                "",
                "text/plain",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"unclosed",
                "multipart/mixed; boundary=b",
                "application/octet-stream; boundary=b",
                "application/x-www-form-urlencoded",
                "////",
            ];
            for media_type in types {
                let request =
                    Request::post("/upload").header("content-type", media_type).content("--b--\r\n");
                session.send(&session.admitted(request)).await?;
            }
            for disposition in [
                "",
                "attachment; filename",
                "attachment; filename=",
                "; ; ;",
                "form-data; filename*=''",
                "\"",
            ] {
                let request = Request::post("/upload").header("content-type", "application/octet-stream");
                let request = request
                    .header("content-transfer-encoding", "7bit")
                    .header("content-disposition", disposition);
                session.send(&session.admitted(request.content("x"))).await?;
            }
            Ok(())
        },
    )
}

/// A request that is refused leaves none of its files.
fn odd_bodies(profile: &Profile) -> Case {
    security("upload", "a_refused_upload_leaves_no_file")
        .judging([cite::r(5)])
        .touching([Effect::Uploads, Effect::Scripts])
        .given(Fetching::of(profile))
        .run(async |session, fetching: &Fetching| {
            let fresh = fetching.fresh(session).await?;
            let place = StoredFile { path: Some(fresh.path), ..StoredFile::default() };
            for (number, body) in BODIES.iter().enumerate() {
                let name = format!("{}-odd-{number}.bin", fresh.stem);
                let Some(path) = place.sibling(&name) else { return Ok(()) };
                fetching.finds_nothing(session, &path).await?;
                odd_body(session, fetching, &body.replace("{name}", &name), &path).await?;
            }
            Ok(())
        })
}

async fn odd_body(session: &mut Session, fetching: &Fetching, body: &str, path: &str) -> Flow {
    let request =
        Request::post("/upload").header("content-type", "multipart/form-data; boundary=b").content(body);
    let reply = session.send(&session.admitted(request)).await?;
    if reply.refused() {
        let fetched = fetching.fetch(session, path).await?;
        let there = if fetched.succeeded() { "a file" } else { "nothing" };
        session.judge(&reply, no_effect("what lies at the path of the refused file", "nothing", there));
    }
    Ok(())
}
