//! Short names for citations, one a basis: `cite::d("EXEC", 3)` is the documented rule of EXEC-3.
//!
//! That every citation of the suites exists in the catalogue is tested where the cases are planned.

use spec::ids::{Basis, Citation, ClauseId};

/// The rule of a clause that has this basis.
fn rule(family: &str, number: u32, basis: Basis) -> Citation {
    Citation { clause: ClauseId::new(family, number), basis }
}

/// A rule that a sentence of the document states.
pub fn d(family: &str, number: u32) -> Citation {
    rule(family, number, Basis::D)
}

/// A rule that an example of the document shows.
pub fn e(family: &str, number: u32) -> Citation {
    rule(family, number, Basis::E)
}

/// A rule that is inferred.
pub fn i(family: &str, number: u32) -> Citation {
    rule(family, number, Basis::I)
}

/// A point in which the document contradicts itself.
pub fn x(family: &str, number: u32) -> Citation {
    rule(family, number, Basis::X)
}

/// A point that the document leaves open.
pub fn u(family: &str, number: u32) -> Citation {
    rule(family, number, Basis::U)
}

/// A rule of robustness and safety.
pub fn r(number: u32) -> Citation {
    rule("R", number, Basis::R)
}
