//! The suites, a file a subject. Each turns what it needs of catalogue and profile into cases.

mod golden;
mod property;

pub use golden::answers as golden_answers;

use std::rc::Rc;

use crate::case::Case;
use crate::casting::Casting;
use crate::context::Context;

/// The names of the suites: the first part of every case's name.
pub(crate) const NAMES: [&str; 2] = ["golden", "property"];

/// Every case of every suite.
pub(crate) fn all(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    [golden::cases(context), property::cases(context, casting)].concat()
}
