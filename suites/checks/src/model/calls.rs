//! What the commands for calls make of a session of dialling between two lines (CALL-1 to CALL-8), as far as the document binds it.
//!
//! Where it leaves open what becomes of a session, or what a command does in it, the model has no transition: then nothing is asked.

mod walk;

pub use walk::{Session, Step, taken, visited, walk};

use std::fmt;

use spec::ids::Citation;

use crate::cite;

/// Who is called first (CALL-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sequence {
    /// The other party, and after the answer the line itself.
    Direct,
    /// The line itself, and then from it the number.
    Back,
}

/// A side of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The line in whose name it runs.
    Own,
    /// The line that it calls.
    Party,
}

/// How far a session has come, once nothing changes any more by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// There is none.
    Quiet,
    /// The party is rung and does not answer.
    RingsParty(Sequence),
    /// `back`: the own line is rung and does not answer.
    RingsOwn,
    /// `direct`: the party has answered; the own line is rung back and does not answer.
    RingsBack,
    /// Both sides talk.
    Talks,
    /// A side has put the conversation on hold.
    Held(Side),
    /// The call has been declined: the session may be over or try again (CALL-7).
    Declined,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Quiet,
        Self::RingsParty(Sequence::Direct),
        Self::RingsParty(Sequence::Back),
        Self::RingsOwn,
        Self::RingsBack,
        Self::Talks,
        Self::Held(Side::Own),
        Self::Held(Side::Party),
        Self::Declined,
    ];

    /// Whether the sides are in conversation, held or not: one that may end by itself.
    pub fn is_conversation(self) -> bool {
        matches!(self, Self::Talks | Self::Held(_))
    }

    /// What is to be seen of the line of a side.
    pub fn sight(self, side: Side) -> Sight {
        match (self, side) {
            (Self::Quiet, _) | (Self::RingsOwn, Side::Party) => Sight::AtRest,
            (Self::RingsParty(_) | Self::RingsBack, Side::Party) | (Self::RingsOwn, Side::Own) => {
                Sight::Touched
            }
            (Self::RingsParty(Sequence::Direct) | Self::RingsBack, Side::Own) => Sight::Unanswered,
            (Self::Talks, _) => Sight::Talking,
            (Self::Held(by), side) if by == side => Sight::Holding,
            (Self::RingsParty(Sequence::Back), Side::Own) | (Self::Held(_) | Self::Declined, _) => {
                Sight::Open
            }
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Quiet => "no session",
            Self::RingsParty(Sequence::Direct) => "the party rung first",
            Self::RingsParty(Sequence::Back) => "the party rung second",
            Self::RingsOwn => "the line rung first",
            Self::RingsBack => "the line rung back",
            Self::Talks => "a conversation",
            Self::Held(Side::Own) => "a conversation held by the line",
            Self::Held(Side::Party) => "a conversation held by the party",
            Self::Declined => "a declined call",
        })
    }
}

/// What is to be seen of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Nothing of a call.
    AtRest,
    /// Something of a call, whatever it is.
    Touched,
    /// No conversation: the line has not answered.
    Unanswered,
    /// The conversation, in chain, party and state.
    Talking,
    /// The line not in state 32.
    Holding,
    /// Whatever the target makes of it.
    Open,
}

/// The command that begins a session. On an idle line both do (CALL-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Starter {
    /// `wp_autocallstart`.
    Autocall,
    /// `wp_switchcall`.
    Switch,
}

/// What is done in the name of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// A session is begun, by this command and with this `sequence` or none.
    Start(Starter, Option<Sequence>),
    /// `wp_autocallstop`.
    Stop,
    /// `wp_declinecall`.
    Decline,
    /// `wp_flash`.
    Flash,
    /// `wp_setuserstate` with `userstateid=1`.
    MakeFree,
}

impl Act {
    /// What can be done during a session.
    pub const DURING: [Self; 4] = [Self::Stop, Self::Decline, Self::Flash, Self::MakeFree];

    /// Every way to begin a session.
    pub fn starts() -> impl Iterator<Item = Self> {
        let sequences = [None, Some(Sequence::Direct), Some(Sequence::Back)];
        let of = move |starter| sequences.into_iter().map(move |sequence| Self::Start(starter, sequence));
        [Starter::Autocall, Starter::Switch].into_iter().flat_map(of)
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Start(Starter::Autocall, None) => "wp_autocallstart",
            Self::Start(Starter::Autocall, Some(Sequence::Direct)) => "wp_autocallstart sequence=direct",
            Self::Start(Starter::Autocall, Some(Sequence::Back)) => "wp_autocallstart sequence=back",
            Self::Start(Starter::Switch, None) => "wp_switchcall",
            Self::Start(Starter::Switch, Some(Sequence::Direct)) => "wp_switchcall sequence=direct",
            Self::Start(Starter::Switch, Some(Sequence::Back)) => "wp_switchcall sequence=back",
            Self::Stop => "wp_autocallstop",
            Self::Decline => "wp_declinecall",
            Self::Flash => "wp_flash",
            Self::MakeFree => "wp_setuserstate userstateid=1",
        })
    }
}

/// Who does something, seen from a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actor {
    /// One of its sides.
    Of(Side),
    /// A line that has no part in it.
    Bystander,
}

impl Actor {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Of(Side::Own), Self::Of(Side::Party), Self::Bystander];
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Of(Side::Own) => "the line",
            Self::Of(Side::Party) => "the party",
            Self::Bystander => "a bystander",
        })
    }
}

/// Where a session goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// How far it has come then.
    pub to: Phase,
    /// The rule that says so.
    pub rule: Citation,
}

/// Where a session goes that is begun between two lines which answer or do not.
pub fn begun(
    starter: Starter,
    sequence: Option<Sequence>,
    own_answers: bool,
    party_answers: bool,
) -> Transition {
    let order = sequence.unwrap_or(Sequence::Direct);
    let to = match (order, own_answers, party_answers) {
        (_, true, true) => Phase::Talks,
        (Sequence::Direct, _, false) => Phase::RingsParty(order),
        (Sequence::Direct, false, true) => Phase::RingsBack,
        (Sequence::Back, false, _) => Phase::RingsOwn,
        (Sequence::Back, true, false) => Phase::RingsParty(order),
    };
    let rule = match (starter, sequence) {
        (Starter::Switch, _) => cite::d("CALL", 4),
        (Starter::Autocall, None | Some(Sequence::Direct)) => cite::d("CALL", 1),
        (Starter::Autocall, Some(Sequence::Back)) => cite::d("CALL", 3),
    };
    Transition { to, rule }
}

/// Where a session goes by what somebody does; nothing where the document leaves it open.
pub fn transition(phase: Phase, actor: Actor, act: Act) -> Option<Transition> {
    let to = |to, rule| Some(Transition { to, rule });
    let unchanged = |rule| Some(Transition { to: phase, rule });
    match (act, phase, actor) {
        (Act::Start(..), phase, Actor::Bystander) if phase != Phase::Quiet => unchanged(cite::d("WP", 1)),
        (Act::Start(..), ..) => None,
        // What an idle line, and whoever has nothing to stop or decline, asks for changes nothing.
        (Act::Stop, _, Actor::Bystander) => unchanged(cite::i("CALL", 5)),
        (Act::Decline, _, Actor::Bystander) => unchanged(cite::i("CALL", 7)),
        (Act::Stop, Phase::Declined, Actor::Of(Side::Own)) => to(Phase::Quiet, cite::i("CALL", 7)),
        (Act::Stop, phase, Actor::Of(Side::Own)) if is_ringing(phase) => to(Phase::Quiet, cite::d("CALL", 5)),
        (Act::Stop, phase, Actor::Of(Side::Party)) if is_ringing(phase) || phase == Phase::Talks => {
            unchanged(cite::i("CALL", 5))
        }
        (Act::Decline, phase, Actor::Of(side)) if rung(phase) == Some(side) => {
            to(Phase::Declined, cite::d("CALL", 7))
        }
        (Act::Decline, phase, Actor::Of(_)) if is_ringing(phase) || phase == Phase::Talks => {
            unchanged(cite::i("CALL", 7))
        }
        (Act::Flash, Phase::Talks, Actor::Of(side)) => to(Phase::Held(side), cite::i("CALL", 6)),
        (Act::Flash, Phase::Held(by), Actor::Of(side)) if by == side => to(Phase::Talks, cite::i("CALL", 6)),
        (Act::MakeFree, Phase::Talks, Actor::Of(_)) => unchanged(cite::d("SET", 3)),
        (Act::MakeFree, _, Actor::Bystander) => unchanged(cite::d("WP", 1)),
        (Act::Stop | Act::Decline | Act::Flash | Act::MakeFree, ..) => None,
    }
}

fn is_ringing(phase: Phase) -> bool {
    rung(phase).is_some()
}

/// The side that is rung.
fn rung(phase: Phase) -> Option<Side> {
    match phase {
        Phase::RingsParty(_) => Some(Side::Party),
        Phase::RingsOwn | Phase::RingsBack => Some(Side::Own),
        Phase::Quiet | Phase::Talks | Phase::Held(_) | Phase::Declined => None,
    }
}

/// Every transition of the model in words: the beginnings of a session and what is done during one.
pub fn transitions() -> Vec<String> {
    let answers = [(true, true), (true, false), (false, true), (false, false)];
    let beginnings = Act::starts().flat_map(|act| answers.map(|answers| named_start(act, answers)));
    let acts = || Act::DURING.into_iter().chain(Act::starts().take(1));
    let during = Phase::ALL.into_iter().flat_map(|phase| {
        Actor::ALL.into_iter().flat_map(move |actor| acts().map(move |act| (phase, actor, act)))
    });
    let known = during.filter(|(phase, actor, act)| transition(*phase, *actor, *act).is_some());
    beginnings.chain(known.map(|(phase, actor, act)| named(phase, actor, act))).collect()
}

/// A beginning in words, by whether the line and the party answer.
pub fn named_start(act: Act, (own, party): (bool, bool)) -> String {
    let answers = |answers: bool| if answers { "answers" } else { "does not" };
    format!("{act}: the line {}, the party {}", answers(own), answers(party))
}

/// What is done during a session, in words; of the beginnings of others one stands for all.
pub fn named(phase: Phase, actor: Actor, act: Act) -> String {
    let act = if matches!(act, Act::Start(..)) { Act::Start(Starter::Autocall, None) } else { act };
    format!("{phase}: {act} by {actor}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_names_every_transition_once() {
        let names = transitions();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert_eq!(names.iter().filter(|name| name.contains("the line answers")).count(), 12);
        for phase in Phase::ALL.into_iter().filter(|phase| *phase != Phase::Quiet) {
            for act in [Act::Stop, Act::Decline, Act::MakeFree, Act::Start(Starter::Switch, None)] {
                let by_bystander = transition(phase, Actor::Bystander, act).unwrap();
                assert_eq!(by_bystander.to, phase, "{phase}: {act}");
            }
        }
    }

    #[test]
    fn every_phase_can_be_reached_and_left_but_a_conversation_which_ends_by_itself() {
        let mut reached: Vec<Phase> = vec![Phase::Quiet];
        for (own, party) in [(true, true), (true, false), (false, true), (false, false)] {
            for sequence in [None, Some(Sequence::Direct), Some(Sequence::Back)] {
                reached.push(begun(Starter::Autocall, sequence, own, party).to);
            }
        }
        let mut next = 0;
        while let Some(phase) = reached.get(next).copied() {
            for actor in Actor::ALL {
                let to = Act::DURING.into_iter().filter_map(|act| transition(phase, actor, act));
                let fresh: Vec<Phase> = to.map(|to| to.to).filter(|to| !reached.contains(to)).collect();
                reached.extend(fresh);
            }
            next += 1;
        }
        for phase in Phase::ALL {
            assert!(reached.contains(&phase), "{phase}");
            let own = |act| transition(phase, Actor::Of(Side::Own), act);
            let party = |act| transition(phase, Actor::Of(Side::Party), act);
            let left = Act::DURING.into_iter().any(|act| {
                [own(act), party(act)].into_iter().flatten().any(|transition| transition.to != phase)
            });
            assert_eq!(left, phase != Phase::Quiet, "{phase}");
        }
    }

    #[test]
    fn a_session_stops_at_the_first_line_that_does_not_answer() {
        let phase = |sequence, own, party| begun(Starter::Autocall, sequence, own, party).to;
        assert_eq!(phase(None, false, false), Phase::RingsParty(Sequence::Direct));
        assert_eq!(phase(Some(Sequence::Direct), false, true), Phase::RingsBack);
        assert_eq!(phase(Some(Sequence::Back), false, true), Phase::RingsOwn);
        assert_eq!(phase(Some(Sequence::Back), true, false), Phase::RingsParty(Sequence::Back));
        assert_eq!(phase(None, true, true), Phase::Talks);
    }

    #[test]
    fn who_is_rung_shows_and_who_is_not_called_yet_does_not() {
        assert_eq!(Phase::RingsOwn.sight(Side::Party), Sight::AtRest);
        assert_eq!(Phase::RingsParty(Sequence::Direct).sight(Side::Own), Sight::Unanswered);
        assert_eq!(Phase::RingsParty(Sequence::Back).sight(Side::Party), Sight::Touched);
        assert_eq!(Phase::Held(Side::Party).sight(Side::Party), Sight::Holding);
        assert_eq!(Phase::Held(Side::Party).sight(Side::Own), Sight::Open);
    }

    #[test]
    fn only_the_side_that_is_rung_declines() {
        let declined = |actor| transition(Phase::RingsOwn, actor, Act::Decline).map(|to| to.to);
        assert_eq!(declined(Actor::Of(Side::Own)), Some(Phase::Declined));
        assert_eq!(declined(Actor::Of(Side::Party)), Some(Phase::RingsOwn));
        assert_eq!(transition(Phase::Held(Side::Own), Actor::Of(Side::Party), Act::Flash), None);
    }
}
