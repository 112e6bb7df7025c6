//! Every row of the table, sent on a connection of its own: answered as the row demands, never with a 5xx.

use std::collections::HashSet;

use super::table::{Demand, rows};
use super::target::{Target, impatient, scale};

/// The statuses of all answers in `bytes`, which must be whole answers one behind the other.
fn statuses(bytes: &[u8]) -> Vec<u16> {
    let (mut statuses, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let end = rest.windows(4).position(|four| four == b"\r\n\r\n").expect("the end of a head");
        let head = std::str::from_utf8(&rest[..end]).expect("a head in ASCII").to_ascii_lowercase();
        let status = head.strip_prefix("http/1.").and_then(|line| line.get(2..5)?.parse().ok());
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        statuses.push(status.expect("a status line"));
        rest = &rest[end + 4 + length.unwrap_or(0)..];
    }
    statuses
}

#[test]
fn the_table_has_at_least_three_hundred_rows_and_no_row_twice() {
    let rows = rows();
    let different: HashSet<_> = rows.iter().map(|row| (&row.bytes, row.half_close)).collect();
    assert!(rows.len() >= 300 && different.len() == rows.len(), "{} of {}", different.len(), rows.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_malformed_request_is_answered_as_it_deserves_and_harms_nobody() {
    let target = Target::watched(impatient()).await;
    let mut wrong = Vec::new();
    for row in (0..scale()).flat_map(|_| rows()) {
        let seen = statuses(&target.send(&row.bytes, row.half_close).await);
        let well = match row.demand {
            Demand::Refused => matches!(seen[..], [400..=499]),
            Demand::Answered => matches!(seen[..], [200..=499]),
            Demand::Statuses(ref expected) => seen == *expected,
            Demand::AtMostRefused => matches!(seen[..], [] | [400..=499]),
        };
        if !well {
            wrong.push(format!("{}: {seen:?}", row.name));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
    target.assert_unharmed().await;
}
