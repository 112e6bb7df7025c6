//! What a case found broken, as lines of plain text: for the formats that have one field for all of it.

use report_model::event::Header;
use report_model::record::ExchangeRecord;

use crate::case::{Breach, Case};
use crate::text::visible;
use crate::{evidence, words};

/// Every breach with its rule and its exchange, and the command that repeats the case; empty where nothing is broken.
pub(crate) fn account(case: &Case<'_>, exchanges: &[ExchangeRecord], header: &Header) -> String {
    let breaches = case.breaches();
    if breaches.is_empty() {
        return String::new();
    }
    let mut lines: Vec<String> =
        breaches.iter().flat_map(|breach| breach_lines(breach, exchanges, header)).collect();
    lines.push(format!("repeat: {}", case.repeat()));
    lines.join("\n") + "\n"
}

fn breach_lines(breach: &Breach<'_>, exchanges: &[ExchangeRecord], header: &Header) -> Vec<String> {
    let mut lines = vec![breach.sentence()];
    if let Some(rule) = words::rule(header, breach.citation) {
        lines.push(format!("because: {}", visible(rule)));
    }
    if let Some((_, record)) = breach.shown_by(exchanges) {
        lines.extend(evidence::exchange(record).into_iter().map(|line| format!("  {line}")));
        lines.push(format!("curl: {}", visible(&record.curl)));
    }
    lines
}
