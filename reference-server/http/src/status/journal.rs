//! The last requests, as the status page shows them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use http::{Method, StatusCode};

/// How many requests are remembered.
const REMEMBERED: usize = 100;

/// Bytes of a path that are remembered.
const LONGEST_PATH: usize = 200;

/// What the paths of the status page begin with.
const OWN_PATHS: &str = "/-/";

/// A request that was answered.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) came: Instant,
    pub(super) took: Duration,
    pub(super) method: Method,
    /// The path as it was sent, without the query: the password may stand there.
    pub(super) path: String,
    pub(super) status: StatusCode,
}

/// Remembers the last requests.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: Mutex<VecDeque<Entry>>,
}

impl Journal {
    /// Remembers a request that came at `came` and is answered now.
    pub(crate) fn note(&self, came: Instant, method: &Method, path: &str, status: StatusCode) {
        // The page asks every second; soon there would be nothing else.
        if path.starts_with(OWN_PATHS) {
            return;
        }
        let took = came.elapsed();
        let path = &path[..path.floor_char_boundary(LONGEST_PATH)];
        let method = method.clone();
        let mut entries = self.entries();
        // The text of the entry that falls out is used again: nothing is allocated under the lock.
        let forgotten = if entries.len() < REMEMBERED { None } else { entries.pop_front() };
        let mut kept = forgotten.map(|entry| entry.path).unwrap_or_default();
        kept.clear();
        kept.push_str(path);
        entries.push_back(Entry { came, took, method, path: kept, status });
    }

    /// What is remembered, the latest first.
    pub(super) fn latest(&self) -> Vec<Entry> {
        self.entries().iter().rev().cloned().collect()
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Journal, LONGEST_PATH, REMEMBERED};
    use http::{Method, StatusCode};
    use std::time::Instant;

    #[test]
    fn the_last_requests_are_remembered_and_no_more_of_them_than_there_is_room_for() {
        let journal = Journal::default();
        for number in 0..REMEMBERED + 5 {
            journal.note(Instant::now(), &Method::GET, &format!("/{number}"), StatusCode::OK);
        }
        let latest = journal.latest();
        assert_eq!(latest.len(), REMEMBERED);
        assert_eq!((latest[0].path.as_str(), latest[REMEMBERED - 1].path.as_str()), ("/104", "/5"));
    }

    #[test]
    fn a_long_path_is_cut_between_two_characters() {
        let journal = Journal::default();
        journal.note(Instant::now(), &Method::GET, &format!("/{}", "Ж".repeat(LONGEST_PATH)), StatusCode::OK);
        let path = &journal.latest()[0].path;
        assert!(path.len() <= LONGEST_PATH && path.len() > LONGEST_PATH - 4 && path.ends_with('Ж'));
    }
}
