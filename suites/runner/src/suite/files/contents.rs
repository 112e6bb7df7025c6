//! What is stored is what was sent: transfer encodings undone, every length, every byte (UP-2, UP-7).

use checks::cite;
use checks::file::is_bytes;
use spec::catalogue::Effect;
use spec::wire::Request;

use super::{only, store, uploading};
use crate::ask::file::{self, Fetching, Part};
use crate::case::{Case, Flow, draft};
use crate::context::Context;
use crate::session::Session;

pub(super) fn cases(context: &Context) -> Vec<Case> {
    vec![encodings(context), lengths(context), bytes(context), cyrillic_names(context)]
}

/// A file as it was before it was encoded, and as it travels.
struct Sent {
    encoding: &'static str,
    travels: &'static [u8],
    means: &'static [u8],
}

const ENCODED: [Sent; 9] = [
    Sent { encoding: "binary", travels: b"\x00\xff\r\n--x\r\n", means: b"\x00\xff\r\n--x\r\n" },
    Sent { encoding: "8bit", travels: "слово\r\n".as_bytes(), means: "слово\r\n".as_bytes() },
    Sent { encoding: "7bit", travels: b"plain = 3D\r\n", means: b"plain = 3D\r\n" },
    Sent { encoding: "base64", travels: b"AP/+YmFzZQ==", means: b"\x00\xff\xfebase" },
    Sent { encoding: "base64", travels: b"AP/+\r\nYmFz\r\nZQ==\r\n", means: b"\x00\xff\xfebase" },
    Sent { encoding: "BASE64", travels: b"YmFzZTY0", means: b"base64" },
    Sent { encoding: "quoted-printable", travels: b"a=3Db=00=FF", means: b"a=b\x00\xff" },
    Sent { encoding: "quoted-printable", travels: b"soft =\r\nbreak", means: b"soft break" },
    Sent { encoding: "Quoted-Printable", travels: b"caf=c3=a9", means: b"caf\xc3\xa9" },
];

fn encodings(context: &Context) -> Case {
    uploading(context, "transfer_encodings_are_undone")
        .judging([cite::i("UP", 2), cite::i("UP", 7)])
        .touching([Effect::Scripts])
        .given(Fetching::of(&context.profile))
        .run(async |session, fetching: &Fetching| {
            let stem = fetching.fresh(session).await?.stem;
            for (place, sent) in ENCODED.iter().enumerate() {
                let part = |form: &str| {
                    Part::named(&format!("{stem}-{form}-{place}.bin"), &[])
                        .encoded(sent.encoding, sent.travels)
                };
                let requests = [file::octet_stream(&part("o")), file::multipart(&[part("m")])];
                for request in requests {
                    returns(session, fetching, request, sent.means).await?;
                }
            }
            Ok(())
        })
}

/// Stores one file, judges the size that is told, and fetches it.
async fn returns(session: &mut Session, fetching: &Fetching, request: Request, means: &[u8]) -> Flow {
    let (reply, stored) = store(session, request).await?;
    session.judge(&reply, stored.all_saved(cite::i("UP", 2)));
    let Some(file) = only(&stored) else { return Ok(()) };
    session.judge_all(&reply, file.sized(means.len()));
    let fetched = fetching.fetch(session, file.path.as_deref().unwrap_or_default()).await?;
    session.judge(&fetched, is_bytes(cite::i("UP", 7), fetched.response(), means));
    Ok(())
}

/// Lengths at the edges of common buffers; an empty file may be refused.
fn lengths(context: &Context) -> Case {
    uploading(context, "files_of_every_length_come_back")
        .judging([cite::i("UP", 2), cite::i("UP", 7)])
        .touching([Effect::Scripts])
        .given(Fetching::of(&context.profile))
        .run(async |session, fetching: &Fetching| {
            let stem = fetching.fresh(session).await?.stem;
            for length in [1, 4095, 65_535, 65_536, 65_537] {
                let content = noise(length);
                let part = |form: &str| Part::named(&format!("{stem}-{form}-{length}.bin"), &content);
                for request in [file::octet_stream(&part("o")), file::multipart(&[part("m")])] {
                    returns(session, fetching, request, &content).await?;
                }
            }
            let (_, empty) =
                store(session, file::multipart(&[Part::named(&format!("{stem}-0.bin"), &[])])).await?;
            if let Some(file) = only(&empty) {
                let fetched = fetching.fetch(session, file.path.as_deref().unwrap_or_default()).await?;
                session.judge(&fetched, is_bytes(cite::i("UP", 7), fetched.response(), &[]));
            }
            Ok(())
        })
}

/// Bytes without a pattern that an encoding or a compression could live on.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let step = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    (0..length).map(step).collect()
}

/// Content that looks like the frame around it, and every byte there is.
fn bytes(context: &Context) -> Case {
    uploading(context, "content_that_looks_like_a_frame_comes_back")
        .judging([cite::i("UP", 2), cite::i("UP", 7)])
        .touching([Effect::Scripts])
        .given(Fetching::of(&context.profile))
        .run(async |session, fetching: &Fetching| {
            let stem = fetching.fresh(session).await?.stem;
            let every: Vec<u8> = (0..=255).collect();
            let contents: [&[u8]; 6] = [
                &every,
                b"\r\n",
                b"\r\n\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n",
                b"------oktellspec-boundary\r\n--\r\n----",
                b"\xef\xbb\xbftext with a mark",
                b"ends in a line end\r\n",
            ];
            for (place, content) in contents.into_iter().enumerate() {
                let part = |form: &str| Part::named(&format!("{stem}-{form}-{place}.bin"), content);
                for request in [file::octet_stream(&part("o")), file::multipart(&[part("m")])] {
                    returns(session, fetching, request, content).await?;
                }
            }
            Ok(())
        })
}

/// How a name beyond ASCII is written in a field is left open, but not that the file can be found again under the name told.
fn cyrillic_names(context: &Context) -> Case {
    draft("files", "upload", "files_with_cyrillic_names_come_back")
        .judging([cite::e("UP", 6), cite::i("UP", 7)])
        .touching([Effect::Uploads, Effect::Scripts])
        .given(Fetching::of(&context.profile))
        .run(async |session, fetching: &Fetching| {
            let stem = fetching.fresh(session).await?.stem;
            let content = "звук".as_bytes();
            let raw = Part::named(&format!("{stem} запись (1).wav"), content);
            let extended = Part {
                disposition: format!("; filename*=UTF-8''{stem}%20%D0%B7%D0%B2%D1%83%D0%BA.wav"),
                ..Part::nameless(content)
            };
            for part in [raw, extended] {
                let (reply, stored) = file::upload(session, file::multipart(&[part])).await?;
                let Some(file) = stored.as_ref().and_then(only) else { continue };
                session.judge_all(&reply, file.path_ends_in_name());
                let path = file.path.as_deref().unwrap_or_default();
                if fetching.hands_on(session, path).await? {
                    let fetched = fetching.fetch(session, path).await?;
                    session.judge(&fetched, is_bytes(cite::i("UP", 7), fetched.response(), content));
                }
            }
            Ok(())
        })
}
