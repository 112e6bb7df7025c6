//! How much was tried of what there is to try.

use report_model::tried::Count;

use super::paint::{Page, faint};
use crate::text::visible;

/// How many of what was not tried are named; the JSON report names all.
const NAMED: usize = 3;

/// One line a count, and the first of what was not tried.
pub(super) fn tried(page: &mut Page, counts: &[Count]) {
    if counts.is_empty() {
        return;
    }
    page.heading("tried");
    let width = counts.iter().map(|count| count.what.chars().count()).max().unwrap_or_default();
    for count in counts {
        let (tried, total) = (count.tried, count.total());
        page.line(0, format!("{:width$}  {tried:>4} of {total}", count.what));
        if !count.untried.is_empty() {
            let named: Vec<String> = count.untried.iter().take(NAMED).map(|name| visible(name)).collect();
            let more = if count.untried.len() > NAMED { ", and others" } else { "" };
            page.line(2, page.paint(faint(), format!("not: {}{more}", named.join("; "))));
        }
    }
}
