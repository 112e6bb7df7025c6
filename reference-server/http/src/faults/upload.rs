//! Uploads taken in, kept and told of wrongly (UP).

use std::fs::OpenOptions;
use std::io::Write as _;

use super::family::{Deeds, family};
use super::set::Faults;
use crate::encode::Element;
use crate::upload::{PartHeaders, SafeName, Staged, UploadStore, Uploaded, file_name, parameter};

family! {
    /// What can be wrong with uploads.
    Upload at 10 {
        /// `multipart/form-data` is not understood.
        MultipartRefused = "multipart-refused" Conformance
            ["UP-1" "UP-3" "UP-2" "UP-4" "UP-5" "UP-6" "UP-7" "UP-8"]
            "an upload by multipart gets 415",
        /// `application/octet-stream` is not understood.
        OctetsRefused = "octet-stream-refused" Conformance ["UP-1" "UP-2" "UP-4" "UP-7"]
            "an upload by octet stream gets 415",
        /// base64 is stored as it is.
        Base64Kept = "base64-stored-packed" Conformance ["UP-2" "UP-7" "UP-5"]
            "size and bytes are those of the base64 form",
        /// quoted-printable is stored as it is.
        QuotedKept = "quoted-printable-stored-packed" Conformance ["UP-2" "UP-7" "UP-5"]
            "size and bytes are those of the quoted-printable form",
        /// The size told is that of the packed form.
        PackedSize = "size-of-packed-form" Conformance ["UP-2" "UP-5"]
            "`size` of a base64 part is larger than the file",
        /// Only the first file of a request is kept and told of.
        SecondLost = "second-file-lost" Conformance ["UP-3" "UP-5" "UP-7"]
            "an upload of two files is answered with `count` 1",
        /// Only the first file of a request is told of.
        SecondUntold = "second-file-not-described" Conformance ["UP-5" "UP-3" "UP-7"]
            "`count` is 2 beside one `file`",
        /// The count is one too high.
        CountOff = "upload-count-off-by-one" Conformance ["UP-5"]
            "`count` is one more than there are `file` elements",
        /// Names from senders are passed over.
        NameIgnored = "upload-name-ignored" Conformance ["UP-4" "UP-5"]
            "a file that was named gets a random name",
        /// Files without a name all get one name.
        NamelessAlike = "nameless-uploads-alike" Conformance ["UP-4" "UP-8"]
            "two uploads without a name have the same name",
        /// The name is taken from the field instead of the file.
        NameOfField = "upload-name-from-field" Conformance ["UP-4" "UP-5"]
            "the file is called what the form field is",
        /// Each file has the name of another part.
        NameOfOther = "upload-names-mixed-up" Conformance ["UP-4" "UP-5" "UP-7"]
            "of two files each has the other's name",
        /// The path does not end in the name.
        PathWithoutName = "path-without-name" Conformance ["UP-6" "UP-7"]
            "`path` is that of the folder",
        /// The path is that of another folder.
        PathElsewhere = "path-of-another-folder" Conformance ["UP-4" "UP-7"]
            "the reported `path` gives nothing back",
        /// The size is missing.
        SizeMissing = "upload-size-missing" Conformance ["UP-5" "UP-2"]
            "a saved `file` has no `size`",
        /// The path is missing.
        PathMissing = "upload-path-missing" Conformance ["UP-5" "UP-6" "UP-7"]
            "a saved `file` has no `path`",
        /// A file that was not saved has a size and a path.
        UnsavedWithSize = "unsaved-file-with-size" Conformance ["UP-5"]
            "a `file` with `saved` 0 has `size` and `path`",
        /// `saved` is a word.
        SavedWord = "saved-as-word" Conformance ["UP-5" "UP-1" "UP-2" "UP-4" "UP-6" "UP-7" "UP-8"]
            "`saved` is `true` instead of 1",
        /// The root has another name.
        RootRenamed = "upload-result-renamed" Conformance
            ["UP-5" "UP-1" "UP-2" "UP-3" "UP-4" "UP-6" "UP-7" "UP-8"]
            "the root is `uploadresult`",
        /// The last byte is not stored.
        LastByteLost = "upload-last-byte-lost" Conformance ["UP-7"]
            "a file comes back one byte short of its `size`",
        /// The line end before the boundary is stored too.
        LineEndKept = "upload-line-end-kept" Conformance ["UP-7"]
            "a file comes back with CR LF at its end",
        /// A name with separators is told as it came.
        TraversalName = "upload-name-leads-out" Security ["UP-8" "UP-7"]
            r"a name with `..\` is reported in `name` and `path`",
        /// A file displaces one of the same name.
        Overwrites = "upload-overwrites" Security ["UP-8"]
            "the path of an earlier upload gives the bytes of a later one",
        /// A long name is a fault of the server.
        LongName500 = "long-upload-name-answers-500" Robustness ["UP-8" "R-1"]
            "a name of 300 letters gets 500",
        /// The files of a request that is refused are kept.
        RefusedKept = "refused-upload-kept" Security ["R-5"]
            "a file of a broken multipart body has its name taken",
        /// A body without its last boundary is a fault of the server.
        Broken500 = "broken-multipart-answers-500" Robustness ["R-1" "R-4"]
            "a multipart body that breaks off gets 500",
    }
}

/// A name of so many bytes is long for [`Upload::LongName500`].
const LONG_NAME: usize = 255;

/// Whether the kind of body is refused.
pub(crate) fn refuses(faults: &Faults, multipart: bool) -> bool {
    faults.has(if multipart { Upload::MultipartRefused } else { Upload::OctetsRefused })
}

/// Whether a request that turns out broken leaves its files.
pub(crate) fn keeps_refused(faults: &Faults) -> bool {
    faults.has(Upload::RefusedKept)
}

/// Whether a broken body, or a name in `headers`, brings the server down on its knees.
pub(crate) fn stumbles(faults: &Faults, headers: Option<&PartHeaders>) -> bool {
    let Some(headers) = headers else { return faults.has(Upload::Broken500) };
    let name = || headers.disposition.as_deref().and_then(file_name);
    faults.has(Upload::LongName500) && name().is_some_and(|name| name.len() > LONG_NAME)
}

/// The headers of a part as a faulty server understands them.
pub(crate) fn headers(faults: &Faults, mut headers: PartHeaders) -> PartHeaders {
    if !faults.has_any::<Upload>() {
        return headers;
    }
    let packed = [(Upload::Base64Kept, "base64"), (Upload::QuotedKept, "quoted-printable")];
    for (fault, name) in packed {
        let is_packed = headers.transfer_encoding.as_deref() == Some(name.as_bytes());
        if faults.has(fault) && is_packed {
            headers.transfer_encoding = Some(b"binary".to_vec());
        }
    }
    let Some(disposition) = headers.disposition.take() else { return headers };
    let nameless = file_name(&disposition).is_none();
    let field = parameter(&disposition, "name").unwrap_or_default();
    headers.disposition = Some(if faults.has(Upload::NameIgnored) {
        b"form-data".to_vec()
    } else if faults.has(Upload::NameOfField) {
        format!("form-data; filename=\"{field}\"").into_bytes()
    } else if faults.has(Upload::NamelessAlike) && nameless {
        b"form-data; filename=\"upload.bin\"".to_vec()
    } else {
        disposition
    });
    headers
}

/// A file that has come in, `sent` bytes of it, as a faulty server puts it down.
pub(crate) fn staged(faults: &Faults, sent: usize, staged: Staged) -> Staged {
    if !restages(faults) {
        return staged;
    }
    let Staged::Sound { file, mut size, name } = staged else { return staged };
    if faults.has(Upload::PackedSize) {
        size = u64::try_from(sent).unwrap_or(size);
    }
    // Where the disk refuses, the file stays sound and the fault does not show.
    if let Ok(mut open) = OpenOptions::new().append(true).open(&file) {
        if faults.has(Upload::LastByteLost) {
            let _ = open.set_len(size.saturating_sub(1));
        }
        if faults.has(Upload::LineEndKept) {
            let _ = open.write_all(b"\r\n");
        }
    }
    Staged::Sound { file, size, name }
}

fn restages(faults: &Faults) -> bool {
    [Upload::PackedSize, Upload::LastByteLost, Upload::LineEndKept].into_iter().any(|fault| faults.has(fault))
}

/// All files of a request, before they are kept.
pub(crate) fn all(faults: &Faults, mut files: Vec<Staged>) -> Vec<Staged> {
    if faults.has(Upload::SecondLost) {
        files.truncate(1);
    }
    if faults.has(Upload::NameOfOther) {
        let mut names: Vec<Option<SafeName>> = files.iter().map(name_of).collect();
        names.reverse();
        for (file, other) in files.iter_mut().zip(names) {
            if let Staged::Sound { name, .. } = file {
                *name = other;
            }
        }
    }
    files
}

fn name_of(staged: &Staged) -> Option<SafeName> {
    match staged {
        Staged::Sound { name, .. } => name.clone(),
        Staged::Unsound { .. } => None,
    }
}

/// Makes room for a file that displaces another.
pub(crate) fn displace(faults: &Faults, store: &UploadStore, staged: &Staged) {
    let displacing = faults.has(Upload::Overwrites) || faults.has(Upload::NamelessAlike);
    if let Some(name) = name_of(staged).filter(|_| displacing) {
        let _ = std::fs::remove_file(store.folder().join(name.as_str()));
    }
}

/// Spoils the answer about the files; `offered` is what their senders called them.
pub(crate) fn bend(faults: &Faults, root: &mut Element, files: &[Uploaded], offered: &[Option<String>]) {
    if !faults.has_any::<Upload>() {
        return;
    }
    if faults.has(Upload::TraversalName) {
        for (element, name) in root.children.iter_mut().zip(offered) {
            lead_out(element, name.as_deref());
        }
    }
    if faults.has(Upload::UnsavedWithSize) {
        for (element, file) in root.children.iter_mut().zip(files) {
            if let Uploaded::NotSaved { name } = file {
                *element = told_as_saved(element, name);
            }
        }
    }
    const EDITS: Deeds<Upload, fn(&mut Element)> = &[
        (Upload::SecondUntold, |root| root.children.truncate(1)),
        (Upload::CountOff, |root| {
            root.change("count", |count| *count = format!("{}", root_count(count) + 1));
        }),
        (Upload::PathWithoutName, |root| {
            each(root, "path", |path| path[..path.rfind('\\').map_or(0, |end| end + 1)].to_owned());
        }),
        (Upload::PathElsewhere, |root| each(root, "path", |path| path.replace("UploadData", "Upload"))),
        (Upload::SizeMissing, |root| root.children.iter_mut().for_each(|file| file.strip("size"))),
        (Upload::PathMissing, |root| root.children.iter_mut().for_each(|file| file.strip("path"))),
        (Upload::SavedWord, |root| {
            each(root, "saved", |saved| if saved == "1" { "true" } else { "false" }.to_owned());
        }),
        (Upload::RootRenamed, |root| root.name = "uploadresult"),
    ];
    faults.deeds(EDITS).into_iter().for_each(|edit| edit(root));
}

fn root_count(count: &str) -> usize {
    count.parse().unwrap_or_default()
}

fn each(root: &mut Element, attribute: &str, edit: fn(&str) -> String) {
    root.children.iter_mut().for_each(|file| file.change(attribute, |value| *value = edit(value)));
}

/// The element with the sender's name in place of the safe one.
fn lead_out(element: &mut Element, offered: Option<&str>) {
    let Some(offered) = offered.filter(|name| name.contains(['/', '\\'])) else { return };
    let safe = element.value("name").unwrap_or_default().to_owned();
    element.change("path", |path| *path = path.replace(&safe, offered));
    element.set("name", offered);
}

fn told_as_saved(element: &Element, name: &str) -> Element {
    let path =
        SafeName::from_offered(name).map(|name| crate::files::uploaded_path(&name)).unwrap_or_default();
    element.clone().attribute("size", &0).attribute("path", &path)
}
