//! The findings of a campaign: what every format asks of them.

use report_model::finding::{Finding, Found};
use report_model::fold::Run;

use crate::text::brief;

/// How much of what was expected or seen fits into one message.
const SAID: usize = 300;

/// The findings of a run, gravest first, then by name.
pub(crate) fn findings(run: &Run) -> Vec<&Found> {
    let mut findings: Vec<&Found> = run.findings.values().collect();
    findings.sort_by_key(|found| std::cmp::Reverse(found.finding.severity));
    findings
}

/// The clauses, what they ask here and what came instead.
pub(crate) fn sentence(finding: &Finding) -> String {
    let clauses =
        crate::text::list(finding.clauses.iter().map(|clause| format!("{clause} ({})", finding.basis)));
    format!("{clauses}: expected {}; seen {}", brief(&finding.expected, SAID), brief(&finding.seen, SAID))
}
