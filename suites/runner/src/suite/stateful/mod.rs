//! Random sequences of commands over several users at once, every step held against a model through every command that can see it.
//!
//! What fails is shrunk to the shortest sequence that still fails and told step by step; the values follow from the seed.

mod calls;
mod modes;
mod story;

use std::rc::Rc;

use crate::case::Case;
use crate::casting::Casting;
use crate::context::Context;

pub(super) fn cases(context: &Rc<Context>, casting: &Casting<'_>) -> Vec<Case> {
    [modes::cases(context), calls::cases(context, casting)].concat()
}
