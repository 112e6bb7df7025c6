//! The document of `upload` (UP-5).

use super::{Document, Element, Encoding};
use crate::upload::{Kept, Uploaded};

/// Every file of the request, saved or not, in the order in which they were sent.
pub(crate) fn upload_result(files: &[Uploaded]) -> Document {
    let root =
        Element::new("uploadfilesresult").attribute("count", &files.len()).children(files.iter().map(file));
    Document { root, encoding: Encoding::Utf16 }
}

fn file(uploaded: &Uploaded) -> Element {
    let file = Element::new("file");
    match uploaded {
        Uploaded::Saved(Kept { name, size, path }) => file
            .attribute("name", name)
            .attribute("saved", &1)
            .attribute("size", size)
            .attribute("path", path),
        Uploaded::NotSaved { name } => file.attribute("name", name).attribute("saved", &0),
    }
}
