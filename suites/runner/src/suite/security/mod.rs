//! Hostile input, with a stated expectation of each: nothing breaks, nothing leaks, nothing happens.

mod leaks;
mod malformed;
mod messages;
mod reflection;
mod refusals;
mod uploads;
mod values;

use std::rc::Rc;

use crate::case::{Case, Draft, draft};
use crate::casting::Casting;
use crate::context::Context;

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    [
        values::cases(context),
        reflection::cases(&context.profile, casting),
        leaks::cases(&context.profile),
        malformed::cases(),
        refusals::cases(&context.profile, casting),
        uploads::cases(&context.profile),
    ]
    .concat()
}

fn security(command: &str, what: &str) -> Draft {
    draft("security", command, what)
}
