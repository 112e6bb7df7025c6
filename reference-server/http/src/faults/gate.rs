//! The gate judged wrongly (AUTH).

use super::family::family;
use super::set::Faults;

family! {
    /// What can be wrong with the comparison and the answer of the gate.
    Gate at 0 {
        /// The gate opens for anything that the password begins with.
        Prefix = "password-prefix-enough" Security ["AUTH-3"] "all but the last letter of the password answers 200",
    }
}
