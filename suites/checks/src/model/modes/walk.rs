//! Walks through the changes of several users, each going where none has been.

use std::collections::BTreeSet;

use super::{Change, Standing, Switch, transition};
use crate::state::Doing;

/// One request: whose user by place, and one change or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Whose state or mode it changes.
    pub who: usize,
    /// What it asks for, each with a parameter of its own.
    pub changes: Vec<Change>,
}

/// Two changes in one request that say something together (SET-4, SET-6).
const PAIRS: [[Change; 2]; 6] = [
    [Change::Lunch(Switch::On), Change::State(Doing::Busy)],
    [Change::Redirect(Switch::On), Change::State(Doing::Away)],
    [Change::Redirect(Switch::Off), Change::State(Doing::Free)],
    [Change::CallCentre(Switch::On), Change::State(Doing::Busy)],
    [Change::CallCentre(Switch::On), Change::State(Doing::OnBreak)],
    [Change::CallCentre(Switch::Off), Change::State(Doing::Free)],
];

/// A walk of a request or two for every pick, from rest. Each pick chooses a user, the first of them as often as all others, and
/// then among the changes that are not `known` from where the user probably is, or else among all.
pub fn walk(users: usize, picks: &[usize], known: &mut BTreeSet<(Standing, Change)>) -> Vec<Request> {
    let mut standings = vec![Standing::REST; users];
    let mut requests = Vec::new();
    for pick in picks {
        let who = match pick % (2 * users) {
            turn if turn < users => turn,
            _ => 0,
        };
        let pick = pick / (2 * users);
        let made = match pick % 8 {
            // Whether both of two changes were made shows when the user is to be free.
            0 => vec![pair(standings[who], pick / 8), vec![Change::State(Doing::Free)]],
            _ => vec![vec![fresh(standings[who], pick / 8, known)]],
        };
        for changes in made {
            for change in &changes {
                let kind = change.kind();
                known.insert((standings[who], kind));
                standings[who] = probably(standings[who], kind);
            }
            requests.push(Request { who, changes });
        }
    }
    requests
}

/// Two changes in one request: of those that the mode allows, more often than any.
fn pair(from: Standing, pick: usize) -> Vec<Change> {
    let allowed = |pair: &&[Change; 2]| pair.iter().all(|change| !transition(from, *change).refused);
    let allowed: Vec<&[Change; 2]> = PAIRS.iter().filter(allowed).collect();
    let choice = if pick.is_multiple_of(4) || allowed.is_empty() { PAIRS.iter().collect() } else { allowed };
    choice[pick / 4 % choice.len()].to_vec()
}

/// A change that is new from where the user is; or one that leads to where there are new ones; or any.
fn fresh(from: Standing, pick: usize, known: &BTreeSet<(Standing, Change)>) -> Change {
    let news =
        |from: Standing| Change::ALL.into_iter().filter(move |change| !known.contains(&(from, *change)));
    let leads =
        |change: &Change| probably(from, *change) != from && news(probably(from, *change)).next().is_some();
    let mut choice: Vec<Change> = news(from).collect();
    if choice.is_empty() {
        choice = Change::ALL.into_iter().filter(leads).collect();
    }
    if choice.is_empty() {
        choice = Change::ALL.to_vec();
    }
    match choice[pick % choice.len()] {
        Change::NoState(_) => Change::NoState(Change::NO_STATES[pick % Change::NO_STATES.len()]),
        change => change,
    }
}

/// Where a change leads as likely as anywhere.
fn probably(from: Standing, change: Change) -> Standing {
    transition(from, change).to.first().copied().unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_come_to_every_standing_in_time_and_leave_out_no_change() {
        let mut known = BTreeSet::new();
        for turn in 0..60_usize {
            let picks: Vec<usize> =
                (0..16_usize).map(|n| (n + 17 * turn).wrapping_mul(2_654_435_761)).collect();
            let requests = walk(3, &picks, &mut known);
            assert!(requests.len() >= 16);
            assert!(requests.iter().all(|request| request.who < 3 && !request.changes.is_empty()));
        }
        for standing in Standing::all() {
            let tried = known.iter().filter(|(from, _)| *from == standing).count();
            assert_eq!(tried, Change::ALL.len(), "{standing}");
        }
    }
}
