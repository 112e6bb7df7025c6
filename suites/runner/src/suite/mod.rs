//! The suites, a file a subject. Each turns what it needs of catalogue and profile into cases.

mod calls;
mod files;
mod gate;
mod golden;
mod http;
mod licence;
mod modes;
mod property;
mod scripts;
mod security;
mod selectors;
mod stateful;
mod timing;
mod users;

pub use golden::answers as golden_answers;

use std::rc::Rc;

use crate::case::Case;
use crate::casting::Casting;
use crate::context::Context;

/// The names of the suites: the first part of every case's name.
pub(crate) const NAMES: [&str; 14] = [
    "golden",
    "property",
    "users",
    "modes",
    "calls",
    "stateful",
    "selectors",
    "scripts",
    "timing",
    "gate",
    "files",
    "licence",
    "http",
    "security",
];

/// Every case of every suite.
pub(crate) fn all(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    [
        golden::cases(context, casting),
        property::cases(context, casting),
        users::cases(context, casting),
        modes::cases(context, casting),
        calls::cases(context, casting),
        stateful::cases(context, casting),
        selectors::cases(context, casting),
        scripts::cases(context, casting),
        timing::cases(context, casting),
        gate::cases(context, casting),
        files::cases(context, casting),
        licence::cases(context, casting),
        http::cases(context, casting),
        security::cases(context, casting),
    ]
    .concat()
}
