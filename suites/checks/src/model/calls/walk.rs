//! Several sessions between the lines of one cast, and walks through what can be done in them.

use std::collections::BTreeSet;

use super::{Act, Actor, Phase, Side, Transition, begun, named, named_start, transition};

/// A session between two lines, by their places in the cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The line in whose name it runs.
    pub own: usize,
    /// The line that it calls.
    pub party: usize,
    /// How far it has come.
    pub phase: Phase,
}

impl Session {
    /// Which side a line is, if it takes part.
    pub fn side_of(&self, place: usize) -> Option<Side> {
        match place {
            place if place == self.own => Some(Side::Own),
            place if place == self.party => Some(Side::Party),
            _ => None,
        }
    }

    /// The line of a side.
    pub fn place_of(&self, side: Side) -> usize {
        if side == Side::Own { self.own } else { self.party }
    }

    /// A line, seen from the session.
    pub fn actor(&self, place: usize) -> Actor {
        self.side_of(place).map_or(Actor::Bystander, Actor::Of)
    }
}

/// Something done in the name of a line: whose, what, and for a call to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The line that acts.
    pub actor: usize,
    /// What it does.
    pub act: Act,
    /// The line that it calls, if it calls.
    pub party: usize,
}

/// What a step makes of every session, in their order; nothing if it cannot be taken, or the document leaves open what it does. A
/// session that the step begins comes behind the others.
pub fn taken(sessions: &[Session], step: Step, answers: &[bool]) -> Option<Vec<Transition>> {
    let part = |place: usize| sessions.iter().any(|session| session.side_of(place).is_some());
    let free = !part(step.actor) && !part(step.party) && step.actor != step.party;
    let known = match step.act {
        Act::Start(..) => free,
        Act::Flash => part(step.actor),
        Act::Stop | Act::Decline | Act::MakeFree => true,
    };
    let next = |session: &Session| transition(session.phase, session.actor(step.actor), step.act);
    let mut transitions: Vec<Transition> =
        if known { sessions.iter().map(next).collect::<Option<_>>()? } else { return None };
    if let Act::Start(starter, sequence) = step.act {
        transitions.push(begun(starter, sequence, answers[step.actor], answers[step.party]));
    }
    Some(transitions)
}

/// The transitions that a step goes through, in words.
pub fn visited(sessions: &[Session], step: Step, answers: &[bool]) -> BTreeSet<String> {
    let during = |session: &Session| named(session.phase, session.actor(step.actor), step.act);
    let mut names: BTreeSet<String> = sessions.iter().map(during).collect();
    match step.act {
        Act::Start(..) => names.extend([named_start(step.act, (answers[step.actor], answers[step.party]))]),
        act if sessions.is_empty() => names.extend([named(Phase::Quiet, Actor::Bystander, act)]),
        _ => {}
    }
    names
}

/// A walk of as many steps as there are picks, the first of them given. Each pick chooses a kind of act and then a step of that kind, among
/// those that lead through something not `known` yet, or else among all that can be taken; what the walk goes through is known from then on.
pub fn walk(answers: &[bool], given: &[Step], picks: &[usize], known: &mut BTreeSet<String>) -> Vec<Step> {
    let mut sessions = Vec::new();
    let mut steps = Vec::new();
    let mut given = given.iter().copied();
    for pick in picks {
        let all = possible(&sessions, answers);
        let fresh: Vec<Step> =
            all.iter().copied().filter(|step| !visited(&sessions, *step, answers).is_subset(known)).collect();
        let Some(step) = given.next().or_else(|| chosen(if fresh.is_empty() { &all } else { &fresh }, *pick))
        else {
            break;
        };
        let Some(transitions) = taken(&sessions, step, answers) else { break };
        known.extend(visited(&sessions, step, answers));
        sessions = after(&sessions, step, &transitions);
        steps.push(step);
    }
    steps
}

/// A step of one of the kinds of act that there are: there are many ways to begin a session, and one to flash.
fn chosen(steps: &[Step], pick: usize) -> Option<Step> {
    let kinds: BTreeSet<_> = steps.iter().map(|step| kind(step.act)).collect();
    let kind_chosen = kinds.iter().nth(pick % kinds.len().max(1))?;
    let of_kind: Vec<&Step> = steps.iter().filter(|step| kind(step.act) == *kind_chosen).collect();
    of_kind.get(pick / kinds.len() % of_kind.len()).map(|step| **step)
}

/// The act, all beginnings being one.
fn kind(act: Act) -> Option<Act> {
    (!matches!(act, Act::Start(..))).then_some(act)
}

/// The sessions after a step that makes this of them.
fn after(sessions: &[Session], step: Step, transitions: &[Transition]) -> Vec<Session> {
    let Step { actor, party, act } = step;
    let begun = matches!(act, Act::Start(..)).then_some(Session { own: actor, party, phase: Phase::Quiet });
    let all = sessions.iter().copied().chain(begun);
    let moved = all.zip(transitions).map(|(session, transition)| Session { phase: transition.to, ..session });
    moved.filter(|session| session.phase != Phase::Quiet).collect()
}

fn possible(sessions: &[Session], answers: &[bool]) -> Vec<Step> {
    let places = || 0..answers.len();
    let starts = Act::starts().flat_map(|act| {
        places().flat_map(move |actor| places().map(move |party| Step { actor, act, party }))
    });
    let during =
        Act::DURING.into_iter().flat_map(|act| places().map(move |actor| Step { actor, act, party: actor }));
    starts.chain(during).filter(|step| taken(sessions, *step, answers).is_some()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Sequence, Starter, transitions};
    use super::*;

    const START: Act = Act::Start(Starter::Autocall, None);

    #[test]
    fn a_line_takes_part_in_one_session_only() {
        let ringing = Session { own: 0, party: 1, phase: Phase::RingsParty(Sequence::Direct) };
        let answers = [true, false, false, false];
        let start = |actor, party| taken(&[ringing], Step { actor, act: START, party }, &answers);
        assert!(start(0, 2).is_none() && start(2, 1).is_none() && start(2, 2).is_none());
        let both = start(2, 3).unwrap();
        assert_eq!((both.len(), both[0].to), (2, ringing.phase));
    }

    #[test]
    fn walks_go_where_none_has_been_and_come_to_everything_in_time() {
        let mut known = BTreeSet::new();
        let picks: Vec<usize> = (0..40).map(|n| n * 7919 + 13).collect();
        for answers in [[true, false, false, false], [true, true, false, false]] {
            for turn in 0..40 {
                let picks: Vec<usize> = picks.iter().map(|pick| pick + turn).collect();
                assert_eq!(walk(&answers, &[], &picks, &mut known).len(), picks.len());
            }
        }
        let missing: Vec<String> = transitions().into_iter().filter(|name| !known.contains(name)).collect();
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn a_walk_begins_as_it_is_told() {
        let first = Step { actor: 1, act: START, party: 0 };
        let steps = walk(&[true, true], &[first], &[5, 6, 7], &mut BTreeSet::new());
        assert_eq!((steps.len(), steps[0]), (3, first));
    }
}
