//! Files given out wrongly, or given out that nobody may have (DL).

use bytes::Bytes;
use http_body_util::BodyExt as _;

use super::family::family;
use super::set::Faults;
use crate::answer::{self, Reply};
use crate::commands::By;
use crate::files::Source;
use crate::refusal::Refusal;
use crate::server::Server;

family! {
    /// What can be wrong with downloads.
    Download at 9 {
        /// The code of a recording opens a fax.
        RecOpensFax = "rec-code-opens-fax" Security ["DL-4" "DL-1"]
            "`download/fax/` answers the code of a recording with it",
        /// The code of a fax opens a recording.
        FaxOpensRec = "fax-code-opens-rec" Security ["DL-4" "DL-1"]
            "`download/rec/` answers the code of a fax with it",
        /// A code gives another recording or fax.
        OtherFile = "code-gives-another-file" Security ["DL-1" "R-2" "DL-4"]
            "the bytes are those of another code",
        /// The last byte of a file is missing.
        LastByte = "last-byte-missing" Conformance ["DL-1" "DL-2" "DL-3" "UP-7"]
            "every file is one byte short",
        /// A file has a line end more.
        ExtraByte = "extra-newline" Conformance ["DL-1" "DL-2" "DL-3" "UP-7"]
            "every file ends in a line feed of the server's own",
        /// Files are sent as text: bytes above 127 are replaced.
        AsText = "files-sent-as-text" Conformance ["DL-1" "DL-2" "DL-3" "UP-7"]
            "bytes that are no UTF-8 come as U+FFFD",
        /// Files are sent in base64.
        Packed = "files-sent-in-base64" Conformance ["DL-1" "DL-2" "DL-3" "UP-7"]
            "the body is the base64 form of the file",
        /// A download by script gives the path instead of the file.
        PathGiven = "byscript-gives-the-path" Conformance ["DL-2" "UP-7" "DL-4"]
            "the body is the path that the script returned",
        /// Whatever the link, one recording is given.
        LinkIgnored = "record-link-ignored" Conformance ["DL-3" "DL-4"]
            "two links give the same bytes",
        /// The links of recordings lead nowhere.
        LinkUnknown = "record-links-unknown" Conformance ["DL-3"]
            "`downloadrecordbylink` knows no link",
        /// An unknown code is answered by an empty file.
        UnknownEmpty = "unknown-code-answers-200" Conformance ["DL-4" "DL-3"]
            "an unknown code gets 200 and an empty body",
        /// An unknown code is answered by some file.
        UnknownFirst = "unknown-code-gives-a-file" Security ["DL-4" "R-2" "DL-3"]
            "an unknown code gets a recording",
        /// A script that returns no path of a file gets an empty file.
        NoPathEmpty = "byscript-without-file-answers-200" Conformance ["DL-4"]
            "a path of nothing gets 200 and an empty body",
        /// A file that is not there is a fault of the server.
        Missing500 = "missing-file-answers-500" Robustness ["DL-4" "R-1"]
            "an unknown code gets 500",
        /// `..` in a code leads out of the folder.
        Dots = "traversal-by-dots" Security ["DL-5"]
            "`download/rec/..%2F..%2Fetc%2Fpasswd` is answered",
        /// `..` encoded twice leads out of the folder.
        EncodedDots = "traversal-by-encoded-dots" Security ["DL-5"]
            "`download/rec/%252e%252e%252f…` is answered",
        /// An absolute path leads out of the folder.
        Absolute = "traversal-by-absolute-path" Security ["DL-5"]
            "a script that returns `/etc/passwd` gets it",
        /// A drive letter leads out of the folder.
        Drive = "traversal-by-drive" Security ["DL-5"]
            r"a script that returns `C:\Windows\win.ini` gets it",
        /// What follows a NUL in a code is passed over.
        Nul = "code-cut-at-nul" Security ["DL-4" "DL-5"]
            "a known code with `%00x` after it gets its file",
    }
}

/// What stands outside the folders of a faulty server. Made up: not even a fault gives out a file of the real disk.
const OUTSIDE: &[(&str, &str)] = &[
    ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n"),
    ("windows/win.ini", "; for 16-bit app support\r\n[fonts]\r\n[extensions]\r\n"),
];

/// Where codes are looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shelf {
    Recordings,
    Faxes,
}

/// The file that a code stands for, or what is given instead.
pub(crate) fn by_code(server: &Server, shelf: Shelf, code: &str) -> Option<Source> {
    let (table, other, crossed) = match shelf {
        Shelf::Recordings => (&server.recordings, &server.faxes, Download::FaxOpensRec),
        Shelf::Faxes => (&server.faxes, &server.recordings, Download::RecOpensFax),
    };
    let sound = table.get(code);
    if !server.faults.has_any::<Download>() {
        return sound.cloned();
    }
    let has = |fault| server.faults.has(fault);
    let another = || table.iter().find(|(known, _)| *known != code).map(|(_, source)| source);
    let before_nul = || code.split_once('\0').and_then(|(known, _)| table.get(known));
    let found = match sound {
        Some(_) if has(Download::OtherFile) => another(),
        Some(source) => Some(source),
        None if has(crossed) => other.get(code),
        None if has(Download::Nul) => before_nul(),
        None if has(Download::UnknownFirst) => another(),
        None => None,
    };
    found.cloned().or_else(|| outside_by_code(&server.faults, code))
}

/// The recording that a link stands for, or what is given instead.
pub(crate) fn by_link(server: &Server, link: &str) -> Option<Source> {
    if server.faults.has(Download::LinkUnknown) {
        return None;
    }
    let first = || server.record_links.iter().min_by_key(|(link, _)| *link).map(|(_, source)| source);
    let found =
        if server.faults.has(Download::LinkIgnored) { first() } else { server.record_links.get(link) };
    found.cloned()
}

/// What is given for a path from a script that leads to none of the files that are offered.
pub(crate) fn by_path(faults: &Faults, path: &str) -> Option<Source> {
    if faults.has(Download::PathGiven) {
        return Some(Source::Memory(Bytes::copy_from_slice(path.as_bytes())));
    }
    let is_drive = path.as_bytes().get(1) == Some(&b':');
    let leads = (faults.has(Download::Absolute) && path.contains("/etc/"))
        || (faults.has(Download::Drive) && is_drive && path.contains("Windows"));
    leads.then(|| outside(path)).flatten()
}

fn outside_by_code(faults: &Faults, code: &str) -> Option<Source> {
    let decoded = percent_encoding::percent_decode_str(code).decode_utf8_lossy();
    let dots = faults.has(Download::Dots) && code.contains("..");
    let encoded = faults.has(Download::EncodedDots) && decoded.contains("..") && !code.contains("..");
    (dots || encoded).then(|| outside(&decoded)).flatten()
}

fn outside(path: &str) -> Option<Source> {
    let path = path.replace('\\', "/").to_lowercase();
    let found = OUTSIDE.iter().find(|(known, _)| path.ends_with(known));
    found.map(|(_, text)| Source::Memory(Bytes::from_static(text.as_bytes())))
}

/// The answer with the file as it is given out.
pub(crate) async fn given(server: &Server, by: By, sound: Result<Reply, Refusal>) -> Result<Reply, Refusal> {
    if !server.faults.has_any::<Download>() {
        return sound;
    }
    let has = |fault| server.faults.has(fault);
    let empty = if by == By::Download { Download::NoPathEmpty } else { Download::UnknownEmpty };
    let reply = match sound {
        Err(Refusal::UnknownFile) if has(empty) => return Ok(answer::octets(Bytes::new())),
        Err(Refusal::UnknownFile) if has(Download::Missing500) => return Ok(answer::broken()),
        sound => sound?,
    };
    let mut bytes = reply.into_body().collect().await?.to_bytes().to_vec();
    if has(Download::LastByte) {
        bytes.pop();
    }
    if has(Download::ExtraByte) {
        bytes.push(b'\n');
    }
    if has(Download::AsText) {
        bytes = String::from_utf8_lossy(&bytes).into_owned().into_bytes();
    }
    if has(Download::Packed) {
        bytes = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &bytes).into_bytes();
    }
    Ok(answer::octets(bytes.into()))
}
