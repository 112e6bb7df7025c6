//! Service scripts: found by name, run within bounds, broken off when nobody waits any more (EXEC-1 to EXEC-5).

mod host;
mod library;
mod runner;

pub(crate) use library::{Library, ScriptFault};
pub(crate) use runner::{Ending, Place, Runner, StartParameters};
