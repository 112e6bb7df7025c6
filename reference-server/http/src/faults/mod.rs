//! What a server can be told to do wrong, one thing a fault: by these a suite proves that it notices.
//!
//! A family a file: its table says what each fault breaks and how that shows, and beside the table stands what the fault
//! does. The sound code asks for them at a few named points; with [`Faults::none`] that is one bit looked at. Faults are
//! switched on when a server is started and in no other way.

pub(crate) mod abonent;
pub(crate) mod calls;
pub(crate) mod chain;
pub(crate) mod download;
mod fact;
pub(crate) mod failures;
mod family;
pub(crate) mod framing;
pub(crate) mod gate;
mod lapses;
pub(crate) mod licence;
pub(crate) mod mapper;
pub(crate) mod modes;
mod open_gate;
pub(crate) mod parameters;
pub(crate) mod plain;
pub(crate) mod ready;
pub(crate) mod scripts;
pub(crate) mod selectors;
mod set;
pub(crate) mod state;
mod tree;
pub(crate) mod upload;

pub use fact::{FaultFact, Kind};
pub(crate) use lapses::{Lapses, Visit};
pub use set::{Faults, UnknownFault, all};
