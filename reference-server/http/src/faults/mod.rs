//! What a server can be told to do wrong, one thing a fault: by these a suite proves that it notices.
//!
//! A family a file: its table says what each fault breaks and how that shows, and beside the table stands what the fault
//! does. The sound code asks [`Faults::has`] at a few named points; with [`Faults::none`] that is one bit looked at. Faults are
//! switched on when a server is started and in no other way.

mod fact;
mod family;
mod gate;
mod set;

pub use fact::{FaultFact, Kind};
pub use set::{Faults, UnknownFault, all};
