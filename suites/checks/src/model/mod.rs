//! What the document makes of a sequence of commands: models that say, step by step, what may be seen and what may not.
//!
//! The document leaves choices open, so a model never holds one truth but everything that is possible, and what is seen narrows it. A
//! target breaks a rule only when it shows what no choice allows.

pub mod calls;
pub mod modes;
