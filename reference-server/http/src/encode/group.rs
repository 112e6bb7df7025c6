//! The document of `tst_getintnumberreadyusers` (READY-2).

use refserver_core::ReadyUsers;

use super::{Document, Element, Encoding};

/// The free ones by name, the busy ones by count.
pub(crate) fn ready_users(users: &ReadyUsers) -> Document {
    let root = Element::new("group")
        .attribute("name", &users.number)
        .attribute("ready", &users.ready.len())
        .attribute("busy", &users.busy)
        .children(users.ready.iter().map(|number| Element::new("element").attribute("name", number)));
    Document { root, encoding: Encoding::Utf8 }
}
