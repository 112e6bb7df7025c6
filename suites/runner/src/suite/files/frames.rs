//! The frame around uploaded files (UP-1): what RFC 2046 lets a multipart body look like beyond the plainest form, and RFC 9110 a field.

use checks::cite;
use checks::upload::StoredFile;
use spec::wire::Request;

use super::{only, store, uploading};
use crate::ask::file::{self, Part};
use crate::case::{Case, Flow, Stuck};
use crate::context::Context;
use crate::session::Session;

/// What separates the parts here; blanks are part of it, so it stands in quotes in the field.
const BOUNDARY: &str = "oktellspec frame-5c";

/// What every file here holds. It ends in what could be the beginning of a boundary.
const CONTENT: &str = "in a frame\r\n--oktellspec";

pub(super) fn cases(context: &Context) -> Vec<Case> {
    vec![frames(context), fields(context)]
}

/// How a multipart body is written.
#[derive(Clone, Copy)]
struct Frame {
    what: &'static str,
    /// What stands before the first boundary.
    preamble: &'static str,
    /// What stands behind each boundary, on its line.
    padding: &'static str,
    /// What stands between the header fields that a file must have.
    fields: [&'static str; 3],
    /// Bytes of one more field of each file.
    filler: usize,
    /// What stands behind the last boundary.
    end: &'static str,
}

const PLAIN: Frame = Frame {
    what: "plain",
    preamble: "",
    padding: "",
    fields: [
        "Content-Disposition: form-data; name=\"f\"; filename=",
        "Content-Transfer-Encoding: binary",
        "",
    ],
    filler: 0,
    end: "\r\n",
};

const FRAMES: [Frame; 7] = [
    PLAIN,
    Frame { what: "without a line end behind the last boundary", end: "", ..PLAIN },
    Frame { what: "with a preamble", preamble: "This is a message of several parts.\r\n", ..PLAIN },
    Frame { what: "with blanks behind the boundaries", padding: " \t", ..PLAIN },
    Frame {
        what: "with names of fields in other letter cases",
        fields: [
            "content-disposition:form-data;name=f;filename=",
            "CONTENT-TRANSFER-ENCODING:  binary  ",
            "",
        ],
        ..PLAIN
    },
    Frame {
        what: "with further fields",
        fields: [
            "X-Oktellspec: a: b; filename=\"other.bin\"\r\nContent-Disposition: form-data; name=\"f\"; filename=",
            "Content-Transfer-Encoding: binary",
            "\r\nContent-Type: text/plain; charset=utf-8",
        ],
        ..PLAIN
    },
    // Long enough to come in pieces, one of which ends within a field.
    Frame { what: "with a long field", filler: 6000, ..PLAIN },
];

impl Frame {
    /// A request of two files, so that the first boundary, the one between parts and the last are all there.
    fn request(&self, names: [&str; 2]) -> Request {
        let [disposition, encoding, further] = self.fields;
        let padding = self.padding;
        let filler = match self.filler {
            0 => String::new(),
            length => format!("\r\nX-Oktellspec-Filler: {}", "x".repeat(length)),
        };
        let part = |name: &str| {
            format!(
                "--{BOUNDARY}{padding}\r\n{disposition}\"{name}\"\r\n{encoding}{further}{filler}\r\n\r\n{CONTENT}\r\n"
            )
        };
        let parts = names.map(part).concat();
        let body = format!("{}{parts}--{BOUNDARY}--{padding}{}", self.preamble, self.end);
        Request::post("/upload")
            .header("content-type", format!("multipart/form-data; boundary=\"{BOUNDARY}\""))
            .content(body.into_bytes())
    }
}

fn frames(context: &Context) -> Case {
    uploading(context, "multipart_is_understood_in_every_form")
        .judging([cite::i("UP", 1), cite::d("UP", 4)])
        .run(async |session, (): &()| {
            let stem = file::fresh(session).await?.stem;
            let plain =
                ["a", "b"].map(|side| Part::named(&format!("{stem}-plain-{side}.bin"), CONTENT.as_bytes()));
            let (_, stored) = file::upload(session, file::multipart(&plain)).await?;
            if !session.is_rehearsal() && stored.is_none_or(|stored| stored.files.len() != plain.len()) {
                // That is another rule's matter (UP-3, UP-5).
                return Err(Stuck(
                    "two files in the plainest form are not both told, so no other form can be judged"
                        .to_owned(),
                ));
            }
            for (place, frame) in FRAMES.iter().enumerate() {
                let names = ["a", "b"].map(|side| format!("{stem}-frame-{place}{side}.bin"));
                framed(session, frame, &names).await?;
            }
            Ok(())
        })
}

async fn framed(session: &mut Session, frame: &Frame, names: &[String; 2]) -> Flow {
    let [one, other] = names.each_ref().map(String::as_str);
    let (reply, stored) = file::upload(session, frame.request([one, other])).await?;
    let Some(stored) = stored else {
        let expected = format!("a multipart body {} understood", frame.what);
        session.expect(&reply, cite::i("UP", 1), false, expected, checks::words::told(reply.response()));
        return Ok(());
    };
    // A size that is missing is UP-5's matter.
    let whole = |file: &&StoredFile| file.saved && file.size.is_none_or(|size| size == CONTENT.len());
    let whole = stored.files.iter().filter(whole).count();
    let expected = format!("two files of {} bytes stored of a body {}", CONTENT.len(), frame.what);
    session.expect(&reply, cite::i("UP", 1), whole == 2, expected, format!("{:?}", stored.files));
    session.judge_all(&reply, stored.named(&[(one, CONTENT.len()), (other, CONTENT.len())]));
    Ok(())
}

/// The fields of a request that is one file, written in every way that a field may be.
fn fields(context: &Context) -> Case {
    uploading(context, "octet_stream_is_understood_in_every_form")
        .judging([cite::i("UP", 1), cite::d("UP", 4)])
        .run(async |session, (): &()| {
            let stem = file::fresh(session).await?.stem;
            let forms = [
                ("application/octet-stream", "binary", "attachment; filename=", ""),
                ("Application/Octet-Stream", "Binary", "attachment;filename=", ""),
                (
                    "application/octet-stream; x=y",
                    "binary",
                    "attachment; x=\"a; filename=no\"; FileName=",
                    "; y=z",
                ),
            ];
            for (place, (kind, encoding, before, after)) in forms.into_iter().enumerate() {
                let name = format!("{stem}-field-{place}.bin");
                let request = Request::post("/upload")
                    .header("content-type", kind)
                    .header("content-transfer-encoding", encoding)
                    .header("content-disposition", format!("{before}{name}{after}"))
                    .content(CONTENT.as_bytes().to_vec());
                let (reply, stored) = store(session, request).await?;
                session.judge(&reply, stored.all_saved(cite::i("UP", 1)));
                session.judge_all(&reply, stored.named(&[(&name, CONTENT.len())]));
                session.judge_all(&reply, only(&stored).and_then(|file| file.sized(CONTENT.len())));
            }
            Ok(())
        })
}
