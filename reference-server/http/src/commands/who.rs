//! In whose name a `wp_*` command is performed (WP-1).

use refserver_core::Selectors;

use crate::faults;
use crate::parameters::Parameters;
use crate::server::Server;

/// The three selectors as they were sent.
pub(super) fn selectors(server: &Server, parameters: &Parameters) -> Selectors {
    let named = |name| parameters.filled(name).map(str::to_owned);
    let sent = Selectors { line: named("line"), user: named("user"), wp: named("wp") };
    faults::selectors::read(&server.faults, sent)
}
