//! Properties: statements about every value of a parameter's type, tried on generated values (the values follow from the seed).
//!
//! `any_value` exists for every parameter of the catalogue: no value whatever does harm. The other files state what valid values owe.

mod anything;
mod carriage;
mod codes;
mod scripts;
mod states;
mod values;

use std::rc::Rc;

use crate::case::Case;
use crate::casting::Casting;
use crate::context::Context;

/// Every property.
pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    let profile = &context.profile;
    [
        anything::cases(context, casting),
        scripts::cases(profile),
        carriage::cases(context),
        codes::cases(profile),
        states::cases(profile, casting),
    ]
    .concat()
}
