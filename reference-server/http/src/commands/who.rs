//! In whose name a `wp_*` command is performed (WP-1).

use refserver_core::Selectors;

use crate::parameters::Parameters;

/// The three selectors as they were sent.
pub(super) fn selectors(parameters: &Parameters) -> Selectors {
    let named = |name| parameters.filled(name).map(str::to_owned);
    Selectors { line: named("line"), user: named("user"), wp: named("wp") }
}
