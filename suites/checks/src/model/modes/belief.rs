//! What is believed of a user: every standing that fits what was asked and seen so far.

use std::collections::BTreeSet;
use std::fmt;

use spec::ids::Citation;

use super::{Change, Mode, Standing, transition};
use crate::state::Doing;

/// Every standing in which a user may be. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belief(BTreeSet<Standing>);

/// What is believed after a request, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// What is believed.
    pub belief: Belief,
    /// The rule on which it rests.
    pub rule: Citation,
    /// Whether the document refuses all that was asked for, whatever choices the target has made.
    pub refused: bool,
}

/// Whether a member of a group is to be listed as free (READY-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// The user is free.
    Listed,
    /// The user is not free.
    Unlisted,
    /// The user may be redirected: whether such a one can be called directly is left open.
    Open,
}

impl Belief {
    /// A user at rest: free and in no mode.
    pub fn at_rest() -> Self {
        Self(BTreeSet::from([Standing::REST]))
    }

    /// What is believed after one request. The order of its changes is the target's choice (SET-9).
    pub fn after(&self, changes: &[Change]) -> Expected {
        let orders: Vec<Vec<Change>> = match changes {
            [one, other] => vec![vec![*one, *other], vec![*other, *one]],
            changes => vec![changes.to_vec()],
        };
        let ends = orders.iter().map(|order| order.iter().fold(self.clone(), |now, change| now.by(*change)));
        let belief = Self(ends.flat_map(|end| end.0).collect());
        Expected { belief, rule: self.rule(changes), refused: self.refuses(changes) }
    }

    fn by(&self, change: Change) -> Self {
        Self(self.0.iter().flat_map(|from| transition(*from, change).to).collect())
    }

    /// The rule of the change whose meaning is told of together with others, or of the only one.
    fn rule(&self, changes: &[Change]) -> Citation {
        let kind = |change: &Change| match change {
            Change::Redirect(_) => 3,
            Change::Lunch(_) => 2,
            Change::CallCentre(_) => 1,
            Change::State(_) | Change::NoState(_) => 0,
        };
        let change = changes.iter().copied().max_by_key(kind);
        let rule = |standing: &Standing| change.map(|change| transition(*standing, change).rule);
        self.0.iter().find_map(rule).unwrap_or_else(|| crate::cite::d("SET", 1))
    }

    fn refuses(&self, changes: &[Change]) -> bool {
        let refused = |change: &Change| self.0.iter().all(|from| transition(*from, *change).refused);
        !changes.is_empty() && changes.iter().all(refused)
    }

    /// What the user may be seen doing.
    pub fn doings(&self) -> BTreeSet<Doing> {
        self.0.iter().map(|standing| standing.doing).collect()
    }

    /// What is believed once the user is seen doing something; nothing if that is impossible.
    pub fn seen(&self, doing: Doing) -> Option<Self> {
        let fitting: BTreeSet<Standing> =
            self.0.iter().copied().filter(|standing| standing.doing == doing).collect();
        (!fitting.is_empty()).then_some(Self(fitting))
    }

    /// The modes in which the user may be.
    pub fn modes(&self) -> BTreeSet<Mode> {
        self.0.iter().map(|standing| standing.mode).collect()
    }

    /// The only standing left, if there is but one.
    pub fn certain(&self) -> Option<Standing> {
        let mut standings = self.0.iter();
        standings.next().copied().filter(|_| standings.next().is_none())
    }

    /// Whether the user is to be listed as free, once what the user is doing has been seen.
    pub fn listing(&self) -> Listing {
        let free = self.0.iter().filter(|standing| standing.doing == Doing::Free).count();
        let redirected = self.0.iter().any(|standing| standing.mode == Mode::Redirected);
        match free {
            0 => Listing::Unlisted,
            _ if free < self.0.len() || redirected => Listing::Open,
            _ => Listing::Listed,
        }
    }

    pub(super) fn of_mode(doings: impl IntoIterator<Item = Doing>, mode: Mode) -> Self {
        let standings = doings.into_iter().map(|doing| Standing { doing, mode });
        Self(standings.filter(|standing| standing.is_possible()).collect())
    }
}

impl fmt::Display for Belief {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let doings: Vec<String> = self.doings().iter().map(ToString::to_string).collect();
        f.write_str(&doings.join(" or "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Switch;
    use super::*;
    use crate::cite;

    fn after(requests: &[&[Change]]) -> Belief {
        requests.iter().fold(Belief::at_rest(), |belief, changes| belief.after(changes).belief)
    }

    const CENTRE: &[Change] = &[Change::CallCentre(Switch::On)];
    const LUNCH: &[Change] = &[Change::Lunch(Switch::On)];
    const FREE: &[Change] = &[Change::State(Doing::Free)];
    const BUSY: &[Change] = &[Change::State(Doing::Busy)];

    #[test]
    fn a_choice_is_carried_until_what_is_seen_decides_it() {
        let lunch = after(&[CENTRE, LUNCH]);
        assert_eq!(lunch.doings().len(), 2);
        let at_once = lunch.seen(Doing::OnBreak).unwrap();
        assert_eq!(at_once.certain(), Some(Standing { doing: Doing::OnBreak, mode: Mode::Lunch }));
        assert_eq!(lunch.seen(Doing::Away), None);
    }

    #[test]
    fn a_break_asked_for_may_be_the_lunch_mode_and_shows_which_when_it_should_end() {
        let asked = after(&[CENTRE, &[Change::State(Doing::OnBreak)]]);
        assert_eq!(asked.modes().len(), 2);
        let ended = asked.after(FREE).belief;
        assert_eq!(ended.seen(Doing::OnBreak).unwrap().modes(), BTreeSet::from([Mode::Lunch]));
    }

    #[test]
    fn both_orders_of_two_changes_are_allowed() {
        let both = after(&[&[Change::CallCentre(Switch::On), Change::State(Doing::OnBreak)]]);
        assert_eq!(both.doings(), BTreeSet::from([Doing::Free, Doing::OnBreak]));
        let surely = after(&[CENTRE, &[Change::Lunch(Switch::On), Change::State(Doing::Busy)]]);
        let busy = surely.seen(Doing::Busy).unwrap();
        assert_eq!(busy.after(FREE).belief.doings(), BTreeSet::from([Doing::OnBreak]));
    }

    #[test]
    fn the_rule_is_that_of_the_change_and_refusals_are_known() {
        let rest = Belief::at_rest();
        assert_eq!(rest.after(BUSY).rule, cite::d("SET", 2));
        assert!(rest.after(&[Change::State(Doing::OnBreak)]).refused && !rest.after(BUSY).refused);
        assert_eq!(rest.after(&[Change::Redirect(Switch::On), BUSY[0]]).rule, cite::d("SET", 4));
    }

    #[test]
    fn the_free_are_listed_and_the_redirected_may_be() {
        assert_eq!(after(&[]).listing(), Listing::Listed);
        assert_eq!(after(&[BUSY]).listing(), Listing::Unlisted);
        assert_eq!(after(&[&[Change::Redirect(Switch::On)]]).listing(), Listing::Open);
    }
}
