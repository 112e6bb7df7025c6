//! The two documents that are a flat list under one root: free users (READY-2) and uploaded files (UP-5).

use serde_json::Value;

use super::{error::DecodeError, note::Notes, xml::Document};

/// The names of a flat document, and of its list in the canonical value.
pub(super) struct Listing {
    root: &'static str,
    item: &'static str,
    member: &'static str,
}

/// `{"name", "ready", "busy", "elements": [{"name"}]}`.
pub(super) const GROUP: Listing = Listing { root: "group", item: "element", member: "elements" };

/// `{"count", "files": [{"name", "saved", "size", "path"}]}`.
pub(super) const UPLOAD: Listing = Listing { root: "uploadfilesresult", item: "file", member: "files" };

impl Listing {
    /// The root's attributes, and the attributes of each item in document order.
    pub(super) fn read(&self, document: &Document<'_>, notes: &mut Notes) -> Result<Value, DecodeError> {
        let root = document.root_named(self.root)?;
        root.note_stray_text(notes);
        let mut items = Vec::new();
        for child in &root.children {
            if child.name == self.item {
                child.note_content(notes);
                items.push(Value::from(child.members()));
            } else {
                root.note_unknown(child, notes);
            }
        }
        Ok(root.members_with(self.member, items.into(), notes).into())
    }
}
